/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_boot.c - from a machine to a kernel: kernel/boot.c, kernel/image.c.
 *
 *   ffff888000000000  direct map   rw-   the largest pages that fit
 *   ffffc90000000000  vmalloc
 *   ffffffff81000000  image        r-x
 *   ffffffffc0000000  modules
 */
#include <dirent.h>
#include <errno.h>

#include "../support/kern_rig.h"

#include "kernel/kern.h"

#define MIB	    (1ull << 20)
#define GIB	    (1ull << 30)

#define MAX_KERNELS 64 /* more than fit below 2 GiB */

static uint64_t entry_at(struct kern *k, uint64_t la, unsigned int *level)
{
	volatile uint64_t *entry =
		mmu_find_entry(kern_machine(k), k->init_pgd, la, level);

	assert_non_null((void *)(uintptr_t)entry);
	return *entry;
}

/* The large page with the per-CPU area is made of small ones. */
static bool with_percpu(const struct kern *k, uint64_t pa, uint64_t size)
{
	return pa / size == kern_phys(k->percpu) / size;
}

/* --- the tables ----------------------------------------------------------- */

static void test_boot_says_so(void **state)
{
	kern_rig_assert_order(
		*state, 0,
		(const char *[]){"Linux version 6.1.0-mmusim",
				 "BIOS-e820: [mem 0x0000000000000000-"
				 "0x0000000003ffffff] usable\n",
				 "K/65536K available\n", NULL});
	assert_false(kern_panicked(*state));
	assert_string_equal(kern_last_error(*state), "");
}

/* All but what the image's text and constants are in is mapped by large pages. */
static void test_direct_map_is_all_of_ram(void **state)
{
	struct kern *k = *state;
	uint64_t image = entry_at(k, KERN_IMAGE_START, NULL) & MMU_PTE_ADDR &
			 -(2 * MIB);

	for (uint64_t pa = 0; pa < 64 * MIB; pa += KERN_PAGE) {
		unsigned int level;
		uint64_t entry = entry_at(k, kern_virt(pa), &level);
		uint64_t size = 1ull << (12 + 9 * (level - 1));

		assert_int_equal((entry & MMU_PTE_ADDR & ~(size - 1)) +
					 (pa & (size - 1)),
				 pa);
		/* the kernel's text and constants, and the per-CPU area */
		bool small = pa - image < 4 * MIB ||
			     with_percpu(k, pa, 2 * MIB);

		assert_int_equal(level, small ? 1 : 2);
		assert_true(entry & MMU_PTE_P);
		if (level == 2)
			assert_true(entry & MMU_PTE_RW);
		assert_true(entry & MMU_PTE_NX);
		assert_false(entry & MMU_PTE_US);
	}
	assert_false(entry_at(k, kern_virt(64 * MIB), NULL) & MMU_PTE_P);
}

/* A large page is split for one that is protected, and made again after; not the
 * one that was split from the start. */
static void test_direct_map_is_split_and_joined(void **state)
{
	struct kern *k = *state;
	const uint64_t percpu = kern_phys(k->percpu);
	const uint64_t pa[] = {percpu, percpu ^ 2 * MIB};

	for (int i = 0; i < 2; i++) {
		unsigned int level;

		kern_direct_protect(k, pa[i], false);
		assert_false(kern_direct_writable(k, pa[i]));
		entry_at(k, kern_virt(pa[i]), &level);
		assert_int_equal(level, 1);
		kern_direct_protect(k, pa[i], true);
		assert_true(kern_direct_writable(k, pa[i]));
		entry_at(k, kern_virt(pa[i]), &level);
		assert_int_equal(level, i ? 2 : 1);
	}
}

static void test_direct_map_translates(void **state)
{
	struct kern *k = *state;
	uint64_t pa = mmu_frame_alloc(kern_machine(k), 1, 1), got = 0;
	struct mmu_fault fault;

	mmu_cpu_enter(kern_cpu(k));
	memcpy(mmu_mem_ptr(kern_machine(k), pa, 8), "physical", 8);
	assert_int_equal(mmu_access(kern_cpu(k), kern_virt(pa) + 5, MMU_READ,
				    &got, &fault),
			 0);
	assert_int_equal(got, pa + 5);
	assert_memory_equal(mmu_ptr(kern_machine(k), kern_virt(pa)), "physical",
			    8);
	mmu_cpu_leave(kern_cpu(k));
}

static void test_image_is_readable_code(void **state)
{
	struct kern *k = *state;

	for (uint64_t la = KERN_IMAGE_START; la < kern_image_end(k);
	     la += KERN_PAGE) {
		uint64_t entry = entry_at(k, la, NULL);

		assert_true(entry & MMU_PTE_P);
		assert_false(entry & (MMU_PTE_RW | MMU_PTE_US | MMU_PTE_NX));
	}
	assert_true(kern_image_symbol(k, "_printk", true));
	assert_false(kern_image_symbol(k, "do_init_module", true));
	assert_true(kern_image_symbol(k, "do_init_module", false));
	assert_false(kern_image_symbol(k, "frobnicate", false));
}

static void test_image_refuses_stores(void **state)
{
	struct mmu_fault fault;

	assert_int_equal(mmu_store(kern_cpu(*state), KERN_IMAGE_START, "", 1,
				   &fault),
			 MMU_TRAP_PF);
	assert_int_equal(fault.error_code, MMU_PF_P | MMU_PF_WR);
}

static void test_nothing_is_mapped_elsewhere(void **state)
{
	static const uint64_t la[] = {
		0,
		0x400000,
		0x7fffffffe000,
		0xffff887ffffff000,
		KERN_VMALLOC_START,
		KERN_IMAGE_START - KERN_PAGE,
		KERN_MODULES_START,
		0xfffffffffffff000,
	};

	for (size_t i = 0; i < COUNT(la); i++)
		assert_false(entry_at(*state, la[i], NULL) & MMU_PTE_P);
}

static void test_kernel_half_is_preallocated(void **state)
{
	struct kern *k = *state;
	volatile uint64_t *pgd =
		mmu_mem_ptr(kern_machine(k), k->init_pgd, KERN_PAGE);

	for (uint64_t la = KERN_VMALLOC_START; la < KERN_VMALLOC_END;
	     la += 1ull << 39)
		assert_true(pgd[la >> 39 & 511] & MMU_PTE_P);
	for (int i = 0; i < 256; i++)
		assert_false(pgd[i] & MMU_PTE_P);
}

static void test_cpu_is_set_up_as_linux_does(void **state)
{
	struct mmu_cpu *cpu = kern_cpu(*state);

	assert_int_equal(mmu_cr0(cpu), 0x80050033);
	assert_true(mmu_cr4(cpu) & MMU_CR4_SMEP);
	assert_true(mmu_cr4(cpu) & MMU_CR4_SMAP);
	assert_false(mmu_cr4(cpu) & MMU_CR4_PKE);
	assert_true(mmu_efer(cpu) & MMU_EFER_NXE);
}

/* --- machines ------------------------------------------------------------- */

static void assert_works(const struct mmu_config *machine)
{
	struct kern *k = kern_rig_boot(machine);

	assert_int_equal(kern_rig_insmod(k, "sections"), 0);
	kern_rig_assert_logged(k, 0, "sections: ok\n");
	assert_int_equal(kern_rig_rmmod(k, "sections"), 0);
	assert_int_equal(kern_rig_insmod(k, "allocs"), 0);
	assert_int_equal(kern_rig_insmod(k, "null_read"), 137);
	assert_false(kern_panicked(k));
	assert_true(pool_check(k->pool));
	kern_shutdown(k);
}

static void test_cpus_may_lack_features(void **state)
{
	static const unsigned int features[] = {
		MMU_FEATURE_NX,	 MMU_FEATURE_SMEP,     MMU_FEATURE_SMAP,
		MMU_FEATURE_PKU, MMU_FEATURE_GB_PAGES, MMU_FEATURE_PCID,
	};

	(void)state;
	for (size_t i = 0; i < COUNT(features); i++)
		assert_works(
			&(struct mmu_config){.size = sizeof(struct mmu_config),
					     .disable = features[i]});
}

static void test_user_page_is_open_without_smap(void **state)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .disable = MMU_FEATURE_SMAP};
	struct kern *k = kern_rig_boot(&machine);

	(void)state;
	assert_int_equal(kern_rig_insmod(k, "user_deref"), 0);
	kern_shutdown(k);
}

static void test_several_cpus(void **state)
{
	(void)state;
	assert_works(&(struct mmu_config){.size = sizeof(struct mmu_config),
					  .ncpus = 4});
}

static void test_smallest_tlb(void **state)
{
	(void)state;
	assert_works(&(struct mmu_config){.size = sizeof(struct mmu_config),
					  .tlb_sets = 1,
					  .tlb_ways = 4});
}

static void test_five_levels_are_refused(void **state)
{
	struct mmu_config machine = {.size = sizeof(machine), .levels = 5};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine};
	struct kern *k;

	(void)state;
	assert_int_equal(kern_boot(&config, &k), -EINVAL);
}

static void test_bad_configs_are_refused(void **state)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .ram_bytes = 1000};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine};
	struct kern *k;

	(void)state;
	assert_int_equal(kern_boot(&config, &k), -EINVAL);
	config = (struct kern_config){.size = 1};
	assert_int_equal(kern_boot(&config, &k), -EINVAL);
	kern_shutdown(NULL);
}

/* 0 ... 8 MiB   hole   16 ... 40 MiB + 12 KiB   hole   1 TiB ... + 2 MiB */
static void test_ram_with_holes(void **state)
{
	static const struct mmu_region regions[] = {
		{0, 8 * MIB},
		{16 * MIB, 24 * MIB + 3 * KERN_PAGE},
		{1024 * GIB, 2 * MIB},
	};
	struct mmu_config machine = {.size = sizeof(machine),
				     .regions = regions,
				     .nregions = COUNT(regions)};
	struct kern *k = kern_rig_boot(&machine);
	unsigned int level;

	(void)state;
	assert_false(entry_at(k, kern_virt(8 * MIB), NULL) & MMU_PTE_P);
	assert_true(entry_at(k, kern_virt(30 * MIB), &level) & MMU_PTE_P);
	assert_int_equal(level, 2);
	assert_true(entry_at(k, kern_virt(40 * MIB + 2 * KERN_PAGE), &level) &
		    MMU_PTE_P);
	assert_int_equal(level, 1);
	assert_false(entry_at(k, kern_virt(40 * MIB + 3 * KERN_PAGE), NULL) &
		     MMU_PTE_P);
	assert_true(entry_at(k, kern_virt(1024 * GIB), NULL) & MMU_PTE_P);
	kern_rig_assert_logged(k, 0,
			       "[mem 0x0000010000000000-"
			       "0x00000100001fffff] usable\n");
	memcpy(mmu_ptr(kern_machine(k), kern_virt(1024 * GIB)), "far", 4);
	assert_string_equal(mmu_mem_ptr(kern_machine(k), 1024 * GIB, 4), "far");
	kern_shutdown(k);
	assert_works(&machine);
}

static void test_ram_that_begins_high(void **state)
{
	static const struct mmu_region region = {4 * GIB, 32 * MIB};

	(void)state;
	assert_works(&(struct mmu_config){.size = sizeof(struct mmu_config),
					  .regions = &region,
					  .nregions = 1});
}

static void test_64_gib_in_pages_of_1_gib(void **state)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .ram_bytes = 64 * GIB};
	struct kern *k;
	unsigned int level;
	uint64_t image;

	(void)state;
	if (kern_rig_under("valgrind")) /* which cannot map that much */
		skip();
	k = kern_rig_boot(&machine);
	image = entry_at(k, KERN_IMAGE_START, NULL) & MMU_PTE_ADDR & -(2 * MIB);
	for (uint64_t pa = 0; pa < 64 * GIB; pa += GIB) {
		assert_true(entry_at(k, kern_virt(pa), &level) & MMU_PTE_P);
		/* one is split: a part of it is read-only */
		if (!with_percpu(k, pa, GIB))
			assert_int_equal(level,
					 pa / GIB == image / GIB ? 2 : 3);
	}
	memcpy(mmu_ptr(kern_machine(k), kern_virt(64 * GIB - 4)), "end", 4);
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
	kern_shutdown(k);
}

static void test_64_gib_without_large_pages(void **state)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .ram_bytes = 64 * GIB,
				     .disable = MMU_FEATURE_GB_PAGES};
	struct kern *k;
	unsigned int level;

	(void)state;
	if (kern_rig_under("valgrind")) /* which cannot map that much */
		skip();
	k = kern_rig_boot(&machine);
	assert_true(entry_at(k, kern_virt(63 * GIB), &level) & MMU_PTE_P);
	assert_int_equal(level, 2);
	kern_shutdown(k);
}

/* 4 KiB, 8 KiB, ... up to what suffices: each either boots or says -ENOMEM, and
 * what boots refuses modules with words while there is no room for them. */
static void test_little_ram(void **state)
{
	static const char no_memory[] =
		"insmod: ERROR: could not insert module "
		"build/modules/hello.ko: Cannot allocate memory";
	unsigned int step = kern_rig_under("native") ? 1 : 7;
	uint64_t pages = 1, boots = 0, loads = 0;

	(void)state;
	for (; !loads && pages < 512; pages += step) {
		struct mmu_config machine = {.size = sizeof(machine),
					     .ram_bytes = pages * KERN_PAGE};
		struct kern_config config = {.size = sizeof(config),
					     .machine = &machine};
		int status = -1, err;
		struct kern *k;

		err = kern_boot(&config, &k);
		if (err) {
			assert_int_equal(err, -ENOMEM);
			assert_false(boots);
			continue;
		}
		boots = boots ? boots : pages;
		err = kern_insmod(k, kern_rig_path("hello"), NULL, &status);
		if (err)
			assert_int_equal(err,
					 kern_panicked(k) ? -EBUSY : -ENOMEM);
		else if (status == 137)
			assert_true(kern_rig_logged(k, 0, "Out of memory: "));
		else if (status)
			assert_string_equal(kern_last_error(k), no_memory);
		else
			loads = pages;
		assert_true(pool_check(k->pool));
		kern_shutdown(k);
	}
	assert_in_range(boots, 2, 210);	    /* 840 KiB */
	assert_in_range(loads, boots, 280); /* 1120 KiB */
}

/* What could not be started leaves nothing. */
static void test_refusals_for_want_of_memory_leak_nothing(void **state)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .ram_bytes = 64 * KERN_PAGE};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine};
	struct kern *k;
	uint64_t frames = 0;
	size_t pool = 0;
	int status;

	(void)state;
	while (kern_boot(&config, &k)) /* until it has just enough to boot */
		machine.ram_bytes += KERN_PAGE;
	for (int i = 0; i < 4; i++) {
		kern_insmod(k, kern_rig_path("hello"), NULL, &status);
		kern_vmalloc_purge(k);
		if (i == 1) {
			frames = mmu_frames_free_count(kern_machine(k));
			pool = pool_used(k->pool);
		}
	}
	assert_int_equal(mmu_frames_free_count(kern_machine(k)), frames);
	assert_int_equal(pool_used(k->pool), pool);
	kern_shutdown(k);
}

/* --- several kernels ------------------------------------------------------ */

static void test_kernels_do_not_meet(void **state)
{
	struct kern *a = kern_rig_boot(NULL), *b = kern_rig_boot(NULL);

	(void)state;
	assert_int_equal(kern_rig_insmod(a, "hello"), 0);
	assert_int_equal(kern_rig_insmod(b, "null_read"), 137);
	kern_rig_assert_modules(a, "hello 16384 0 - Live");
	assert_false(kern_rig_loaded(b, "hello"));
	kern_rig_assert_not_logged(a, 0, "BUG");
	kern_rig_assert_not_logged(b, 0, "hello: init");
	assert_int_equal(kern_rig_insmod(b, "hello"), 0);
	kern_shutdown(a);
	assert_int_equal(kern_rig_rmmod(b, "hello"), 0);
	kern_shutdown(b);
}

static unsigned int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/* Boot until no host range is left for an image; return how many. */
static unsigned int boot_many(void)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .ram_bytes = 2 * MIB};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine};
	struct kern *k[MAX_KERNELS];
	unsigned int n = 0;
	int err;

	while (!(err = kern_boot(&config, &k[n])))
		assert_true(++n < MAX_KERNELS);
	assert_int_equal(err, -ENOSPC);
	if (n) {
		assert_int_equal(kern_rig_insmod(k[0], "hello"), 0);
		assert_int_equal(kern_rig_insmod(k[n - 1], "hello"), 0);
	}
	for (unsigned int i = 0; i < n; i++)
		kern_shutdown(k[i]);
	return n;
}

static void test_low_addresses_run_out_and_come_back(void **state)
{
	unsigned int files = open_files(), n = boot_many();

	(void)state;
	assert_true(n >= 4);
	assert_int_equal(boot_many(), n);
	assert_int_equal(open_files(), files);
}

/* --- always the same ------------------------------------------------------ */

static char *run_once(void)
{
	static const char *const names[] = {
		"hello",       "printks",    "null_read",
		"memcpy_wild", "bad_format", "stack_overflow_guard"};
	struct kern *k = kern_rig_boot(NULL);
	char *log;

	for (size_t i = 0; i < COUNT(names); i++) {
		int status;

		kern_insmod(k, kern_rig_path(names[i]), NULL, &status);
	}
	log = kern_dmesg(k, 0);
	kern_shutdown(k);
	return log;
}

/* Times, addresses, hashes of pointers: the windows of the two kernels lie
 * elsewhere, but nothing that is printed says so. */
static void test_runs_repeat_exactly(void **state)
{
	struct kern *other;
	char *a = run_once(), *b;

	(void)state;
	other = kern_rig_boot(NULL); /* takes the places that a had */
	b = run_once();
	assert_string_equal(a, b);
	kern_shutdown(other);
	free(a);
	free(b);
}

#define unit(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

/* As Debian's kernel, which is built with CONFIG_INIT_ON_ALLOC_DEFAULT_ON. */
static void test_memory_is_cleared_unless_told_otherwise(void **state)
{
	static const char *const cmdline[] = {"", "init_on_alloc=0"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct kern_config config = {.size = sizeof(config),
					     .cmdline = cmdline[i]};
		struct kern *k;

		assert_int_equal(kern_boot(&config, &k), 0);
		assert_int_equal(k->init_on_alloc, !i);
		assert_false(k->init_on_free);
		kern_shutdown(k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory_is_cleared_unless_told_otherwise),
		unit(test_boot_says_so),
		unit(test_direct_map_is_all_of_ram),
		unit(test_direct_map_is_split_and_joined),
		unit(test_direct_map_translates),
		unit(test_image_is_readable_code),
		unit(test_image_refuses_stores),
		unit(test_nothing_is_mapped_elsewhere),
		unit(test_kernel_half_is_preallocated),
		unit(test_cpu_is_set_up_as_linux_does),
		cmocka_unit_test(test_cpus_may_lack_features),
		cmocka_unit_test(test_user_page_is_open_without_smap),
		cmocka_unit_test(test_several_cpus),
		cmocka_unit_test(test_smallest_tlb),
		cmocka_unit_test(test_five_levels_are_refused),
		cmocka_unit_test(test_bad_configs_are_refused),
		cmocka_unit_test(test_ram_with_holes),
		cmocka_unit_test(test_ram_that_begins_high),
		cmocka_unit_test(test_64_gib_in_pages_of_1_gib),
		cmocka_unit_test(test_64_gib_without_large_pages),
		cmocka_unit_test(test_little_ram),
		cmocka_unit_test(test_refusals_for_want_of_memory_leak_nothing),
		cmocka_unit_test(test_kernels_do_not_meet),
		cmocka_unit_test(test_low_addresses_run_out_and_come_back),
		cmocka_unit_test(test_runs_repeat_exactly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
