/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_limits.c - the limits of the host: each is named when it is hit, and
 * the one that can be hit at any time, the number of mappings, loses nothing.
 *
 * Each test uses up what the host gives in a child process.
 */
#include "bench.h"

#include <fcntl.h>

static void say(int err)
{
	fprintf(stderr, "%d: %s\n", err, mmu_last_error());
}

static void assert_said(const struct child *child, const char *text)
{
	if (!strstr(child->said, text))
		fail_msg("expected \"%s\" in: %s", text, child->said);
}

static struct child in_child(void (*fn)(void *arg), void *arg)
{
	struct child child = bench_child(fn, arg);

	if (child.status)
		fail_msg("status %#x: %s", child.status, child.said);
	return child;
}

/* --- when a machine is made -------------------------------------------------- */

static uint64_t address_space_used(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	unsigned long long pages = 0;

	if (file) {
		if (fscanf(file, "%llu", &pages) != 1)
			pages = 0;
		fclose(file);
	}
	return pages * PAGE;
}

static void limit(int resource, uint64_t value)
{
	struct rlimit rlimit = {value, value};

	setrlimit(resource, &rlimit);
}

static void without_address_space(void *arg)
{
	struct mmu_machine *machine;

	(void)arg;
	limit(RLIMIT_AS, address_space_used() + (512ull << 20));
	say(mmu_machine_create(NULL, &machine));
}

static void test_limits_address_space_of_a_machine(void **state)
{
	struct child child = in_child(without_address_space, NULL);

	(void)state;
	assert_said(&child, "-12: cannot have the pool of a machine: "
			    "RLIMIT_AS is ");
	assert_said(&child, "needs 1024 MiB more; raise it with "
			    "\"ulimit -v unlimited\"");
}

static void without_data(void *arg)
{
	struct mmu_machine *machine;

	(void)arg;
	limit(RLIMIT_DATA, 512ull << 20);
	say(mmu_machine_create(NULL, &machine));
}

static void test_limits_data_of_a_machine(void **state)
{
	struct child child;

	(void)state;
	if (under("valgrind"))
		skip(); /* it keeps these limits for itself */
	child = in_child(without_data, NULL);
	assert_said(&child, "RLIMIT_DATA is 512 MiB, and this process uses ");
	assert_said(&child, "\"ulimit -d unlimited\"");
}

static void without_files(void *arg)
{
	struct mmu_machine *machine;

	(void)arg;
	while (open("/dev/null", O_RDONLY) >= 0)
		;
	say(mmu_machine_create(NULL, &machine));
}

static void few_files(void *arg)
{
	limit(RLIMIT_NOFILE, 40);
	without_files(arg);
}

static void test_limits_files_of_a_process(void **state)
{
	struct child child;

	(void)state;
	if (under("valgrind"))
		skip();
	child = in_child(few_files, NULL);
	assert_said(&child, "-24: cannot have the memory file of a machine: "
			    "RLIMIT_NOFILE is 40, so many files are open");
	assert_said(&child, "\"ulimit -n\"");
}

/* The host would send SIGXFSZ. */
static void with_short_files(void *arg)
{
	struct mmu_machine *machine;

	(void)arg;
	limit(RLIMIT_FSIZE, 1 << 20);
	say(mmu_machine_create(NULL, &machine));
}

static void test_limits_size_of_the_memory_file(void **state)
{
	struct child child = in_child(with_short_files, NULL);

	(void)state;
	assert_said(&child, "-27: cannot have the memory file of a machine: "
			    "RLIMIT_FSIZE is 1024 KiB");
}

static void test_limits_a_success_leaves_no_text(void **state)
{
	struct mmu_config config = {.size = 8};
	struct mmu_machine *machine;

	(void)state;
	assert_int_equal(mmu_machine_create(&config, &machine), -EINVAL);
	assert_non_null(strstr(mmu_last_error(), "size is 8"));
	assert_int_equal(mmu_machine_create(NULL, &machine), 0);
	assert_string_equal(mmu_last_error(), "");
	mmu_machine_destroy(machine);
}

static void test_limits_tlb_that_the_pool_cannot_hold(void **state)
{
	struct mmu_config config = {
		.size = sizeof(config), .tlb_sets = 1u << 20, .tlb_ways = 16};
	struct mmu_machine *machine;

	(void)state;
	assert_int_equal(mmu_machine_create(&config, &machine), -ENOMEM);
	assert_non_null(strstr(mmu_last_error(), "mmu_config.tlb_sets"));
}

/* --- when a window is opened ---------------------------------------------------- */

static int open_bytes(struct bench *b, uint64_t la, uint64_t len)
{
	struct mmu_window_config config = {
		.size = sizeof(config), .la = la, .len = len};

	return mmu_window_open(b->machine, &config);
}

static void open_beyond_the_limit(void *arg)
{
	limit(RLIMIT_AS, address_space_used() + (64ull << 20));
	say(open_bytes(arg, 0x10000000, 256ull << 20));
}

static void test_limits_address_space_of_a_window(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child;

	if (under("valgrind"))
		skip();
	child = in_child(open_beyond_the_limit, b);
	assert_said(&child, "-28: cannot have the addresses of a window: "
			    "RLIMIT_AS is ");
}

static void test_limits_window_larger_than_a_process(void **state)
{
	struct bench *b = bench_enter(state);

	/* All but half a GiB of what a process can have. */
	assert_int_equal(open_bytes(b, 0x10000000, (1ull << 47) - (1ull << 29)),
			 -ENOSPC);
	assert_non_null(strstr(mmu_last_error(), "128 TiB of addresses"));
}

static void test_limits_window_without_room_in_its_bounds(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_window_config config = {.size = sizeof(config),
					   .la = 0x10000000,
					   .len = 16 * PAGE,
					   .host_lo = 0x40000000,
					   .host_hi = 0x40000000 + PAGE};

	assert_int_equal(mmu_window_open(b->machine, &config), -ENOSPC);
	assert_non_null(strstr(mmu_last_error(), "host_lo and host_hi"));
}

/* --- no more memory ------------------------------------------------------------- */

/* A shorter file stands for a host without memory: both raise SIGBUS. */
static void touch_without_memory(void *arg)
{
	struct bench *b = arg;

	signal(SIGBUS, SIG_DFL);
	if (mmu_cpu_enter(b->cpu) || ftruncate(b->machine->mem.fd, PAGE * 8))
		return;
	bench_store(bench_ptr(b, KERNEL_LA), 1);
}

static void test_limits_no_memory_for_a_page_is_said(void **state)
{
	struct bench *b = bench_enter(state);
	struct rig rig = bench_rig(b);
	struct child child;

	rig_map_to(&rig, KERNEL_LA, 64 * PAGE, 12, KERNEL_DATA);
	child = bench_child(touch_without_memory, b);
	assert_true(died_of(&child, SIGBUS));
	assert_said(&child, "mmusim: the host has no memory for a page");
	assert_said(&child, "memory.max");
}

/* --- no more mappings ------------------------------------------------------------- */

/* The child has the default action for SIGSEGV, so ours is to be put back. */
static struct bench *enter(void *arg)
{
	struct bench *b = arg;

	return mmu_cpu_enter(b->cpu) ? NULL : b;
}

/* Use up all mappings but so many. */
static bool eat_mappings(unsigned int left)
{
	const size_t len = 512ul << 20;
	char *base = mmap(NULL, len, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t at = 0;

	if (base == MAP_FAILED)
		return false;
	while (at < len && mprotect(base + at, PAGE, PROT_READ) == 0)
		at += 2 * PAGE;
	/* Each isolated page that goes leaves room for two. */
	for (; left; left -= 2, at -= 2 * PAGE)
		mprotect(base + at - 2 * PAGE, PAGE, PROT_NONE);
	return at < len;
}

enum { NPAGES = 32 };

/* Neighbours with neighbouring frames: they share one mapping. */
static void map_in_one_piece(struct bench *b, uint64_t la)
{
	uint64_t pa = mmu_frame_alloc(b->machine, NPAGES, 1);

	for (uint64_t i = 0; i < NPAGES; i++)
		bench_map_to(b, la + i * PAGE, pa + i * PAGE, 12, KERNEL_DATA);
}

static bool write_all(struct bench *b, uint64_t la, uint64_t seed)
{
	bool ok = true;

	for (uint64_t i = 0; i < NPAGES; i++)
		ok = ok && !bench_store8(bench_ptr(b, la + i * PAGE), seed + i);
	return ok;
}

static bool read_all(struct bench *b, uint64_t la, uint64_t seed)
{
	bool ok = true;

	for (uint64_t i = 0; i < NPAGES; i++)
		ok = ok && bench_load8(bench_ptr(b, la + i * PAGE)) == seed + i;
	return ok;
}

/* INVLPG would split a mapping for which the host has no room. */
static void drop_from_the_middle(void *arg)
{
	struct bench *b = enter(arg);
	bool ok = write_all(b, KERNEL_LA, 100) && eat_mappings(0);

	for (uint64_t i = 1; i < NPAGES - 1 && ok; i += 7) {
		mmu_invlpg(b->cpu, KERNEL_LA + i * PAGE);
		ok = !host_readable(bench_ptr(b, KERNEL_LA + i * PAGE)) &&
		     native_check(b->machine);
	}
	ok = ok && read_all(b, KERNEL_LA, 100) && native_check(b->machine);
	_exit(ok ? 0 : 1);
}

static void test_limits_no_mappings_drop_from_the_middle(void **state)
{
	struct bench *b = bench_enter(state);

	if (under("valgrind"))
		skip(); /* it has a limit of its own */
	map_in_one_piece(b, KERNEL_LA);
	in_child(drop_from_the_middle, b);
}

#define DIRECT_LA 0xffff888000000000ull

/* There the rights of a page in the middle change. */
static void drop_from_identity_window(void *arg)
{
	struct bench *b = enter(arg);
	const struct mmu_window_config config = {.size = sizeof(config),
						 .la = DIRECT_LA,
						 .len = 4 << 20,
						 .identity = true};
	uint64_t pa = mmu_frame_alloc(b->machine, NPAGES, 1);
	uint64_t la = DIRECT_LA + pa;
	bool ok = mmu_window_open(b->machine, &config) == 0;

	for (uint64_t i = 0; i < NPAGES; i++)
		bench_map_to(b, la + i * PAGE, pa + i * PAGE, 12, KERNEL_DATA);
	ok = ok && write_all(b, la, 5) && eat_mappings(0);
	for (uint64_t i = 1; i < NPAGES - 1 && ok; i += 7) {
		mmu_invlpg(b->cpu, la + i * PAGE);
		ok = !host_readable(bench_ptr(b, la + i * PAGE)) &&
		     native_check(b->machine);
	}
	/* Another frame than the linear one. */
	bench_map_to(b, la + PAGE, pa + 2 * PAGE, 12, KERNEL_DATA);
	mmu_invlpg(b->cpu, la + PAGE);
	ok = ok && bench_load8(bench_ptr(b, la + PAGE)) == 5 + 2;
	mmu_invlpg(b->cpu, la + 4 * PAGE);
	bench_map_to(b, la + PAGE, pa + PAGE, 12, KERNEL_DATA);
	mmu_invlpg(b->cpu, la + PAGE);
	ok = ok && read_all(b, la, 5) && native_check(b->machine);
	_exit(ok ? 0 : 1);
}

static void test_limits_no_mappings_identity_window(void **state)
{
	struct bench *b = bench_enter(state);

	if (under("valgrind"))
		skip();
	in_child(drop_from_identity_window, b);
}

/* Pages that no neighbour is like, in a host that has room for a few. */
static void fill_scattered(void *arg)
{
	struct bench *b = enter(arg);
	uint64_t pa = mmu_frame_alloc(b->machine, NPAGES, 1);
	struct mmu_stats before, after;
	bool ok;

	for (uint64_t i = 0; i < NPAGES; i++)
		bench_map_to(b, KERNEL_LA + 2 * i * PAGE,
			     pa + (NPAGES - 1 - i) * PAGE, 12, KERNEL_DATA);
	ok = eat_mappings(6);
	mmu_cpu_stats(b->cpu, &before);
	for (uint64_t i = 0; i < NPAGES && ok; i++)
		ok = !bench_store8(bench_ptr(b, KERNEL_LA + 2 * i * PAGE), i);
	for (uint64_t i = 0; i < NPAGES && ok; i++)
		ok = bench_load8(bench_ptr(b, KERNEL_LA + 2 * i * PAGE)) == i;
	mmu_cpu_stats(b->cpu, &after);
	/* The TLB has not lost anything, only the host has. */
	ok = ok && after.fills - before.fills == NPAGES &&
	     after.evictions == before.evictions && native_check(b->machine);
	_exit(ok ? 0 : 1);
}

static void test_limits_no_mappings_fill_makes_room(void **state)
{
	struct bench *b = bench_enter(state);

	if (under("valgrind"))
		skip();
	in_child(fill_scattered, b);
}

static void change_the_mode(void *arg)
{
	struct bench *b = enter(arg);
	bool ok = write_all(b, KERNEL_LA, 7) && write_all(b, USER_LA, 9);

	/* One page in two closes at CPL 3. */
	for (uint64_t i = 0; i < NPAGES; i += 2)
		*bench_entry(b, USER_LA + i * PAGE) |= MMU_PTE_US;
	mmu_set_cr4(b->cpu, mmu_cr4(b->cpu) & ~MMU_CR4_SMAP);
	ok = ok && write_all(b, USER_LA, 9) && eat_mappings(0);
	mmu_set_cpl(b->cpu, 3);
	for (uint64_t i = 0; i < NPAGES && ok; i += 2)
		ok = bench_load8(bench_ptr(b, USER_LA + i * PAGE)) == 9 + i;
	ok = ok && native_check(b->machine) &&
	     bench_load8(bench_ptr(b, USER_LA + PAGE)) == SKIPPED;
	mmu_set_cpl(b->cpu, 0);
	ok = ok && read_all(b, USER_LA, 9) && read_all(b, KERNEL_LA, 7) &&
	     native_check(b->machine);
	_exit(ok ? 0 : 1);
}

static void test_limits_no_mappings_change_of_mode(void **state)
{
	struct bench *b = bench_enter(state);

	if (under("valgrind"))
		skip();
	map_in_one_piece(b, KERNEL_LA);
	map_in_one_piece(b, USER_LA);
	in_child(change_the_mode, b);
}

/* When nothing of ours can go, the message says what to do. */
static void fill_without_room(void *arg)
{
	struct bench *b = enter(arg);

	bench_map(b, KERNEL_LA + PAGE, KERNEL_DATA);
	if (eat_mappings(0))
		bench_store(bench_ptr(b, KERNEL_LA + PAGE), 1);
}

static void test_limits_no_mappings_at_all_is_said(void **state)
{
	struct bench *b = bench_enter(state);
	struct child child;

	if (under("valgrind"))
		skip();
	child = bench_child(fill_without_room, b);
	assert_true(died_of(&child, SIGSEGV));
	assert_said(&child, "mmusim: cannot have a mapping for one page: "
			    "vm.max_map_count is ");
	assert_said(&child, "sysctl -w vm.max_map_count=");
}

static void create_without_mappings(void *arg)
{
	struct mmu_machine *machine;

	(void)arg;
	if (eat_mappings(0))
		say(mmu_machine_create(NULL, &machine));
}

static void test_limits_no_mappings_for_a_machine(void **state)
{
	struct child child;

	(void)state;
	if (under("valgrind"))
		skip();
	child = in_child(create_without_mappings, NULL);
	assert_said(&child, "-12: cannot have ");
	assert_said(&child, "vm.max_map_count is ");
}

/* --- the bound ---------------------------------------------------------------------- */

static unsigned int count_mappings(void)
{
	FILE *file = fopen("/proc/self/maps", "r");
	unsigned int lines = 0;
	int c;

	assert_non_null(file);
	while ((c = getc(file)) != EOF)
		lines += c == '\n';
	fclose(file);
	return lines;
}

/* A page that is mapped and the gap after it: two for each TLB entry; and some
 * of which the TLB has lost the page. */
static void test_limits_mappings_are_bounded_by_the_tlb(void **state)
{
	const struct mmu_config config = {.size = sizeof(config),
					  .tlb_sets = 16,
					  .tlb_ways = 4,
					  .host_maps =
						  2 * (16 + 64 + 4) * 4 + 64};
	const uint64_t npages = 512;
	uint64_t random = 1, pa;
	unsigned int before, most = 0;
	struct bench b;

	(void)state;
	if (under("valgrind"))
		skip(); /* does not see them */
	bench_create_with(&b, &config);
	assert_int_equal(mmu_cpu_enter(b.cpu), 0);
	pa = mmu_frame_alloc(b.machine, npages, 1);
	for (uint64_t i = 0; i < npages; i++)
		bench_map_to(&b, KERNEL_LA + i * PAGE,
			     pa + i * 173 % npages * PAGE, 12, KERNEL_DATA);
	before = count_mappings();
	for (unsigned int i = 0; i < 20000; i++) {
		uint64_t page;

		random = random * 6364136223846793005ull + 1442695040888963407;
		page = (random >> 33) % npages;
		if (random >> 63)
			bench_store8(bench_ptr(&b, KERNEL_LA + page * PAGE),
				     page);
		else
			bench_load8(bench_ptr(&b, KERNEL_LA + page * PAGE));
		if (i % 100 == 0) {
			unsigned int now = count_mappings();

			most = now > most ? now : most;
		}
	}
	assert_int_equal(b.count, 0);
	assert_true(most > before + 64);
	assert_true(most <= before + config.host_maps);
	bench_destroy(&b);
}

static void test_limits_too_few_mappings_for_the_tlb(void **state)
{
	struct mmu_config config = {.size = sizeof(config),
				    .tlb_sets = 16,
				    .tlb_ways = 4,
				    .host_maps = 2 * (16 + 64 + 4) * 4 + 63};
	struct mmu_machine *machine;

	(void)state;
	assert_int_equal(mmu_machine_create(&config, &machine), -EINVAL);
	assert_non_null(strstr(mmu_last_error(), "host_maps"));
	config.host_maps++;
	assert_int_equal(mmu_machine_create(&config, &machine), 0);
	mmu_machine_destroy(machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits_address_space_of_a_machine),
		cmocka_unit_test(test_limits_data_of_a_machine),
		cmocka_unit_test(test_limits_files_of_a_process),
		cmocka_unit_test(test_limits_size_of_the_memory_file),
		cmocka_unit_test(test_limits_a_success_leaves_no_text),
		cmocka_unit_test(test_limits_tlb_that_the_pool_cannot_hold),
		bench_test(test_limits_address_space_of_a_window),
		bench_test(test_limits_window_larger_than_a_process),
		bench_test(test_limits_window_without_room_in_its_bounds),
		bench_test(test_limits_no_memory_for_a_page_is_said),
		bench_test(test_limits_no_mappings_drop_from_the_middle),
		bench_test(test_limits_no_mappings_identity_window),
		bench_test(test_limits_no_mappings_fill_makes_room),
		bench_test(test_limits_no_mappings_change_of_mode),
		bench_test(test_limits_no_mappings_at_all_is_said),
		cmocka_unit_test(test_limits_no_mappings_for_a_machine),
		cmocka_unit_test(test_limits_mappings_are_bounded_by_the_tlb),
		cmocka_unit_test(test_limits_too_few_mappings_for_the_tlb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
