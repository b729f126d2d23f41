/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_explain.c - the walk in words, against tests/golden/explain.txt.
 *
 * After a wanted change of the text MMUSIM_UPDATE_GOLDEN=1 writes that file
 * anew; read the difference before it is committed.
 *
 * Tables at fixed addresses, in the first frames of a new machine:
 *
 *   0x9000 PML5  [0] -> 0x1000
 *   0x1000 PML4  [0] -> 0x2000   [1] has PS set    [2] -> 0x2000, US=0 RW=0
 *                [3] beyond the end of RAM
 *   0x2000 PDPT  [0] -> 0x3000   [1] 1 GiB page
 *   0x3000 PD    [0] -> 0x4000   [1] 2 MiB page, misaligned   [2] missing
 *   0x4000 PT    see pte[]
 */
#include <inttypes.h>
#include <stdio.h>

#include <mmusim/explain.h>

#include "../support/rig.h"

#define TABLE	(MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US | MMU_PTE_A)
#define LEAF	(TABLE | MMU_PTE_D)
#define KEY9	(9ull << MMU_PTE_PKEY_SHIFT)
#define OUTSIDE 0x3fff00000000ull /* no RAM there, within MAXPHYADDR */
#define GOLDEN	"tests/golden/explain.txt"

static struct rig rig;

static void put_tables(void)
{
	static const uint64_t pte[] = {
		0x5000,				/* 0x0000: missing */
		0x5000 | LEAF,			/* 0x1000: user page */
		0x5000 | LEAF | MMU_PTE_NX,	/* 0x2000: user data */
		0x5000 | MMU_PTE_P | MMU_PTE_G, /* 0x3000: kernel, read-only */
		0x5000 | LEAF | 1ull << 50,	/* 0x4000: reserved bit */
		0x5000 | LEAF | KEY9,		/* 0x5000: protection key */
		OUTSIDE | LEAF,			/* 0x6000: page outside RAM */
		/* 0x7000: all that a leaf can have */
		0x5000 | LEAF | MMU_PTE_PWT | MMU_PTE_PCD | MMU_PTE_PAT |
			MMU_PTE_G | MMU_PTE_NX | KEY9,
	};

	rig_put(&rig, 0x9000, 0, 0x1000 | TABLE);
	rig_put(&rig, 0x1000, 0, 0x2000 | TABLE);
	rig_put(&rig, 0x1000, 1, 0x2000 | TABLE | MMU_PTE_PS);
	rig_put(&rig, 0x1000, 2, 0x2000 | MMU_PTE_P);
	rig_put(&rig, 0x1000, 3, OUTSIDE | TABLE);
	rig_put(&rig, 0x2000, 0, 0x3000 | TABLE);
	rig_put(&rig, 0x2000, 1, LEAF | MMU_PTE_PS);
	rig_put(&rig, 0x3000, 0, 0x4000 | TABLE);
	rig_put(&rig, 0x3000, 1, 0x2000 | LEAF | MMU_PTE_PS);
	for (size_t i = 0; i < COUNT(pte); i++)
		rig_put(&rig, 0x4000, i, pte[i]);
}

static int setup(void **state)
{
	(void)state;
	rig_create(&rig, NULL);
	/* The first is the machine's own table, which is empty. */
	assert_int_equal(mmu_cr3(rig.cpu), 0x1000);
	assert_int_equal(mmu_frame_reserve(rig.machine, 0x2000, 8), 0);
	put_tables();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_destroy(&rig);
	return 0;
}

static const struct mmu_mode mode = {
	.cr3 = 0x1000,
	.maxphyaddr = 46,
	.levels = 4,
	.wp = true,
	.smep = true,
	.smap = true,
	.nxe = true,
	.pke = true,
	.gb_pages = true,
};

/* One row for each way in which an access can end. */
static const struct {
	const char *title;
	uint64_t la;
	unsigned int how;
	unsigned int cpl;
	/* what differs from mode above */
	bool no_smap, no_wp, no_nxe, la57;
	uint32_t pkru;
} rows[] = {
	{.title = "a missing page", .la = 0x10, .how = MMU_WRITE, .cpl = 3},
	{.title = "a missing table", .la = 0x400000, .how = MMU_READ},
	{.title = "a reserved bit", .la = 0x4000, .how = MMU_READ},
	{.title = "PS where no page can be", .la = 1ull << 39, .how = MMU_READ},
	{.title = "a misaligned page", .la = 0x200000, .how = MMU_WRITE},
	{.title = "NX without EFER.NXE",
	 .la = 0x2000,
	 .how = MMU_READ,
	 .no_nxe = true},
	{.title = "a supervisor page", .la = 0x3000, .how = MMU_READ, .cpl = 3},
	{.title = "a read-only page", .la = 0x3abc, .how = MMU_WRITE},
	{.title = "a read-only table",
	 .la = (2ull << 39) + 0x2000,
	 .how = MMU_WRITE},
	{.title = "an implicit write",
	 .la = 0x3000,
	 .how = MMU_WRITE | MMU_IMPLICIT,
	 .cpl = 3},
	{.title = "a page that must not be executed",
	 .la = 0x2000,
	 .how = MMU_FETCH,
	 .cpl = 3},
	{.title = "SMEP", .la = 0x1000, .how = MMU_FETCH},
	{.title = "SMAP", .la = 0x1000, .how = MMU_READ},
	{.title = "SMAP on an implicit access",
	 .la = 0x1000,
	 .how = MMU_READ | MMU_IMPLICIT},
	{.title = "a key: no access",
	 .la = 0x5000,
	 .how = MMU_READ,
	 .cpl = 3,
	 .pkru = 1u << 18},
	{.title = "a key: no writing",
	 .la = 0x5000,
	 .how = MMU_WRITE,
	 .cpl = 3,
	 .pkru = 1u << 19},
	{.title = "a table outside RAM", .la = 3ull << 39, .how = MMU_READ},
	{.title = "a page outside RAM", .la = 0x6008, .how = MMU_READ, .cpl = 3},
	{.title = "a non-canonical address", .la = 1ull << 63, .how = MMU_READ},
	{.title = "a non-canonical stack",
	 .la = 1ull << 47,
	 .how = MMU_WRITE | MMU_STACK},
	{.title = "five levels, all flags",
	 .la = 0x7008,
	 .how = MMU_WRITE,
	 .cpl = 3,
	 .la57 = true},
	{.title = "allowed, 1 GiB",
	 .la = 0x40123456,
	 .how = MMU_READ,
	 .no_smap = true},
	{.title = "allowed to the supervisor while WP=0",
	 .la = 0x3000,
	 .how = MMU_WRITE,
	 .no_wp = true},
};

static size_t explain_row(size_t i, char *buf, size_t size)
{
	struct mmu_mode m = mode;

	m.cpl = rows[i].cpl;
	m.pkru = rows[i].pkru;
	m.smap = !rows[i].no_smap;
	m.wp = !rows[i].no_wp;
	m.nxe = !rows[i].no_nxe;
	if (rows[i].la57) {
		m.levels = 5;
		m.cr3 = 0x9000;
	}
	return mmu_explain(rig.machine, &m, rows[i].la, rows[i].how, buf, size);
}

static char *read_golden(void)
{
	FILE *file = fopen(GOLDEN, "r");
	char *text = NULL;
	size_t size = 0;

	assert_non_null(file);
	assert_true(getdelim(&text, &size, '\0', file) > 0);
	fclose(file);
	return text;
}

static void test_explain_texts_are_as_written(void **state)
{
	char got[32768], *want, buf[2048];
	size_t len = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		explain_row(i, buf, sizeof(buf));
		len += snprintf(got + len, sizeof(got) - len, "--- %s\n%s",
				rows[i].title, buf);
		assert_true(len < sizeof(got));
	}
	if (getenv("MMUSIM_UPDATE_GOLDEN")) {
		FILE *file = fopen(GOLDEN, "w");

		assert_non_null(file);
		fputs(got, file);
		fclose(file);
	}
	want = read_golden();
	assert_string_equal(got, want);
	free(want);
}

static void test_explain_fits_a_terminal_and_the_promised_buffer(void **state)
{
	char buf[2048];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *line = buf, *end;

		assert_true(explain_row(i, buf, sizeof(buf)) < sizeof(buf));
		for (; (end = strchr(line, '\n')); line = end + 1)
			assert_in_range(end - line, 1, 78);
		assert_int_equal(*line, '\0');
	}
}

static void test_explain_agrees_with_the_access_path(void **state)
{
	struct mmu_fault fault;
	char buf[2048], code[40];

	(void)state;
	assert_int_equal(mmu_set_cr3(rig.cpu, 0x1000), 0);
	for (size_t i = 0; i < 8; i++) {
		uint64_t la = i << 12;
		int vector = mmu_access(rig.cpu, la, MMU_WRITE, NULL, &fault);

		mmu_explain(rig.machine, mmu_cpu_mode(rig.cpu), la, MMU_WRITE,
			    buf, sizeof(buf));
		snprintf(code, sizeof(code), "%s", mmu_trap_text(vector));
		if (vector == MMU_TRAP_PF)
			snprintf(code, sizeof(code),
				 "#PF, error code 0x%04" PRIx32 ":",
				 fault.error_code);
		assert_non_null(strstr(buf, vector ? code : "Allowed"));
	}
}

static void test_explain_is_cut_like_snprintf(void **state)
{
	char whole[2048], part[2048];
	size_t len = explain_row(0, whole, sizeof(whole));

	(void)state;
	assert_int_equal(len, strlen(whole));
	assert_int_equal(explain_row(0, NULL, 0), len);
	for (size_t size = 1; size <= len + 1; size++) {
		memset(part, 'x', sizeof(part));
		assert_int_equal(explain_row(0, part, size), len);
		assert_memory_equal(part, whole, size - 1);
		assert_int_equal(part[size - 1], '\0');
		assert_int_equal(part[size], 'x');
	}
}

static void test_explain_leaves_no_trace(void **state)
{
	struct mmu_stats before = rig_stats(&rig), after;
	char buf[2048];

	(void)state;
	rig_put(&rig, 0x4000, 8, 0x5000 | MMU_PTE_P | MMU_PTE_RW | MMU_PTE_NX);
	mmu_explain(rig.machine, &mode, 0x8000, MMU_WRITE, buf, sizeof(buf));
	assert_non_null(strstr(buf, "Allowed"));
	after = rig_stats(&rig);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_true(*(uint64_t *)mmu_mem_ptr(rig.machine, 0x4040, 8) ==
		    (0x5000 | MMU_PTE_P | MMU_PTE_RW | MMU_PTE_NX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_explain_texts_are_as_written),
		cmocka_unit_test(
			test_explain_fits_a_terminal_and_the_promised_buffer),
		cmocka_unit_test(test_explain_agrees_with_the_access_path),
		cmocka_unit_test(test_explain_is_cut_like_snprintf),
		cmocka_unit_test(test_explain_leaves_no_trace),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
