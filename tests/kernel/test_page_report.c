/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_page_report.c - what is said of pages: bad ones, allocations that fail,
 * and the files of /proc. Modules do it natively.
 *
 * test_fidelity compares whole logs with those of a real kernel.
 */
#include <errno.h>

#include "../support/kern_rig.h"

#include <mmusim/kern_oom.h>

#include "kernel/page.h"

#define QUIET (KERN_GFP_KERNEL | KERN_GFP_NOWARN)

static uint64_t nfree(struct kern *k)
{
	return mmu_frames_free_count(kern_machine(k));
}

/* --- bad pages ---------------------------------------------------------------- */

static void spoil_nothing(struct kern_page *page)
{
	(void)page;
}

static void spoil_mapcount(struct kern_page *page)
{
	page->mapcount = 2;
}

static void spoil_mapping(struct kern_page *page)
{
	page->mapping = 0xdead000000000400;
}

static void spoil_flags(struct kern_page *page)
{
	page->flags |= KERN_PG(LOCKED) | KERN_PG(SLAB);
}

static void spoil_memcg(struct kern_page *page)
{
	page->memcg_data = 1;
}

static void make_anon(struct kern_page *page)
{
	page->mapping = 0x1001;
}

static void spoil_second_count(struct kern_page *page)
{
	page[1].refcount = 1;
}

static void spoil_second_flags(struct kern_page *page)
{
	page[1].flags |= KERN_PG(RESERVED);
}

/* Blocks of sixteen pages are freed. What is bad stays out of use. */
static void test_bad_page_is_reported_when_it_is_freed(void **state)
{
	static const struct {
		void (*spoil)(struct kern_page *page);
		const char *line, *reason; /* NULL: nothing is wrong */
	} rows[] = {
		{spoil_nothing, NULL, NULL},
		{make_anon, NULL, NULL}, /* as it is when its last user goes */
		{spoil_mapcount, "refcount:0 mapcount:3 mapping:0000",
		 "nonzero mapcount"},
		{spoil_mapping, "invalid mapping:dead000000000400",
		 "non-NULL mapping"},
		{spoil_flags,
		 "flags: 0xfffffc0000201(locked|slab|node=0|zone=1|"
		 "lastcpupid=0x1fffff)",
		 "PAGE_FLAGS_CHECK_AT_FREE flag(s) set"},
		{spoil_memcg,
		 "raw: 0000000000000000 0000000000000000 "
		 "00000000ffffffff 0000000000000001",
		 "page still charged to cgroup"},
		{spoil_second_count, "refcount:1 mapcount:0",
		 "nonzero _refcount"},
		{spoil_second_flags, "flags: 0xfffffc0001000(reserved|node",
		 "PAGE_FLAGS_CHECK_AT_FREE flag(s) set"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kern *k = kern_rig_boot(NULL);
		uint64_t pfn = kern_alloc_pages(k, QUIET, 4), free = nfree(k);
		uint64_t from = kern_log_next(k);

		rows[i].spoil(kern_pfn_to_page(k, pfn));
		kern_put_pages(k, pfn, 4);
		if (rows[i].reason) {
			const char *order[] = {
				"BUG: Bad page state in process swapper/0  "
				"pfn:",
				rows[i].line,
				"page dumped because: ",
				rows[i].reason,
				"Modules linked in:",
				"CPU: 0 PID: 0 Comm: swapper/0 Not tainted",
				"Call Trace:",
				"Disabling lock debugging due to kernel taint",
				NULL};

			kern_rig_assert_order(k, from, order);
			assert_int_equal(nfree(k), free);
			assert_int_equal(k->taint, 1 << KERN_TAINT_BAD_PAGE);
			assert_int_equal(kern_pfn_to_page(k, pfn)->mapcount,
					 -1);
		} else {
			assert_int_equal(kern_log_next(k), from);
			assert_int_equal(nfree(k), free + 16);
		}
		assert_true(kern_page_check(k));
		kern_shutdown(k);
	}
}

/* The count of references was -1 when it came from the buddy allocator. */
static void test_bad_page_double_free_is_noticed_at_the_next_use(void **state)
{
	struct kern *k = *state;
	uint64_t pfn = kern_alloc_pages(k, QUIET, 4);
	uint64_t from = kern_log_next(k);

	kern_put_pages(k, pfn, 4);
	kern_pfn_to_page(k, pfn)->refcount--;
	assert_int_equal(kern_log_next(k), from);
	assert_int_not_equal(kern_alloc_pages(k, QUIET, 4), pfn);
	kern_rig_assert_logged(k, from, "BUG: Bad page state in process");
	kern_rig_assert_logged(k, from, "refcount:-1 mapcount:0 mapping:0000");
	kern_rig_assert_logged(k, from, "because: nonzero _refcount\n");
}

static void test_bad_page_use_after_free_of_flags(void **state)
{
	struct kern *k = *state;
	uint64_t pfn = kern_alloc_pages(k, QUIET, 4);
	uint64_t from = kern_log_next(k);

	kern_put_pages(k, pfn, 4);
	kern_pfn_to_page(k, pfn)->flags |= KERN_PG(DIRTY);
	kern_alloc_pages(k, QUIET, 4);
	kern_rig_assert_logged(k, from, "flags: 0xfffffc0000008(dirty|node=0|");
	kern_rig_assert_logged(k, from,
			       "because: PAGE_FLAGS_CHECK_AT_PREP flag(s) "
			       "set\n");
}

static void test_bad_page_tails_of_a_compound_page(void **state)
{
	static const struct {
		unsigned int tail;
		uint64_t head, mapping;
		const char *reason;
	} rows[] = {
		{2, 0, KERN_TAIL_MAPPING, "PageTail not set"},
		{3, 1, KERN_TAIL_MAPPING, "compound_head not consistent"},
		{2, 1, 0, "corrupted mapping in tail page"},
		{1, 1, 0, "nonzero compound_mapcount"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kern *k = kern_rig_boot(NULL);
		uint64_t pfn = kern_alloc_pages(k, QUIET | KERN_GFP_COMP, 2);
		struct kern_page *page =
			kern_pfn_to_page(k, pfn) + rows[i].tail;

		page->compound_head = rows[i].head;
		if (rows[i].tail == 1)
			page->compound_mapcount = 0;
		else
			page->mapping = rows[i].mapping;
		kern_put_pages(k, pfn, 2);
		kern_rig_assert_logged(k, 0, rows[i].reason);
		kern_shutdown(k);
	}
}

static void test_bad_page_reports_stop_after_sixty(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);
	unsigned int shown = 0;
	char *log;

	for (int i = 0; i < 100; i++)
		kern_bad_page(k, 100, "tested");
	log = kern_rig_log(k, from);
	for (char *p = log; (p = strstr(p, "BUG: Bad page state in")); p++)
		shown++;
	free(log);
	assert_int_equal(shown, 60);
	kern_tick(k, 61000000000ull);
	kern_bad_page(k, 100, "tested");
	kern_rig_assert_logged(k, from,
			       "BUG: Bad page state: 40 messages "
			       "suppressed\n");
}

/* --- allocations that fail ------------------------------------------------------ */

static void test_failure_is_reported_with_the_state_of_memory(void **state)
{
	static const char *const order[] = {
		"swapper/0: page allocation failure: order:0, "
		"mode:0xcc0(GFP_KERNEL), nodemask=(null),cpuset=/,"
		"mems_allowed=0\n",
		"CPU: 0 PID: 0 Comm: swapper/0 Not tainted",
		"Mem-Info:\n",
		"active_anon:0 inactive_anon:0 isolated_anon:0\n",
		" free:251 free_pcp:0 free_cma:0\n",
		"Node 0 DMA32 free:1004kB boost:0kB min:1004kB low:1252kB "
		"high:1500kB",
		"present:65536kB managed:",
		"lowmem_reserve[]: 0 0 0 0 0\n",
		"Node 0 DMA32: ",
		"= 1004kB\n",
		"0 total pagecache pages\n",
		"16384 pages RAM\n",
		NULL,
	};
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);

	kern_oom_killer_disable(k);
	/* The numbers above are for this watermark. */
	k->pages->wmark[KERN_WMARK_MIN] = 251;
	k->pages->wmark[KERN_WMARK_LOW] = 313;
	k->pages->wmark[KERN_WMARK_HIGH] = 375;
	while (kern_alloc_pages(k, QUIET, 0))
		;
	assert_int_equal(kern_log_next(k), from);
	assert_int_equal(kern_alloc_pages(k, KERN_GFP_KERNEL, 0), KERN_NO_PFN);
	kern_rig_assert_order(k, from, (const char *const *)order);
}

static void test_failure_reports_are_limited(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);
	unsigned int shown = 0;
	char *log;

	kern_oom_killer_disable(k);
	while (kern_alloc_pages(k, QUIET, 0))
		;
	for (int i = 0; i < 30; i++)
		kern_alloc_pages(k, KERN_GFP_ATOMIC, 10);
	log = kern_rig_log(k, from);
	for (char *p = log; (p = strstr(p, "page allocation failure")); p++)
		shown++;
	free(log);
	assert_int_equal(shown, 1);
	kern_rig_assert_logged(k, from, "order:10, mode:0xa20(GFP_ATOMIC), ");
}

static void test_gfp_flags_by_name(void **state)
{
	static const struct {
		unsigned int gfp;
		const char *text;
	} rows[] = {
		{0, ""},
		{0xcc0, "GFP_KERNEL"},
		{0xdc0, "GFP_KERNEL|__GFP_ZERO"},
		{0x10cc0, "GFP_KERNEL|__GFP_NORETRY"},
		{0x140dca, "GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO"},
		{0xa20, "GFP_ATOMIC"},
		{0xc40, "GFP_NOFS"},
		{0x82a20, "GFP_ATOMIC|__GFP_NOWARN|__GFP_NOMEMALLOC"},
		{0x400, "__GFP_DIRECT_RECLAIM"},
		{0x80000100, "__GFP_ZERO|0x80000000"},
	};
	char text[300];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		kern_gfp_text(rows[i].gfp, text, sizeof(text));
		assert_string_equal(text, rows[i].text);
	}
	kern_pageflags_text(~0ull, text, sizeof(text));
	assert_non_null(strstr(text, "young|idle|node=1023|zone=7|"));
}

/* --- modules -------------------------------------------------------------------- */

/* "name" and a number behind it, in text */
static uint64_t number(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	if (!at)
		fail_msg("no \"%s\" in \"%s\"", name, text);
	return strtoull(at + strlen(name), NULL, 10);
}

static void test_module_reads_struct_pages(void **state)
{
	struct kern *k = *state;
	char *log, *proc;

	assert_int_equal(kern_rig_insmod(k, "page_structs"), 0);
	kern_rig_assert_logged(k, 0, "count 1 mapcount 0 buddy 0 same 1\n");
	kern_rig_assert_logged(k, 0, "still 1\n");
	kern_rig_assert_logged(k, 0, "then 0\n");
	log = kern_rig_log(k, 0);
	assert_int_equal(number(log, " all "), 16384);
	assert_int_equal(number(log, " reserved "),
			 k->pages->present - k->pages->managed);
	/* What insmod has of its stack and its text; three levels of tables
	 * for each. */
	assert_true(number(log, " anon ") > 0);
	assert_true(number(log, " file ") > 0);
	assert_int_equal(number(log, " mapped "),
			 number(log, " anon ") + number(log, " file "));
	assert_int_equal(number(log, " tables "), 6);
	/* insmod itself is gone by now, and what it had is free. */
	proc = kern_proc_read(k, "vmstat");
	assert_in_range(number(proc, "nr_free_pages "), number(log, " free "),
			number(log, " free ") + 30);
	free(proc);
	free(log);
	assert_true(kern_page_check(k));
}

static void test_module_that_spoils_the_free_list_oopses_later(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "page_corrupt"), 139);
	kern_rig_assert_logged(k, 0, "page_corrupt: spoiled\n");
	kern_rig_assert_logged(k, 0,
			       "general protection fault, probably for "
			       "non-canonical address "
			       "0x4141414141414141");
	kern_rig_assert_logged(k, 0, "RIP: 0010:alloc_pages+0x");
	kern_rig_assert_not_logged(k, 0, "not reached");
	assert_int_equal(kern_rig_insmod(k, "page_structs"), 0);
}

static void test_module_frees_what_is_no_page(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "page_wild"), 137);
	kern_rig_assert_logged(k, 0,
			       "BUG: unable to handle page fault for "
			       "address: ffffea0040000000\n");
	kern_rig_assert_logged(k, 0, "RIP: 0010:__free_pages+0xe/0xd0");
	assert_true(kern_page_check(k));
}

/* --- /proc ---------------------------------------------------------------------- */

static void test_proc_buddyinfo_counts_all_that_is_free(void **state)
{
	struct kern *k = *state;
	static const char head[] = "Node 0, zone    DMA32 ";
	char *text = kern_proc_read(k, "buddyinfo"), *at;
	uint64_t frames = k->pages->pcp.count;

	assert_memory_equal(text, head, strlen(head));
	/* a width of 6 and a space for each order */
	assert_int_equal(strlen(text), strlen(head) + 11 * 7 + 1);
	at = text + strlen(head);
	for (unsigned int order = 0; order < KERN_NR_ORDERS; order++)
		frames += strtoull(at, &at, 10) << order;
	assert_string_equal(at, " \n");
	assert_int_equal(frames, nfree(k));
	free(text);
}

static void test_proc_meminfo_tells_the_truth(void **state)
{
	struct kern *k = *state;
	char *text = kern_proc_read(k, "meminfo");
	uint64_t slab = number(text, "Slab:"), la;
	uint64_t vmalloc = number(text, "VmallocUsed:");
	uint64_t unlisted = nfree(k) - k->pages->pcp.count;

	assert_int_equal(number(text, "MemTotal:"), k->pages->managed * 4);
	assert_int_equal(number(text, "MemFree:"), unlisted * 4);
	assert_int_equal(number(text, "MemAvailable:"),
			 (unlisted - k->pages->wmark[KERN_WMARK_HIGH]) * 4);
	/* In small pages: the kernel's text, its constants, the per-CPU area. */
	assert_int_equal(number(text, "DirectMap4k:"), 3 * 2048);
	assert_int_equal(number(text, "DirectMap2M:"), 65536 - 3 * 2048);
	assert_non_null(strstr(text, "\nBuffers:               0 kB\n"));
	assert_non_null(strstr(text, "\nHardwareCorrupted:     0 kB\n"));
	free(text);
	la = kern_vmalloc(k, 10 * KERN_PAGE, KERN_AREA_VMALLOC,
			  KERN_PAGE_KERNEL);
	kern_kmalloc(k, 20000, 0xcc0);
	text = kern_proc_read(k, "meminfo");
	assert_int_equal(number(text, "VmallocUsed:"), vmalloc + 40);
	assert_int_equal(number(text, "Slab:"), slab + 32);
	kern_vfree(k, la);
	free(text);
}

static void test_proc_vmstat_counts_events(void **state)
{
	struct kern *k = *state;
	char *text = kern_proc_read(k, "vmstat");
	uint64_t allocs = number(text, "\npgalloc_dma32 ");
	uint64_t frees = number(text, "\npgfree ");

	free(text);
	kern_put_pages(k, kern_alloc_pages(k, QUIET, 3), 3);
	text = kern_proc_read(k, "vmstat");
	assert_int_equal(number(text, "\npgalloc_dma32 "), allocs + 8);
	assert_int_equal(number(text, "\npgfree "), frees + 8);
	assert_memory_equal(text, "nr_free_pages ", 14);
	free(text);
}

static void test_proc_by_name(void **state)
{
	struct kern *k = *state;
	char *text = kern_proc_read(k, "modules");

	assert_string_equal(text, "");
	free(text);
	errno = 0;
	assert_null(kern_proc_read(k, "nothing"));
	assert_int_equal(errno, ENOENT);
}

static void test_task_is_counted_while_it_lives(void **state)
{
	struct kern *k = *state;
	char *text;

	/* An oops keeps its task until the next one dies. */
	assert_int_equal(kern_rig_insmod(k, "null_read"), 137);
	text = kern_proc_read(k, "meminfo");
	assert_int_equal(number(text, "KernelStack:"), 16);
	assert_int_equal(number(text, "PageTables:"), 16);
	free(text);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_page_is_reported_when_it_is_freed),
		TEST(test_bad_page_double_free_is_noticed_at_the_next_use),
		TEST(test_bad_page_use_after_free_of_flags),
		cmocka_unit_test(test_bad_page_tails_of_a_compound_page),
		TEST(test_bad_page_reports_stop_after_sixty),
		TEST(test_failure_is_reported_with_the_state_of_memory),
		TEST(test_failure_reports_are_limited),
		cmocka_unit_test(test_gfp_flags_by_name),
		TEST(test_module_reads_struct_pages),
		TEST(test_module_that_spoils_the_free_list_oopses_later),
		TEST(test_module_frees_what_is_no_page),
		TEST(test_proc_buddyinfo_counts_all_that_is_free),
		TEST(test_proc_meminfo_tells_the_truth),
		TEST(test_proc_vmstat_counts_events),
		TEST(test_proc_by_name),
		TEST(test_task_is_counted_while_it_lives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
