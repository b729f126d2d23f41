/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_svg.c - pictures: sound XML, no text over another, the right words.
 *
 * One picture is kept in tests/golden/walk.svg. After a wanted change
 * MMUSIM_UPDATE_GOLDEN=1 writes it anew; look at it before it is committed.
 *
 * Tables at fixed addresses, in the first frames of a new machine:
 *
 *   0x9000 PML5  [0] -> 0x1000   [511] -> FAR
 *   0x1000 PML4  [0] -> 0x2000   [1] has PS set   [2] -> 0x2000, US=0 RW=0
 *                [3] beyond the end of RAM
 *   0x2000 PDPT  [0] -> 0x3000   [1] 1 GiB page
 *   0x3000 PD    [0] -> 0x4000   [1] 2 MiB page, misaligned   [2] missing
 *                [3] 2 MiB page
 *   0x4000 PT    see pte[]
 *   FAR    PML4, PDPT, PD, PT one after the other, [511] of each
 */
#include <stdio.h>

#include <mmusim/picture.h>
#include <mmusim/space.h>

#include "../support/rig.h"
#include "../support/svg_rig.h"

#define TABLE  (MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US | MMU_PTE_A)
#define LEAF   (TABLE | MMU_PTE_D)
#define KEY15  (15ull << MMU_PTE_PKEY_SHIFT)
#define FAR    0x3ffc00000000ull
#define NO_RAM 0x3fff00000000ull
#define GOLDEN "tests/golden/walk.svg"

static struct rig rig;

static void put_leaves(void)
{
	static const uint64_t pte[] = {
		0x5000,				/* 0x0000: missing */
		0x5000 | LEAF,			/* 0x1000: user page */
		0x5000 | LEAF | MMU_PTE_NX,	/* 0x2000: user data */
		0x5000 | MMU_PTE_P | MMU_PTE_G, /* 0x3000: kernel, read-only */
		0x5000 | LEAF | 1ull << 50,	/* 0x4000: reserved bit */
		0x5000 | LEAF | KEY15,		/* 0x5000: protection key */
		NO_RAM | LEAF,			/* 0x6000: page outside RAM */
	};

	for (size_t i = 0; i < COUNT(pte); i++)
		rig_put(&rig, 0x4000, i, pte[i]);
	rig_put(&rig, 0x2000, 1, LEAF | MMU_PTE_PS);
	rig_put(&rig, 0x3000, 1, 0x2000 | LEAF | MMU_PTE_PS);
	rig_put(&rig, 0x3000, 3,
		0x200000 | LEAF | MMU_PTE_PS | MMU_PTE_PAT_LARGE);
}

static void put_tables(void)
{
	rig_put(&rig, 0x9000, 0, 0x1000 | TABLE);
	rig_put(&rig, 0x9000, 511, FAR | TABLE);
	rig_put(&rig, 0x1000, 0, 0x2000 | TABLE);
	rig_put(&rig, 0x1000, 1, 0x2000 | TABLE | MMU_PTE_PS);
	rig_put(&rig, 0x1000, 2, 0x2000 | MMU_PTE_P);
	rig_put(&rig, 0x1000, 3, NO_RAM | TABLE);
	rig_put(&rig, 0x2000, 0, 0x3000 | TABLE);
	rig_put(&rig, 0x3000, 0, 0x4000 | TABLE);
	for (unsigned int i = 0; i < 3; i++)
		rig_put(&rig, FAR + i * MMU_PAGE_SIZE, 511,
			(FAR + (i + 1) * MMU_PAGE_SIZE) | TABLE);
	rig_put(&rig, FAR + 3 * MMU_PAGE_SIZE, 511,
		(FAR + 4 * MMU_PAGE_SIZE) | LEAF | MMU_PTE_NX | KEY15);
	rig_put(&rig, FAR + 3 * MMU_PAGE_SIZE, 510, ~0ull);
}

static int setup(void **state)
{
	static const struct mmu_region regions[] = {
		{.pa = 0, .len = 64 << 20}, {.pa = FAR, .len = 1 << 20}};
	const struct mmu_config config = {.size = sizeof(config),
					  .regions = regions,
					  .nregions = COUNT(regions)};

	(void)state;
	rig_create(&rig, &config);
	assert_int_equal(rig_root(&rig), 0x1000);
	assert_int_equal(mmu_frame_reserve(rig.machine, 0x2000, 8), 0);
	put_tables();
	put_leaves();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_destroy(&rig);
	return 0;
}

/* --- All kinds of walks -------------------------------------------------- */

static const struct {
	const char *title;
	uint64_t la;
	unsigned int how, cpl;
	bool no_wp, no_smap, no_nxe, la57;
	uint32_t pkru;
	const char *words[3]; /* that must be there */
} rows[] = {
	{.title = "a missing page",
	 .la = 0x10,
	 .how = MMU_WRITE,
	 .cpl = 3,
	 .words = {"P=0: not present", "error code 0x0006", "#PF"}},
	{.title = "a missing page table",
	 .la = 0x400000,
	 .words = {"P=0: not present", "the PDE at 0x3010"}},
	{.title = "a missing page directory",
	 .la = 3ull << 30,
	 .words = {"P=0: not present", "the PDPTE at 0x2018"}},
	{.title = "a missing upper table",
	 .la = 0xffff888012345678,
	 .words = {"P=0: not present", "the PML4E at 0x1888", "273"}},
	{.title = "a missing PML4",
	 .la = 0x00ab800012345678,
	 .la57 = true,
	 .words = {"P=0: not present", "the PML5E at 0x9558"}},
	{.title = "a reserved bit",
	 .la = 0x4000,
	 .words = {"bit 50 is 1: reserved", ">50<", "MAXPHYADDR 46"}},
	{.title = "PS where no page can be",
	 .la = 1ull << 39,
	 .words = {"bit 7 is 1: reserved"}},
	{.title = "a misaligned page",
	 .la = 0x200000,
	 .how = MMU_WRITE,
	 .words = {"bit 13 is 1: reserved", ">13<"}},
	{.title = "NX without EFER.NXE",
	 .la = 0x2000,
	 .no_nxe = true,
	 .words = {"bit 63 is 1: reserved", "m b bad", "EFER.NXE 0"}},
	{.title = "a supervisor page",
	 .la = 0x3000,
	 .cpl = 3,
	 .words = {"US=0: supervisor only", "not reached"}},
	{.title = "a read-only page",
	 .la = 0x3abc,
	 .how = MMU_WRITE,
	 .words = {"RW=0: read-only", "CR0.WP 1"}},
	{.title = "a read-only table",
	 .la = (2ull << 39) + 0x2000,
	 .how = MMU_WRITE,
	 .words = {"RW=0: read-only", "the PML4E at 0x1010"}},
	{.title = "a page that must not be executed",
	 .la = 0x2000,
	 .how = MMU_FETCH,
	 .cpl = 3,
	 .words = {"NX=1: not executable"}},
	{.title = "SMEP", .la = 0x1000, .how = MMU_FETCH, .words = {"(SMEP)"}},
	{.title = "SMAP", .la = 0x1000, .words = {"(SMAP)", "EFLAGS.AC 0"}},
	{.title = "SMAP on an implicit access",
	 .la = 0x1000,
	 .how = MMU_WRITE | MMU_IMPLICIT,
	 .words = {"the CPU itself"}},
	{.title = "a protection key",
	 .la = 0x5000,
	 .cpl = 3,
	 .pkru = 0xffffffff,
	 .words = {"PKRU denies this key", "PKRU 0xffffffff"}},
	{.title = "a table outside RAM",
	 .la = 3ull << 39,
	 .words = {"there is no RAM here", "#MC"}},
	{.title = "a page outside RAM",
	 .la = 0x6008,
	 .cpl = 3,
	 .words = {"there is no RAM here", "0x3fff00000008"}},
	{.title = "a non-canonical address",
	 .la = 0x8000000000000000,
	 .words = {"bits 63 to 47 must all be equal", "#GP"}},
	{.title = "a non-canonical stack",
	 .la = ~0ull >> 1,
	 .how = MMU_WRITE | MMU_STACK,
	 .la57 = true,
	 .words = {"bits 63 to 56 must all be equal", "#SS"}},
	{.title = "allowed, 1 GiB",
	 .la = 0x40123456,
	 .no_smap = true,
	 .words = {"1 GiB page", "bits 29 to 0", "byte 0x123456"}},
	{.title = "allowed, 2 MiB",
	 .la = 0x6fffff,
	 .how = MMU_WRITE,
	 .cpl = 3,
	 .words = {"2 MiB page", "physical address 0x2fffff"}},
	{.title = "allowed while WP=0",
	 .la = 0x3000,
	 .how = MMU_WRITE,
	 .no_wp = true,
	 .words = {"CR0.WP is 0", "4 KiB page"}},
	{.title = "the longest numbers, denied",
	 .la = ~0ull,
	 .how = MMU_FETCH,
	 .la57 = true,
	 .cpl = 3,
	 .words = {"0x3ffc00003ff8", "15", "0xffffffffffffffff"}},
	{.title = "the longest numbers, allowed",
	 .la = ~0ull,
	 .la57 = true,
	 .cpl = 3,
	 .words = {"0x3ffc00004fff", "ends here"}},
};

static size_t draw_row(size_t i, char *buf, size_t size)
{
	struct mmu_buffer out = {.buf = buf, .size = size};
	struct mmu_mode mode = *mmu_cpu_mode(rig.cpu);

	mode.cpl = rows[i].cpl;
	mode.pkru = rows[i].pkru;
	mode.wp = !rows[i].no_wp;
	mode.smap = !rows[i].no_smap;
	mode.nxe = !rows[i].no_nxe;
	if (rows[i].la57) {
		mode.levels = 5;
		mode.cr3 = 0x9000;
	}
	assert_int_equal(mmu_walk_svg(rig.machine, &mode, rows[i].la,
				      rows[i].how, mmu_write_buffer, &out),
			 0);
	return out.len;
}

/* --- Walks --------------------------------------------------------------- */

static char svg[65536];

static void test_walks_are_sound_and_legible(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_true(draw_row(i, svg, sizeof(svg)) < sizeof(svg));
		assert_legible(svg, rows[i].title);
	}
}

static void test_walks_say_what_decides(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		draw_row(i, svg, sizeof(svg));
		for (size_t w = 0; w < 3 && rows[i].words[w]; w++) {
			if (!strstr(svg, rows[i].words[w]))
				fail_msg("%s: no \"%s\"", rows[i].title,
					 rows[i].words[w]);
		}
	}
}

static void test_walks_mark_one_flag_of_the_entry_to_blame(void **state)
{
	struct mmu_mode mode = *mmu_cpu_mode(rig.cpu);
	struct mmu_buffer out = {.buf = svg, .size = sizeof(svg)};
	unsigned int marked = 0;

	(void)state;
	mode.cpl = 3;
	mmu_walk_svg(rig.machine, &mode, 0x3000, MMU_READ, mmu_write_buffer,
		     &out);
	for (const char *at = svg; (at = strstr(at, "\"m s bad\"")); at++) {
		assert_non_null(strstr(at, ">US<"));
		marked++;
	}
	assert_int_equal(marked, 1);
}

static void test_one_walk_is_as_kept(void **state)
{
	char *want = NULL;
	size_t size = 0;
	FILE *file;

	(void)state;
	draw_row(0, svg, sizeof(svg));
	if (getenv("MMUSIM_UPDATE_GOLDEN")) {
		file = fopen(GOLDEN, "w");
		assert_non_null(file);
		fputs(svg, file);
		fclose(file);
	}
	file = fopen(GOLDEN, "r");
	assert_non_null(file);
	assert_true(getdelim(&want, &size, '\0', file) > 0);
	fclose(file);
	assert_string_equal(svg, want);
	free(want);
}

static void test_walks_leave_no_trace(void **state)
{
	struct mmu_stats before = rig_stats(&rig), after;

	(void)state;
	rig_put(&rig, 0x4000, 8, 0x5000 | MMU_PTE_P);
	for (size_t i = 0; i < COUNT(rows); i++)
		draw_row(i, svg, sizeof(svg));
	after = rig_stats(&rig);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_int_equal(*rig_entry(&rig, 0x8000), 0x5000 | MMU_PTE_P);
}

/* --- Address spaces ------------------------------------------------------ */

static void draw_space(uint64_t root)
{
	struct mmu_buffer out = {.buf = svg, .size = sizeof(svg)};

	assert_int_equal(
		mmu_space_svg(rig.machine, root, mmu_write_buffer, &out), 0);
	assert_true(out.len < sizeof(svg));
	assert_legible(svg, "space");
}

static void assert_says(const char *words)
{
	if (!strstr(svg, words))
		fail_msg("no \"%s\"", words);
}

static void test_a_space_shows_ranges_and_what_is_wrong(void **state)
{
	(void)state;
	rig_put(&rig, 0x1000, 511, 0x1000 | TABLE);
	draw_space(0x1000);
	assert_says("1G PDPTE US RW x");
	assert_says("reserved bit 50 is set");
	assert_says("to no RAM: 0x3fff00000000");
	assert_says("to itself: 0x1000");
	assert_says("in part not canonical");
	assert_says("class=\"c8\"");
}

static void test_a_space_may_be_empty_full_or_missing(void **state)
{
	(void)state;
	memset(mmu_mem_ptr(rig.machine, 0x1000, 4096), 0, 4096);
	draw_space(0x1000);
	assert_says("not mapped, in part not canonical");
	assert_int_equal(mmu_map(rig.machine, 0x1000, 0, 0, 1ull << 39, 0), 0);
	draw_space(0x1000);
	assert_says("512G PDPTE");
	draw_space(1ull << 40);
	assert_says("CR3   to no RAM");
}

static void test_many_ranges_are_drawn_together(void **state)
{
	unsigned int bars = 0;

	(void)state;
	memset(mmu_mem_ptr(rig.machine, 0x1000, 4096), 0, 4096);
	for (uint64_t i = 0; i < 5000; i++)
		assert_int_equal(mmu_map(rig.machine, 0x1000,
					 i * i * 8 * MMU_PAGE_SIZE, 0, 4096,
					 i % 3 ? 0 : MMU_PTE_RW),
				 0);
	draw_space(0x1000);
	assert_says("ranges, ");
	for (const char *at = svg; (at = strstr(at, ">0x0")); at++)
		bars++;
	assert_in_range(bars, 1, 60);
}

static void test_a_space_with_five_levels(void **state)
{
	const struct mmu_config config = {.size = sizeof(config), .levels = 5};

	teardown(state);
	rig_create(&rig, &config);
	assert_int_equal(mmu_map(rig.machine, rig_root(&rig), -(1ull << 56), 0,
				 4096, MMU_PTE_US),
			 0);
	draw_space(rig_root(&rig));
	assert_says("0xff00000000000000");
}

/* --- Where it is written ------------------------------------------------- */

static void test_a_buffer_is_cut_like_snprintf(void **state)
{
	static char part[65536];
	size_t len = draw_row(0, svg, sizeof(svg));
	size_t sizes[] = {1, 2, 100, 1000, len, len + 1};

	(void)state;
	assert_int_equal(len, strlen(svg));
	assert_int_equal(draw_row(0, NULL, 0), len);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		memset(part, '#', sizeof(part));
		assert_int_equal(draw_row(0, part, sizes[i]), len);
		assert_memory_equal(part, svg, sizes[i] - 1);
		assert_int_equal(part[sizes[i] - 1], '\0');
		assert_int_equal(part[sizes[i]], '#');
	}
}

static int stop_after(void *arg, const char *text, size_t len)
{
	int *left = arg;

	(void)text;
	assert_true(len > 0);
	assert_true(*left > 0);
	return --*left ? 0 : -28;
}

static void test_the_writer_can_end_it(void **state)
{
	(void)state;
	for (int n = 1; n < 20; n++) {
		int left = n;

		assert_int_equal(mmu_walk_svg(rig.machine,
					      mmu_cpu_mode(rig.cpu), 0, 0,
					      stop_after, &left),
				 -28);
		left = n;
		assert_int_equal(mmu_space_svg(rig.machine, 0x1000, stop_after,
					       &left),
				 -28);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_walks_are_sound_and_legible),
		TEST(test_walks_say_what_decides),
		TEST(test_walks_mark_one_flag_of_the_entry_to_blame),
		TEST(test_one_walk_is_as_kept),
		TEST(test_walks_leave_no_trace),
		TEST(test_a_space_shows_ranges_and_what_is_wrong),
		TEST(test_a_space_may_be_empty_full_or_missing),
		TEST(test_many_ranges_are_drawn_together),
		TEST(test_a_space_with_five_levels),
		TEST(test_a_buffer_is_cut_like_snprintf),
		TEST(test_the_writer_can_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
