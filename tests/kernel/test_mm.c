/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_mm.c - system calls and faults of one address space: mmap.c, mprotect.c,
 * madvise.c, memory.c, fault_user.c. */
#include "../support/mm_rig.h"

#include <mmusim/kern_oom.h>
#include <mmusim/snapshot.h>

/* --- what a fault can end in --------------------------------------------------------- */

static void test_mm_first_touch_is_a_minor_fault(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t la = map_anon(mm, 2);

	poke(mm, la, 5);
	assert_int_equal(mm->min_flt, 1);
	assert_int_equal(peek(mm, la), 5);
	assert_int_equal(mm->min_flt, 1);
	assert_int_equal(mm->maj_flt, 0);
	assert_int_equal(mm->rss[KERN_MM_ANONPAGES], 1);
	kern_mm_put(mm);
}

static void test_mm_reading_maps_the_zero_page(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 2);

	assert_int_equal(peek(mm, la), 0);
	assert_int_equal(peek(mm, la + PAGE), 0);
	assert_int_equal(pte_of(mm, la) & MMU_PTE_ADDR, k->mms->zero_page);
	assert_int_equal(mm->rss[KERN_MM_ANONPAGES], 0);
	/* The first store gives a page of its own; the zero page stays zero. */
	poke(mm, la, 7);
	assert_int_equal(peek(mm, la + PAGE), 0);
	assert_int_equal(mm->min_flt, 3);
	assert_true(kern_mm_check_all(k));
	kern_mm_put(mm);
}

static void test_mm_unmapped_is_maperr(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t value;

	assert_int_equal(user_load(mm, 0x123458, &value), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_MAPERR, 0x123458);
	assert_int_equal(mm->siginfo.error_code, MMU_PF_US);
	assert_int_equal(user_store(mm, 0, 1), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_MAPERR, 0);
	assert_int_equal(mm->signals, 2);
	kern_mm_put(mm);
}

static void test_mm_denied_is_accerr(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t ro = map(mm, 0, 1, PROT_READ, ANON, NULL, 0);
	uint64_t none = map(mm, 0, 1, PROT_NONE, ANON, NULL, 0);
	uint64_t value;

	/* Whether the page is there or not. */
	assert_int_equal(user_store(mm, ro, 1), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_ACCERR, ro);
	assert_int_equal(peek(mm, ro), 0);
	assert_int_equal(user_store(mm, ro, 1), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_ACCERR, ro);
	assert_int_equal(mm->siginfo.error_code,
			 MMU_PF_P | MMU_PF_WR | MMU_PF_US);
	assert_int_equal(user_load(mm, none, &value), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_ACCERR, none);
	assert_int_equal(user_fetch(mm, ro), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_ACCERR, ro);
	kern_mm_put(mm);
}

static void test_mm_user_mode_executes_what_the_kernel_cannot(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map(mm, 0, 1, PROT_READ | PROT_EXEC, ANON, NULL, 0);
	struct mmu_fault fault;

	assert_int_equal(user_fetch(mm, la), 0);
	/* Without SMEP, the kernel's table still has NX at the top. */
	mmu_set_cr4(k->cpu, mmu_cr4(k->cpu) & ~MMU_CR4_SMEP);
	assert_int_equal(mmu_fetch(k->cpu, la, 1, &fault), MMU_TRAP_PF);
	assert_int_equal(fault.why, MMU_WHY_NX);
	kern_mm_put(mm);
}

static void test_mm_kernel_address_is_maperr_and_tells_nothing(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t value;

	assert_int_equal(user_load(mm, KERN_PAGE_OFFSET, &value), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_MAPERR, KERN_PAGE_OFFSET);
	assert_int_equal(mm->siginfo.error_code, MMU_PF_P | MMU_PF_US);
	assert_int_equal(user_load(mm, 0xffffd00000000000ull, &value),
			 MMU_TRAP_PF);
	assert_int_equal(mm->siginfo.error_code, MMU_PF_P | MMU_PF_US);
	kern_mm_put(mm);
}

static void test_mm_smap_stops_the_kernel(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1), value;

	kern_use_mm(k, mm);
	/* Not even what is missing is brought in. */
	assert_int_equal(mmu_load(k->cpu, la, &value, 8, NULL), MMU_TRAP_PF);
	assert_int_equal(mm->min_flt, 0);
	assert_int_equal(mm->signals, 0);
	mmu_set_rflags(k->cpu, mmu_rflags(k->cpu) | MMU_RFLAGS_AC);
	assert_int_equal(mmu_load(k->cpu, la, &value, 8, NULL), 0);
	assert_int_equal(mm->min_flt, 1);
	/* A signal is for the user only. */
	assert_int_equal(mmu_load(k->cpu, 0x1000, &value, 8, NULL),
			 MMU_TRAP_PF);
	assert_int_equal(mm->signals, 0);
	kern_mm_put(mm);
}

static void test_mm_without_memory_is_sigkill(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1);

	kern_oom_killer_disable(k);
	kern_mm_fail_nth(k, 1);
	assert_int_equal(user_store(mm, la, 1), MMU_TRAP_PF);
	assert_signal(mm, SIGKILL, SI_KERNEL, la);
	poke(mm, la, 1);
	kern_mm_put(mm);
}

static void test_mm_reserved_bit_is_no_page_to_bring(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1), from = kern_log_next(k), value, good;

	poke(mm, la, 1);
	good = pte_of(mm, la);
	*kern_pte_find(mm, la) |= 1ull << 51;
	kern_flush_tlb_range(mm, la, la + PAGE);
	assert_int_equal(user_load(mm, la, &value), MMU_TRAP_PF);
	assert_int_equal(mm->siginfo.signo, SIGKILL);
	kern_rig_assert_logged(k, from, "Corrupted page table at address");
	*kern_pte_find(mm, la) = good;
	kern_mm_put(mm);
}

static void test_mm_bad_entries_are_reported_and_dropped(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 2), from = kern_log_next(k);

	poke(mm, la, 1);
	/* Somebody has written into the table. */
	*kern_pte_find(mm, la + PAGE) = 0x41414141;
	kern_mm_put(mm);
	kern_rig_assert_logged(k, from, "BUG: Bad page map in process");
	assert_true(kern_mm_check_all(k));
}

/* --- the stack --------------------------------------------------------------------------- */

static void test_mm_stack_grows_to_its_limit(void **state)
{
	struct kern_mm_config config = {.size = sizeof(config),
					.stack_limit = 1 << 20};
	uint64_t top = KERN_TASK_SIZE_MAX, value;
	struct kern_mm *mm;

	assert_int_equal(kern_mm_create(*state, &config, &mm), 0);
	poke(mm, top - 0x40000, 1);
	assert_int_equal(kern_find_vma(mm, top - 1)->start, top - 0x40000);
	poke(mm, top - (1 << 20), 1);
	assert_int_equal(user_load(mm, top - (1 << 20) - 8, &value),
			 MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_MAPERR, top - (1 << 20) - 8);
	assert_true(kern_mm_check(mm));
	kern_mm_put(mm);
}

static void test_mm_stack_keeps_a_gap(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t below = KERN_TASK_SIZE_MAX - (4 << 20), value;
	uint64_t end = below + PAGE, lowest = end + KERN_STACK_GUARD_GAP;

	map(mm, below, 1, RW, ANON | MAP_FIXED, NULL, 0);
	poke(mm, lowest, 1);
	assert_int_equal(user_load(mm, lowest - 8, &value), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_MAPERR, lowest - 8);
	/* What cannot be accessed is a gap itself. */
	assert_int_equal(kern_mprotect(mm, below, PAGE, PROT_NONE), 0);
	poke(mm, lowest - 8, 1);
	kern_mm_put(mm);
}

/* --- copy-on-write --------------------------------------------------------------------------- */

static void test_mm_fork_shares_until_one_writes(void **state)
{
	struct kern *k = *state;
	struct kern_mm *parent = new_mm(k), *child;
	uint64_t la = map_anon(parent, 1), frame;

	poke(parent, la, 1);
	child = dup_mm(parent);
	frame = pte_of(parent, la) & MMU_PTE_ADDR;
	assert_int_equal(pte_of(child, la) & MMU_PTE_ADDR, frame);
	assert_int_equal(kern_frame_refs(k, frame), 2);
	assert_int_equal(peek(child, la), 1);

	poke(child, la, 2);
	assert_int_equal(peek(parent, la), 1);
	assert_int_equal(kern_frame_refs(k, frame), 1);
	assert_true(kern_mm_check_all(k));
	/* The parent is alone now: it writes to the same frame. */
	poke(parent, la, 3);
	assert_int_equal(pte_of(parent, la) & MMU_PTE_ADDR, frame);
	assert_int_equal(peek(child, la), 2);
	assert_int_equal(peek(parent, la), 3);
	kern_mm_put(child);
	kern_mm_put(parent);
}

static void test_mm_last_owner_does_not_copy(void **state)
{
	struct kern *k = *state;
	struct kern_mm *parent = new_mm(k), *child;
	uint64_t la = map_anon(parent, 1), frames;

	poke(parent, la, 1);
	child = dup_mm(parent);
	kern_mm_put(child);
	frames = mmu_frames_free_count(k->machine);
	poke(parent, la, 2);
	assert_int_equal(mmu_frames_free_count(k->machine), frames);
	kern_mm_put(parent);
}

/* The parent's TLB has the page, writable, when it forks. */
static void test_mm_fork_flushes_the_parent(void **state)
{
	struct kern *k = *state;
	struct kern_mm *parent = new_mm(k), *child;
	uint64_t la = map_anon(parent, 1), value = 2;

	poke(parent, la, 1);
	kern_enter_user(k);
	assert_int_equal(mmu_store(k->cpu, la, &value, 8, NULL), 0);
	child = dup_mm(parent);
	value = 3;
	assert_int_equal(mmu_store(k->cpu, la, &value, 8, NULL), 0);
	kern_leave_user(k);
	assert_int_equal(peek(child, la), 2);
	assert_int_equal(peek(parent, la), 3);
	kern_mm_put(child);
	kern_mm_put(parent);
}

static void test_mm_shared_memory_stays_shared(void **state)
{
	struct kern *k = *state;
	struct kern_mm *parent = new_mm(k), *child;
	uint64_t la =
		map(parent, 0, 2, RW, MAP_SHARED | MAP_ANONYMOUS, NULL, 0);

	poke(parent, la, 1);
	child = dup_mm(parent);
	assert_int_equal(peek(child, la), 1);
	poke(child, la + PAGE, 2);
	assert_int_equal(peek(parent, la + PAGE), 2);
	assert_true(kern_mm_check_all(k));
	kern_mm_put(parent);
	assert_int_equal(peek(child, la), 1);
	kern_mm_put(child);
}

/* --- rights --------------------------------------------------------------------------------- */

static void test_mm_mprotect_splits_and_merges(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t la = map_anon(mm, 5);

	assert_int_equal(mm->map_count, 2);
	assert_int_equal(kern_mprotect(mm, la + PAGE, PAGE, PROT_READ), 0);
	assert_int_equal(mm->map_count, 4);
	assert_int_equal(kern_mprotect(mm, la + 2 * PAGE, PAGE, PROT_READ), 0);
	assert_int_equal(mm->map_count, 4);
	assert_int_equal(kern_mprotect(mm, la, 5 * PAGE, RW), 0);
	assert_int_equal(mm->map_count, 2);
	assert_true(kern_mm_check(mm));
	kern_mm_put(mm);
}

static void test_mm_mprotect_reaches_the_tlb(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1), value = 1, faults;

	kern_use_mm(k, mm);
	kern_enter_user(k);
	assert_int_equal(mmu_store(k->cpu, la, &value, 8, NULL), 0);
	assert_int_equal(kern_mprotect(mm, la, PAGE, PROT_READ), 0);
	assert_int_equal(mmu_store(k->cpu, la, &value, 8, NULL), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_ACCERR, la);
	/* A and D stay. Nobody else has the page: no fault when it may be
	 * written to again. */
	assert_true(pte_of(mm, la) & MMU_PTE_D);
	assert_int_equal(kern_mprotect(mm, la, PAGE, PROT_NONE), 0);
	assert_false(pte_of(mm, la) & MMU_PTE_P);
	assert_int_equal(mmu_load(k->cpu, la, &value, 8, NULL), MMU_TRAP_PF);
	assert_int_equal(kern_mprotect(mm, la, PAGE, RW), 0);
	faults = mm->min_flt;
	assert_int_equal(mmu_store(k->cpu, la, &value, 8, NULL), 0);
	assert_int_equal(mm->min_flt, faults);
	kern_leave_user(k);
	kern_mm_put(mm);
}

/* What the TLB remembers is gone with the page. */
static void test_mm_unmapping_reaches_the_tlb(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 2), value = 1;

	kern_use_mm(k, mm);
	kern_enter_user(k);
	mmu_store(k->cpu, la, &value, 8, NULL);
	assert_int_equal(kern_madvise(mm, la, PAGE, MADV_DONTNEED), 0);
	assert_int_equal(mmu_load(k->cpu, la, &value, 8, NULL), 0);
	assert_int_equal(value, 0);
	assert_int_equal(kern_munmap(mm, la, PAGE), 0);
	assert_int_equal(mmu_load(k->cpu, la, &value, 8, NULL), MMU_TRAP_PF);
	kern_leave_user(k);
	kern_mm_put(mm);
}

/* Another CPU runs in the address space, and has read the zero page. */
static void test_mm_copy_reaches_other_cpus(void **state)
{
	struct mmu_config config = {.size = sizeof(config), .ncpus = 2};
	struct kern *k = kern_rig_boot(&config);
	struct mmu_cpu *other = mmu_cpu(k->machine, 1);
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 1), value = 9;

	(void)state;
	peek(mm, la);
	mmu_set_cr3(other, kern_mm_cr3(mm, true));
	mmu_set_cpl(other, 3);
	assert_int_equal(mmu_load(other, la, &value, 8, NULL), 0);
	assert_int_equal(value, 0);
	poke(mm, la, 5);
	assert_int_equal(mmu_load(other, la, &value, 8, NULL), 0);
	assert_int_equal(value, 5);
	/* Its own faults are resolved, too, in its own address space. */
	kern_use_mm(k, NULL);
	assert_int_equal(mmu_store(other, la + 8, &value, 8, NULL), 0);
	assert_int_equal(mmu_store(other, 0, &value, 8, NULL), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_MAPERR, 0);
	mmu_set_cr3(other, k->init_pgd);
	kern_mm_put(mm);
	kern_shutdown(k);
}

static void test_mm_mprotect_errors(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t la = map_anon(mm, 3);

	assert_int_equal(kern_mprotect(mm, la + 1, PAGE, RW), -EINVAL);
	assert_int_equal(kern_mprotect(mm, la, PAGE, 64), -EINVAL);
	assert_int_equal(kern_mprotect(mm, la, 0, RW), 0);
	assert_int_equal(kern_mprotect(mm, la, ~0ull - 2 * PAGE, RW), -ENOMEM);
	assert_int_equal(kern_munmap(mm, la + PAGE, PAGE), 0);
	assert_int_equal(kern_mprotect(mm, la, 3 * PAGE, PROT_READ), -ENOMEM);
	/* What came before the hole has changed. */
	assert_int_equal(user_store(mm, la, 1), MMU_TRAP_PF);
	poke(mm, la + 2 * PAGE, 1);
	kern_mm_put(mm);
}

static void test_mm_protection_keys(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 2), value;
	int key = kern_pkey_alloc(mm, 2); /* PKEY_DISABLE_WRITE */

	assert_int_equal(key, 1);
	poke(mm, la, 5);
	assert_int_equal(kern_pkey_mprotect(mm, la, PAGE, RW, key), 0);
	assert_int_equal(mm->map_count, 3);
	assert_int_equal(peek(mm, la), 5);
	assert_int_equal(user_store(mm, la, 1), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_PKUERR, la);
	assert_int_equal(mm->siginfo.pkey, key);
	assert_int_equal(mm->siginfo.error_code,
			 MMU_PF_P | MMU_PF_WR | MMU_PF_US | MMU_PF_PK);
	poke(mm, la + PAGE, 1);
	/* mprotect() keeps the key; PKRU alone opens the page. */
	assert_int_equal(kern_mprotect(mm, la, PAGE, RW), 0);
	mmu_set_pkru(k->cpu, mmu_pkru(k->cpu) | 1u << 2 * key);
	assert_int_equal(user_load(mm, la, &value), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_PKUERR, la);
	mmu_set_pkru(k->cpu, mmu_pkru(k->cpu) & ~(3u << 2 * key));
	poke(mm, la, 6);
	assert_true(kern_mm_check(mm));

	assert_int_equal(kern_pkey_mprotect(mm, la, PAGE, RW, 7), -EINVAL);
	assert_int_equal(kern_pkey_mprotect(mm, la, PAGE, RW, -2), -EINVAL);
	assert_int_equal(kern_pkey_free(mm, key), 0);
	assert_int_equal(kern_pkey_free(mm, key), -EINVAL);
	assert_int_equal(kern_pkey_alloc(mm, 4), -EINVAL);
	for (int i = 1; i < KERN_NPKEYS; i++)
		assert_int_equal(kern_pkey_alloc(mm, 0), i);
	assert_int_equal(kern_pkey_alloc(mm, 0), -ENOSPC);
	kern_mm_put(mm);
}

/* --- other calls --------------------------------------------------------------------------- */

static void test_mm_mmap_errors(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	char *path = make_file(1, 0);
	struct kern_file *ro;
	const struct {
		uint64_t addr, len;
		int prot, flags;
		bool file;
		uint64_t offset;
		int want;
	} row[] = {
		{0, 0, RW, ANON, false, 0, -EINVAL},
		{0, PAGE, RW, MAP_ANONYMOUS, false, 0, -EINVAL},
		{0, PAGE, RW, MAP_PRIVATE, false, 0, -EBADF},
		{0, PAGE, RW, MAP_PRIVATE, true, 1, -EINVAL},
		{0, ~0ull, RW, ANON, false, 0, -ENOMEM},
		{0, 1ull << 47, RW, ANON, false, 0, -ENOMEM},
		{4097, PAGE, RW, ANON | MAP_FIXED, false, 0, -EINVAL},
		{4096, PAGE, RW, ANON | MAP_FIXED, false, 0, -EPERM},
		{KERN_TASK_SIZE_MAX, PAGE, RW, ANON | MAP_FIXED, false, 0,
		 -ENOMEM},
		{KERN_TASK_SIZE_MAX - PAGE, PAGE, RW, ANON | 0x100000, false, 0,
		 -EEXIST},
		{0, PAGE, RW, MAP_SHARED, true, 0, -EACCES},
	};

	assert_int_equal(kern_file_open(k, path, false, &ro), 0);
	unlink(path);
	for (size_t i = 0; i < COUNT(row); i++)
		assert_int_equal(kern_mmap(mm, row[i].addr, row[i].len,
					   row[i].prot, row[i].flags,
					   row[i].file ? ro : NULL,
					   row[i].offset),
				 row[i].want);
	assert_int_equal(mm->map_count, 1);
	/* Shared, read-only, and never to become writable. */
	uint64_t la = map(mm, 0, 1, PROT_READ, MAP_SHARED, ro, 0);
	assert_int_equal(kern_mprotect(mm, la, PAGE, RW), -EACCES);
	kern_file_put(ro);
	kern_mm_put(mm);
}

static void test_mm_munmap_errors(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t la = map_anon(mm, 1);

	assert_int_equal(kern_munmap(mm, la + 1, PAGE), -EINVAL);
	assert_int_equal(kern_munmap(mm, la, 0), -EINVAL);
	assert_int_equal(kern_munmap(mm, la, 1ull << 48), -EINVAL);
	assert_int_equal(kern_munmap(mm, la, PAGE), 0);
	assert_int_equal(kern_munmap(mm, la, PAGE), 0); /* nothing there */
	kern_mm_put(mm);
}

static void test_mm_populate(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t la = map(mm, 0, 600, RW, ANON | MAP_POPULATE, NULL, 0);
	uint64_t faults = mm->min_flt;

	assert_int_equal(mm->rss[KERN_MM_ANONPAGES], 600);
	poke(mm, la + 599 * PAGE, 1);
	assert_int_equal(mm->min_flt, faults);
	assert_int_equal(kern_munmap(mm, la, 600 * PAGE), 0);
	assert_int_equal(mm->rss[KERN_MM_ANONPAGES], 0);
	/* Nothing else was mapped through its tables. */
	assert_int_equal(mm->tables, 0);
	kern_mm_put(mm);
}

static void test_mm_tables_that_could_serve_the_stack_stay(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t la = KERN_TASK_SIZE_MAX - (64 << 20);

	map(mm, la, 600, RW, ANON | MAP_POPULATE | MAP_FIXED, NULL, 0);
	assert_int_equal(kern_munmap(mm, la, 600 * PAGE), 0);
	assert_int_equal(mm->tables, 2);
	kern_mm_put(mm);
}

static void test_mm_brk(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t start = kern_brk(mm, 0);

	assert_int_equal(start, 0x600000);
	assert_int_equal(kern_brk(mm, start + 100), start + 100);
	poke(mm, start + PAGE - 8, 1);
	assert_int_equal(kern_brk(mm, start + 3 * PAGE), start + 3 * PAGE);
	assert_int_equal(mm->map_count, 2);
	assert_int_equal(kern_brk(mm, start + PAGE), start + PAGE);
	assert_int_equal(peek(mm, start + PAGE - 8), 1);
	assert_int_equal(user_store(mm, start + PAGE, 1), MMU_TRAP_PF);
	/* Something is in the way; the page before it stays free. */
	map(mm, start + 8 * PAGE, 1, RW, ANON | MAP_FIXED, NULL, 0);
	assert_int_equal(kern_brk(mm, start + 8 * PAGE), start + PAGE);
	assert_int_equal(kern_brk(mm, start + 7 * PAGE), start + 7 * PAGE);
	assert_int_equal(kern_brk(mm, start), start);
	assert_int_equal(mm->map_count, 2);
	kern_mm_put(mm);
}

static void test_mm_dontneed_forgets(void **state)
{
	struct kern_mm *mm = new_mm(*state);
	uint64_t la = map_anon(mm, 2);

	poke(mm, la, 1);
	poke(mm, la + PAGE, 2);
	assert_int_equal(kern_madvise(mm, la, PAGE, MADV_DONTNEED), 0);
	assert_int_equal(peek(mm, la), 0);
	assert_int_equal(peek(mm, la + PAGE), 2);
	assert_int_equal(kern_madvise(mm, la + 1, PAGE, MADV_DONTNEED),
			 -EINVAL);
	assert_int_equal(kern_madvise(mm, la, PAGE, 9999), -EINVAL);
	assert_int_equal(kern_madvise(mm, la, 9 * PAGE, MADV_DONTNEED),
			 -ENOMEM);
	kern_mm_put(mm);
}

/* --- snapshots --------------------------------------------------------------------------------- */

static void test_mm_is_restored_by_a_snapshot(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 4);
	struct mmu_snapshot *snapshot;

	poke(mm, la, 1);
	assert_int_equal(mmu_snapshot(k->machine, &snapshot), 0);
	poke(mm, la, 2);
	poke(mm, la + PAGE, 2);
	assert_int_equal(kern_munmap(mm, la + 2 * PAGE, PAGE), 0);
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
	assert_int_equal(mmu_restore(k->machine, snapshot), 0);
	assert_true(kern_mm_check_all(k));
	assert_int_equal(peek(mm, la), 1);
	assert_int_equal(peek(mm, la + PAGE), 0);
	poke(mm, la + 2 * PAGE, 3);
	kern_mm_put(mm);
	mmu_snapshot_free(snapshot);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_mm_first_touch_is_a_minor_fault),
		TEST(test_mm_reading_maps_the_zero_page),
		TEST(test_mm_unmapped_is_maperr),
		TEST(test_mm_denied_is_accerr),
		TEST(test_mm_user_mode_executes_what_the_kernel_cannot),
		TEST(test_mm_kernel_address_is_maperr_and_tells_nothing),
		TEST(test_mm_smap_stops_the_kernel),
		TEST(test_mm_without_memory_is_sigkill),
		TEST(test_mm_reserved_bit_is_no_page_to_bring),
		TEST(test_mm_bad_entries_are_reported_and_dropped),
		TEST(test_mm_stack_grows_to_its_limit),
		TEST(test_mm_stack_keeps_a_gap),
		TEST(test_mm_fork_shares_until_one_writes),
		TEST(test_mm_last_owner_does_not_copy),
		TEST(test_mm_fork_flushes_the_parent),
		TEST(test_mm_shared_memory_stays_shared),
		TEST(test_mm_mprotect_splits_and_merges),
		TEST(test_mm_mprotect_reaches_the_tlb),
		TEST(test_mm_unmapping_reaches_the_tlb),
		cmocka_unit_test(test_mm_copy_reaches_other_cpus),
		TEST(test_mm_mprotect_errors),
		TEST(test_mm_protection_keys),
		TEST(test_mm_mmap_errors),
		TEST(test_mm_munmap_errors),
		TEST(test_mm_populate),
		TEST(test_mm_tables_that_could_serve_the_stack_stay),
		TEST(test_mm_brk),
		TEST(test_mm_dontneed_forgets),
		TEST(test_mm_is_restored_by_a_snapshot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
