/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_fail_scenarios.c - boot, modules and kernel memory while each of their
 * allocations fails once: see support/fail_rig.h.
 */
#include "../support/fail_rig.h"

/* --- modules ------------------------------------------------------------------- */

/* How the command ended, if not for want of memory. */
static int insmod(struct kern *k, const char *module, int *status)
{
	int err = kern_insmod(k, kern_rig_path(module), NULL, status);

	if (err)
		assert_int_equal(err, -ENOMEM);
	if (!err && *status == 1 &&
	    strstr(kern_last_error(k), "Cannot allocate memory"))
		err = -ENOMEM;
	return err;
}

/* Without memory for the command itself, it is tried again. */
static void rmmod(struct kern *k, const char *module)
{
	int status = -1;

	if (kern_rmmod(k, module, &status))
		assert_int_equal(kern_rmmod(k, module, &status), 0);
	assert_int_equal(status, 0);
}

static int run_insmod(struct kern *k)
{
	int status, err = insmod(k, "hello", &status);

	if (err)
		return err;
	assert_int_equal(status, 0);
	rmmod(k, "hello");
	return 0;
}

static int run_insmod_with_dependency(struct kern *k)
{
	int status, err = insmod(k, "exporter", &status);

	if (err)
		return err;
	assert_int_equal(status, 0);
	err = insmod(k, "importer", &status);
	if (!err) {
		assert_int_equal(status, 0);
		rmmod(k, "importer");
	}
	rmmod(k, "exporter");
	return err;
}

/* The task dies by the oops, and takes nothing with it. */
static int run_oops(struct kern *k)
{
	int status, err = insmod(k, "null_read", &status);

	if (err)
		return err;
	assert_int_equal(status, 137);
	return 0;
}

/* --- kernel memory ---------------------------------------------------------------- */

static int run_kmalloc_burst(struct kern *k)
{
	uint64_t la[40];
	int n = 0;

	for (; n < 40; n++) {
		la[n] = kern_kmalloc(k, 8ull << n % 12, KERN_GFP_KERNEL);
		if (!la[n])
			break;
	}
	for (int i = 0; i < n; i++)
		kern_kfree(k, la[i]);
	return n < 40 ? -ENOMEM : 0;
}

static int run_kmem_cache(struct kern *k)
{
	struct kern_cache *c = kern_cache_create(k, "scenario", 1000, 0, 0);
	uint64_t la[12];
	int n = 0;

	if (!c)
		return -ENOMEM;
	for (; n < 12; n++) {
		la[n] = kern_cache_alloc(k, c, KERN_GFP_KERNEL, 1000);
		if (!la[n])
			break;
	}
	for (int i = 0; i < n; i++)
		kern_cache_free(k, c, la[i]);
	assert_true(kern_cache_destroy(k, c));
	return n < 12 ? -ENOMEM : 0;
}

static int run_page_orders(struct kern *k)
{
	uint64_t la[KERN_NR_ORDERS];
	unsigned int n = 0;

	for (; n < KERN_NR_ORDERS; n++) {
		la[n] = kern_get_free_pages(k, KERN_GFP_KERNEL, n);
		if (!la[n])
			break;
	}
	for (unsigned int i = 0; i < n; i++)
		kern_free_pages(k, la[i], i);
	return n < KERN_NR_ORDERS ? -ENOMEM : 0;
}

static int run_vmalloc(struct kern *k)
{
	uint64_t la[3];
	int n = 0;

	for (; n < 3; n++) {
		la[n] = kern_vmalloc(k, (4ull << n) * PAGE, KERN_AREA_VMALLOC,
				     KERN_PAGE_KERNEL);
		if (!la[n])
			break;
	}
	for (int i = 0; i < n; i++)
		kern_vfree(k, la[i]);
	return n < 3 ? -ENOMEM : 0;
}

/* --- each with every failure ------------------------------------------------------------- */

static const struct scenario scenarios[] = {
	{"insmod", run_insmod, 20},
	{"insmod with a dependency", run_insmod_with_dependency, 40},
	{"oops in a module", run_oops, 20},
	{"kmalloc and kfree, many sizes", run_kmalloc_burst, 40},
	{"a cache of its own", run_kmem_cache, 15},
	{"blocks of pages of each order", run_page_orders, 11},
	{"vmalloc", run_vmalloc, 28},
};

static void test_fail_kernel_leaks_nothing_and_survives(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(scenarios); i++)
		run_scenario(&scenarios[i]);
}

/* --- boot --------------------------------------------------------------------------------- */

/* Each kernel that cannot boot leaves nothing behind: host ranges below 2 GiB
 * would soon be used up. */
static void test_fail_boot_at_every_allocation(void **state)
{
	struct kern *k = NULL;
	uint64_t n = 1;
	bool failed = true;

	(void)state;
	for (; failed; n += step()) {
		char cmdline[64];
		struct kern_config config = {.size = sizeof(config),
					     .cmdline = cmdline};
		int err;

		snprintf(cmdline, sizeof(cmdline), "mmusim.fail_nth=%d",
			 (int)n);
		err = kern_boot(&config, &k);
		assert_true(err == 0 || err == -ENOMEM);
		if (err)
			continue;
		failed = !kern_fail_nth_left(k);
		kern_fail_nth(k, 0, 0);
		assert_sound(k);
		assert_int_equal(kern_rig_insmod(k, "hello"), 0);
		kern_shutdown(k);
	}
	assert_in_range(n, 60, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fail_kernel_leaks_nothing_and_survives),
		cmocka_unit_test(test_fail_boot_at_every_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
