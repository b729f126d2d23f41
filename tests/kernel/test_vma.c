/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_vma.c - address spaces against a model: an array of pages.
 *
 * Operations hit 64 pages around an address where tables of every level meet:
 *
 *                  512 GiB
 *   BASE  |----32----|----32----|
 *
 * Once with plenty of memory, and once with so little that pages go to swap and
 * to their files all the time. MMUSIM_ROUNDS in the environment is how many
 * operations there shall be, MMUSIM_SEED what they are drawn from.
 */
#include "../support/swap_rig.h"

#include <mmusim/kern_fault_inject.h>
#include <mmusim/kern_oom.h>

#define PAGES  64
#define BASE   (0x8000000000ull - 32 * PAGE)
#define SPACES 3
#define FILES  2

/**
 * struct page - what the model knows of one page
 * @file: 0: anonymous; n: file n - 1
 * @own:  a private page of its own, with @value; else the file's, or zeros
 */
struct page {
	bool mapped, shared, own;
	int prot, file;
	uint64_t index, value;
};

struct model {
	struct kern *kern;
	struct kern_mm *mm[SPACES];
	struct page page[SPACES][PAGES];
	struct kern_file *file[FILES];
	uint64_t file_pages[FILES];
	uint64_t content[FILES][PAGES];
	uint64_t random, next_value;
	bool pressure;
};

static uint64_t draw(struct model *m, uint64_t below)
{
	m->random = m->random * 6364136223846793005ull + 1442695040888963407ull;
	return (m->random >> 33) % below;
}

static uint64_t la_of(uint64_t page)
{
	return BASE + page * PAGE;
}

/* --- operations ------------------------------------------------------------------- */

struct range {
	unsigned int s; /* address space */
	uint64_t first, end;
};

static struct range draw_range(struct model *m)
{
	struct range r = {.s = (unsigned int)draw(m, SPACES),
			  .first = draw(m, PAGES)};

	r.end = r.first + 1 + draw(m, draw(m, 4) ? 8 : PAGES);
	if (r.end > PAGES)
		r.end = PAGES;
	return r;
}

static void do_mmap(struct model *m, struct range r)
{
	unsigned int file = (unsigned int)draw(m, FILES + 1);
	bool shared = file && draw(m, 2);
	int prot = (int)draw(m, 8);
	uint64_t index = draw(m, 4);

	map(m->mm[r.s], la_of(r.first), r.end - r.first, prot,
	    MAP_FIXED | (shared ? MAP_SHARED : MAP_PRIVATE) |
		    (file ? 0 : MAP_ANONYMOUS),
	    file ? m->file[file - 1] : NULL, index);
	for (uint64_t i = r.first; i < r.end; i++)
		m->page[r.s][i] = (struct page){.mapped = true,
						.shared = shared,
						.prot = prot,
						.file = (int)file,
						.index = index + i - r.first};
}

static void do_munmap(struct model *m, struct range r)
{
	assert_int_equal(kern_munmap(m->mm[r.s], la_of(r.first),
				     (r.end - r.first) * PAGE),
			 0);
	for (uint64_t i = r.first; i < r.end; i++)
		m->page[r.s][i].mapped = false;
}

static void do_mprotect(struct model *m, struct range r)
{
	int prot = (int)draw(m, 8), want = 0;
	uint64_t i = r.first;

	for (; i < r.end && m->page[r.s][i].mapped; i++)
		m->page[r.s][i].prot = prot;
	if (i < r.end)
		want = -ENOMEM;
	assert_int_equal(kern_mprotect(m->mm[r.s], la_of(r.first),
				       (r.end - r.first) * PAGE, prot),
			 want);
}

static void do_dontneed(struct model *m, struct range r)
{
	int want = 0;

	for (uint64_t i = r.first; i < r.end; i++) {
		m->page[r.s][i].own = false;
		if (!m->page[r.s][i].mapped)
			want = -ENOMEM;
	}
	assert_int_equal(kern_madvise(m->mm[r.s], la_of(r.first),
				      (r.end - r.first) * PAGE, MADV_DONTNEED),
			 want);
}

/* One address space becomes a copy of another. */
static void do_fork(struct model *m, struct range r)
{
	unsigned int to = (unsigned int)draw(m, SPACES);

	if (to == r.s)
		return;
	kern_mm_put(m->mm[to]);
	m->mm[to] = dup_mm(m->mm[r.s]);
	memcpy(m->page[to], m->page[r.s], sizeof(m->page[to]));
}

/* --- accesses --------------------------------------------------------------------- */

static bool beyond_end(const struct model *m, const struct page *page)
{
	return page->file && page->index >= m->file_pages[page->file - 1];
}

static uint64_t expected_value(const struct model *m, const struct page *page)
{
	if (page->own)
		return page->value;
	return page->file ? m->content[page->file - 1][page->index] : 0;
}

/* The signal that the access must raise; 0. */
static int expected_signal(const struct model *m, const struct page *page,
			   bool write, int *code)
{
	if (!page->mapped) {
		*code = SEGV_MAPERR;
		return SIGSEGV;
	}
	*code = SEGV_ACCERR;
	if (write ? !(page->prot & PROT_WRITE) : !page->prot)
		return SIGSEGV;
	*code = BUS_ADRERR;
	return !page->own && beyond_end(m, page) ? SIGBUS : 0;
}

static void note_store(struct model *m, struct page *page, uint64_t value)
{
	if (page->shared) {
		m->content[page->file - 1][page->index] = value;
		return;
	}
	page->own = true;
	page->value = value;
}

static void do_access(struct model *m, struct range r)
{
	struct page *page = &m->page[r.s][r.first];
	bool write = draw(m, 2);
	uint64_t value = ++m->next_value, la = la_of(r.first);
	int code, signo = expected_signal(m, page, write, &code);
	int vector = write ? user_store(m->mm[r.s], la, value) :
			     user_load(m->mm[r.s], la, &value);

	assert_int_equal(vector, signo ? MMU_TRAP_PF : 0);
	if (signo)
		assert_signal(m->mm[r.s], signo, code, la);
	else if (write)
		note_store(m, page, value);
	else
		assert_int_equal(value, expected_value(m, page));
}

/* Anywhere else: free, high, and merged or not, gone afterwards. */
static void do_anywhere(struct model *m, struct range r)
{
	struct kern_mm *mm = m->mm[r.s];
	uint64_t n = r.end - r.first, la = map_anon(mm, n);
	struct kern_vma *vma = kern_find_vma(mm, la);

	assert_true(vma->start <= la && la + n * PAGE <= vma->end);
	assert_true(la + n * PAGE <= mm->mmap_base);
	poke(mm, la + (n - 1) * PAGE, 1);
	assert_int_equal(kern_munmap(mm, la, n * PAGE), 0);
}

/* --- comparing --------------------------------------------------------------------- */

static void assert_page(const struct model *m, unsigned int s, uint64_t i)
{
	const struct page *page = &m->page[s][i];
	struct kern_vma *vma = kern_find_vma(m->mm[s], la_of(i));
	bool mapped = vma && vma->start <= la_of(i);

	assert_int_equal(mapped, page->mapped);
	if (!mapped)
		return;
	assert_int_equal(vma->flags & KERN_VM_ACCESS, page->prot);
	assert_int_equal(!!(vma->flags & KERN_VM_SHARED), page->shared);
	assert_ptr_equal(vma->file,
			 page->file ? m->file[page->file - 1] : NULL);
	if (vma->file)
		assert_int_equal(vma->pgoff + (la_of(i) - vma->start) / PAGE,
				 page->index);
}

static void compare(struct model *m)
{
	assert_true(kern_mm_check_all(m->kern));
	for (unsigned int s = 0; s < SPACES; s++)
		for (uint64_t i = 0; i < PAGES; i++)
			assert_page(m, s, i);
}

/* Devices that fail half of the time, or one allocation does. */
static void reclaim_with_failures(struct model *m)
{
	struct kern_fault_attr attr = {.size = sizeof(attr)}, was;

	assert_int_equal(
		kern_fault_attr(m->kern, KERN_FAIL_MAKE_REQUEST, &attr), 0);
	was = attr;
	attr.probability = 50;
	attr.times = -1;
	attr.verbose = 0;
	if (draw(m, 2))
		kern_set_fault_attr(m->kern, KERN_FAIL_MAKE_REQUEST, &attr);
	else
		kern_fail_nth(m->kern, KERN_FAIL_ALLOCATIONS, draw(m, 9));
	kern_reclaim(m->kern, draw(m, 50));
	kern_fail_nth(m->kern, 0, 0);
	kern_set_fault_attr(m->kern, KERN_FAIL_MAKE_REQUEST, &was);
}

/* All comes back, or as much as there is room for. */
static void swap_off_and_on(struct model *m)
{
	int err = kern_swapoff(m->kern, 0);

	if (!err)
		assert_int_equal(swap_on(m->kern, 1000), 0);
	else
		assert_int_equal(err, -ENOMEM);
}

/* Pages go; or another one says which. */
static void do_reclaim(struct model *m)
{
	unsigned int n = 0;

	if (draw(m, 16)) {
		if (draw(m, 4))
			kern_reclaim(m->kern, draw(m, 50));
		else
			reclaim_with_failures(m);
		return;
	}
	if (!draw(m, 3)) {
		swap_off_and_on(m);
		return;
	}
	while (kern_replacement_at(n))
		n++;
	n = (unsigned int)draw(m, n);
	use_policy(m->kern, n, no_trace());
}

static void step(struct model *m)
{
	struct range r = draw_range(m);

	if (m->pressure && !draw(m, 40))
		do_reclaim(m);
	switch (draw(m, 16)) {
	case 0:
	case 1:
		return do_mmap(m, r);
	case 2:
		return do_munmap(m, r);
	case 3:
	case 4:
		return do_mprotect(m, r);
	case 5:
		return do_dontneed(m, r);
	case 6:
		return do_anywhere(m, r);
	case 7:
		return draw(m, 8) ? do_access(m, r) : do_fork(m, r);
	default:
		return do_access(m, r);
	}
}

static int rounds(void)
{
	const char *wanted = getenv("MMUSIM_ROUNDS");

	if (wanted)
		return atoi(wanted);
	return kern_rig_under("valgrind") ? 2500 : 100000;
}

static void run(struct model *m)
{
	const char *seed = getenv("MMUSIM_SEED");
	int n = rounds();

	m->random = seed ? strtoull(seed, NULL, 0) : 20240229;
	for (unsigned int s = 0; s < SPACES; s++)
		m->mm[s] = new_mm(m->kern);
	for (int i = 0; i < n; i++) {
		step(m);
		if (i % 97 == 0)
			compare(m);
	}
	compare(m);
	kern_use_mm(m->kern, NULL);
	for (unsigned int s = 0; s < SPACES; s++)
		kern_mm_put(m->mm[s]);
	for (unsigned int f = 0; f < FILES; f++)
		kern_file_put(m->file[f]);
	assert_true(kern_mm_check_all(m->kern));
}

static struct model *new_model(struct kern *k)
{
	struct model *m = calloc(1, sizeof(*m));

	assert_non_null(m);
	m->kern = k;
	for (unsigned int f = 0; f < FILES; f++)
		m->file_pages[f] = 40 + f * 20;
	return m;
}

static void memory_file(struct model *m, unsigned int f)
{
	assert_int_equal(kern_file_memory(m->kern, "model",
					  m->file_pages[f] * PAGE - 100,
					  &m->file[f]),
			 0);
}

static void test_vma_random_operations_agree_with_a_model(void **state)
{
	struct kern *k = *state;
	struct model *m = new_model(k);
	struct mm_usage before = mm_usage(k);

	memory_file(m, 0);
	memory_file(m, 1);
	run(m);
	free(m);
	assert_usage(k, before);
}

/* What is left for pages is less than the address spaces have. */
static void take_frames(struct kern *k, uint64_t leave)
{
	while (mmu_frames_free_count(k->machine) > leave)
		assert_true(mmu_frame_alloc(k->machine, 1, 1) != MMU_NO_PA);
}

/* One file is of the host, one in memory, which is swapped out, too. */
static void test_vma_random_operations_while_memory_is_short(void **state)
{
	struct kern *k = small_kern();
	struct model *m = new_model(k);
	struct mm_usage before;
	const char *path = make_file(0, 0);

	(void)state;
	m->pressure = true;
	kern_oom_killer_disable(k);
	swap_on(k, 1000);
	assert_int_equal(kern_set_replacement(k, kern_replacement_at(0), NULL),
			 0);
	take_frames(k, 120);
	before = mm_usage(k);
	memory_file(m, 0);
	assert_int_equal(truncate(path, (off_t)(m->file_pages[1] * PAGE - 100)),
			 0);
	assert_int_equal(kern_file_open(k, path, true, &m->file[1]), 0);
	run(m);
	for (uint64_t i = 0; i < m->file_pages[1]; i++)
		assert_int_equal(read_file(path, i), m->content[1][i]);
	assert_true(kern_vmstat(k, "pswpin") > rounds() / 40);
	assert_int_equal(kern_swap_unused(k), 1000);
	unlink(path);
	free(m);
	assert_int_equal(mmu_frames_free_count(k->machine), before.frames);
	kern_shutdown(k);
}

/* --- finding room -------------------------------------------------------------------- */

static void test_vma_room_is_found_from_the_top(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t a = map_anon(mm, 4), hole;

	assert_int_equal(a + 4 * PAGE, mm->mmap_base);
	/* The highest hole that is large enough. */
	hole = a + PAGE;
	assert_int_equal(kern_munmap(mm, hole, 2 * PAGE), 0);
	assert_int_equal(map_anon(mm, 3), a - 3 * PAGE);
	assert_int_equal(map_anon(mm, 2), hole);
	/* All is one area now. */
	assert_int_equal(mm->map_count, 2);
	/* The gap below a stack is not free. */
	map(mm, a - 4 * PAGE, 1, RW, ANON | MAP_FIXED | MAP_GROWSDOWN, NULL, 0);
	assert_int_equal(map_anon(mm, 1), a - 5 * PAGE - KERN_STACK_GUARD_GAP);
	kern_mm_put(mm);
}

static void test_vma_a_wish_is_granted_if_it_is_free(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t want = 0x10000000;

	assert_int_equal(map(mm, want + 5, 1, RW, ANON, NULL, 0), want + PAGE);
	assert_int_equal(map(mm, want + PAGE, 1, RW, ANON, NULL, 0),
			 mm->mmap_base - PAGE);
	/* Too near to a stack's gap. */
	map(mm, 0x20000000, 1, RW, ANON | MAP_FIXED | MAP_GROWSDOWN, NULL, 0);
	assert_int_not_equal(map(mm, 0x20000000 - 16 * PAGE, 1, RW, ANON, NULL,
				 0),
			     0x20000000 - 16 * PAGE);
	kern_mm_put(mm);
}

static void test_vma_no_room_is_enomem(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	/* From the lowest address to the stack's gap: from the bottom up then. */
	const uint64_t most = 0x7fffffef0000ull - 0x600000000000ull;

	map(mm, 0x10000, 0x600000000000ull / PAGE - 16, PROT_NONE,
	    ANON | MAP_FIXED, NULL, 0);
	assert_int_equal(kern_mmap(mm, 0, most * 2, RW, ANON, NULL, 0),
			 -ENOMEM);
	assert_true(kern_mmap(mm, 0, most / 2, RW, ANON, NULL, 0) > 0);
	assert_true(kern_mm_check(mm));
	kern_mm_put(mm);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_vma_random_operations_agree_with_a_model),
		cmocka_unit_test(
			test_vma_random_operations_while_memory_is_short),
		TEST(test_vma_room_is_found_from_the_top),
		TEST(test_vma_a_wish_is_granted_if_it_is_free),
		TEST(test_vma_no_room_is_enomem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
