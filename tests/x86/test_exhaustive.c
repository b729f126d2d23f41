/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_exhaustive.c - mmu_walk() against model.h, combination by combination.
 *
 *   test_exhaustive            cmocka tests over a sample
 *   test_exhaustive --all      every combination ("make check-exhaustive")
 *
 * A combination is a number. Each of its bits is a flag of the leaf, a flag of
 * one entry above it, a control bit, or part of the kind of access; fields[]
 * says which. Entries that are neither permit everything. Shapes say at which
 * levels the two entries are, and which reserved bit they use.
 *
 * Both get the same entries; outcome, error code, deciding level, translation
 * and what became of A and D must agree. A failure is first reduced: every
 * field that can have its plain value without the failure going away gets it.
 * What is left is the combination in words: "pte.rw=0 cr0.wp=1 user write".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "model.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- combinations --------------------------------------------------------- */

/* clang-format off */
enum field {
	LEAF_P, LEAF_RW, LEAF_US, LEAF_NX, LEAF_RSVD, LEAF_A, LEAF_D, LEAF_KEY,
	UPPER_P, UPPER_RW, UPPER_US, UPPER_NX, UPPER_RSVD, UPPER_A,
	CR0_WP, EFER_NXE, CR4_SMEP, CR4_SMAP, RFLAGS_AC, CR4_PKE,
	PKRU_AD, PKRU_WD, USER, KIND_LOW, KIND_HIGH, NFIELDS,
};

/* A supervisor read that is permitted is plain. */
static const struct {
	const char *name;
	bool plain;
} fields[NFIELDS] = {
	[LEAF_P] = {"p", 1}, [LEAF_RW] = {"rw", 1}, [LEAF_US] = {"us", 0},
	[LEAF_NX] = {"nx", 0}, [LEAF_RSVD] = {"reserved", 0},
	[LEAF_A] = {"a", 0}, [LEAF_D] = {"d", 0}, [LEAF_KEY] = {"key", 0},
	[UPPER_P] = {"p", 1}, [UPPER_RW] = {"rw", 1}, [UPPER_US] = {"us", 1},
	[UPPER_NX] = {"nx", 0}, [UPPER_RSVD] = {"reserved", 0},
	[UPPER_A] = {"a", 0},
	[CR0_WP] = {"cr0.wp", 0}, [EFER_NXE] = {"efer.nxe", 0},
	[CR4_SMEP] = {"cr4.smep", 0}, [CR4_SMAP] = {"cr4.smap", 0},
	[RFLAGS_AC] = {"rflags.ac", 0}, [CR4_PKE] = {"cr4.pke", 0},
	[PKRU_AD] = {"pkru.ad", 0}, [PKRU_WD] = {"pkru.wd", 0},
	[USER] = {"user", 0}, [KIND_LOW] = {"", 0}, [KIND_HIGH] = {"", 0},
};
/* clang-format on */

#define COMBINATIONS (1u << NFIELDS)
#define MAXPHYADDR   40
#define KEY	     5 /* of the leaf, when not 0 */
#define UPPER_KEY    9 /* means nothing there */

#define BIT(n)	     (1ull << (n))

/**
 * struct shape - where the two entries are
 * @leaf, @upper: their levels
 * @leaf_reserved, @upper_reserved: the reserved bit that they use
 */
struct shape {
	unsigned int levels, leaf, upper;
	uint64_t la;
	uint64_t leaf_reserved, upper_reserved;
};

static const struct shape shapes[] = {
	{4, 1, 2, 0x00007a5a3c5f1abc, BIT(MAXPHYADDR), BIT(51)},
	{4, 1, 3, 0xffff9a5a3c5f1abc, BIT(44), BIT(MAXPHYADDR)},
	{4, 1, 4, 0x00001a5a3c5f1abc, BIT(50), BIT(7)},
	{4, 2, 3, 0xffffda5a3c5f1abc, BIT(13), BIT(45)},
	{4, 3, 4, 0x00007a5a3c5f1abc, BIT(29), BIT(7)},
	{5, 1, 5, 0xff65da5a3c5f1abc, BIT(51), BIT(7)},
};

static bool bit_of(uint32_t combination, enum field field)
{
	return combination >> field & 1;
}

/* The value of a flag, or 0, by the bit that says so. */
static uint64_t flag(uint32_t combination, enum field field, uint64_t value)
{
	return bit_of(combination, field) ? value : 0;
}

/*
 * Where the tables of the levels lie, and the page. What PS=1 reserves in an
 * address is 1 in those of tables where large pages exist, and must not count
 * there; it is 0 where they do not, and PS itself must be found out.
 */
static const uint64_t tables[] = {
	[1] = 0x967ffff000, [2] = 0x59bfffe000, [3] = 0xa800000000,
	[4] = 0x9440000000, [5] = 0x5b40000000,
};
#define PAGE	   0xa580000000ull
#define PERMISSIVE (MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US)

static uint64_t leaf_entry(const struct shape *shape, uint32_t n)
{
	return PAGE | (shape->leaf > 1 ? MMU_PTE_PS : 0) |
	       flag(n, LEAF_P, MMU_PTE_P) | flag(n, LEAF_RW, MMU_PTE_RW) |
	       flag(n, LEAF_US, MMU_PTE_US) | flag(n, LEAF_NX, MMU_PTE_NX) |
	       flag(n, LEAF_RSVD, shape->leaf_reserved) |
	       flag(n, LEAF_A, MMU_PTE_A) | flag(n, LEAF_D, MMU_PTE_D) |
	       flag(n, LEAF_KEY, (uint64_t)KEY << MMU_PTE_PKEY_SHIFT);
}

static uint64_t upper_entry(const struct shape *shape, uint32_t n)
{
	return tables[shape->upper - 1] |
	       (uint64_t)UPPER_KEY << MMU_PTE_PKEY_SHIFT |
	       flag(n, UPPER_P, MMU_PTE_P) | flag(n, UPPER_RW, MMU_PTE_RW) |
	       flag(n, UPPER_US, MMU_PTE_US) | flag(n, UPPER_NX, MMU_PTE_NX) |
	       flag(n, UPPER_RSVD, shape->upper_reserved) |
	       flag(n, UPPER_A, MMU_PTE_A);
}

static struct model_path make_path(const struct shape *shape, uint32_t n)
{
	struct model_path path = {.missing = 0};

	for (unsigned int level = shape->levels; level > shape->leaf; level--)
		path.entry[level] = tables[level - 1] | PERMISSIVE;
	path.entry[shape->upper] = upper_entry(shape, n);
	path.entry[shape->leaf] = leaf_entry(shape, n);
	return path;
}

/* Every other key has the opposite rights. */
static uint32_t make_pkru(uint32_t n)
{
	uint32_t rights = n >> PKRU_AD & 3;
	unsigned int shift = bit_of(n, LEAF_KEY) ? 2 * KEY : 0;
	uint32_t others = (3 - rights) * 0x55555555u;

	return (others & ~(3u << shift)) | rights << shift;
}

static struct mmu_mode make_mode(const struct shape *shape, uint32_t n)
{
	return (struct mmu_mode){
		.cr3 = tables[shape->levels] | MMU_PTE_PWT | MMU_PTE_PCD,
		.pkru = make_pkru(n),
		.maxphyaddr = MAXPHYADDR,
		.levels = shape->levels,
		.cpl = bit_of(n, USER) ? 3 : 0,
		.wp = bit_of(n, CR0_WP),
		.smep = bit_of(n, CR4_SMEP),
		.smap = bit_of(n, CR4_SMAP),
		.ac = bit_of(n, RFLAGS_AC),
		.nxe = bit_of(n, EFER_NXE),
		.pke = bit_of(n, CR4_PKE),
		.gb_pages = true,
	};
}

/* KIND: read, write, fetch, implicit read */
static struct model_access make_access(const struct shape *shape, uint32_t n)
{
	unsigned int kind = n >> KIND_LOW & 3;

	return (struct model_access){
		.la = shape->la,
		.kind = kind == 3 ? MODEL_READ : kind,
		.implicit = kind == 3,
	};
}

static unsigned int how_of(const struct model_access *access)
{
	static const unsigned int hows[] = {MMU_READ, MMU_WRITE, MMU_FETCH};

	return hows[access->kind] | (access->implicit ? MMU_IMPLICIT : 0);
}

/* --- one combination ------------------------------------------------------ */

/* mmu_walk(), or something wrong that must be found out. */
typedef int walk_fn(const struct mmu_mode *mode, mmu_entry_fn *entry, void *ctx,
		    uint64_t la, unsigned int how, struct mmu_xlat *xlat,
		    struct mmu_fault *fault);

struct memory {
	uint64_t la;
	volatile uint64_t word[6]; /* by level */
};

/* There is no RAM but where the walk is to look. */
static volatile uint64_t *reach(void *ctx, uint64_t pa)
{
	struct memory *memory = ctx;
	unsigned int level = 5;
	uint64_t index;

	while (level && pa / MMU_PAGE_SIZE != tables[level] / MMU_PAGE_SIZE)
		level--;
	index = memory->la >> (3 + 9 * level) & 511;
	return level && pa % MMU_PAGE_SIZE == index * 8 ? &memory->word[level] :
							  NULL;
}

/* NULL, or what the two do not agree about. */
static const char *disagreement(const struct shape *shape, uint32_t n,
				walk_fn *walk)
{
	struct model_path path = make_path(shape, n);
	struct mmu_mode mode = make_mode(shape, n);
	struct model_access access = make_access(shape, n);
	struct model_answer answer = model_predict(&mode, &path, &access);
	struct memory memory = {.la = shape->la};
	struct mmu_xlat xlat;
	struct mmu_fault fault;
	const char *what;
	int vector;

	for (unsigned int level = 1; level <= 5; level++)
		memory.word[level] = path.entry[level];
	vector = walk(&mode, reach, &memory, shape->la, how_of(&access), &xlat,
		      &fault);
	what = model_objects(&mode, &path, &access, &answer, vector, &xlat,
			     &fault);
	for (unsigned int level = 1; !what && level <= 5; level++)
		if (memory.word[level] !=
		    (path.entry[level] | answer.adds[level]))
			what = "accessed and dirty flags";
	return what;
}

/* --- failures in words ---------------------------------------------------- */

static uint32_t with_plain(uint32_t n, enum field field)
{
	return (n & ~(1u << field)) | (uint32_t)fields[field].plain << field;
}

/* Make all plain that has nothing to do with the failure. */
static uint32_t reduce(const struct shape *shape, uint32_t n, walk_fn *walk)
{
	for (unsigned int field = 0; field < NFIELDS; field++)
		if (disagreement(shape, with_plain(n, field), walk))
			n = with_plain(n, field);
	return n;
}

static const char *entry_name(const struct shape *shape, enum field field)
{
	static const char *const names[] = {"",	      "pte.",	"pde.",
					    "pdpte.", "pml4e.", "pml5e."};

	if (field >= CR0_WP)
		return "";
	return names[field >= UPPER_P ? shape->upper : shape->leaf];
}

/* Such as "pte.rw=0 cr0.wp=1 user write". */
static char *words(const struct shape *shape, uint32_t n, char *buf,
		   size_t size)
{
	struct model_access access = make_access(shape, n);
	struct mmu_mode mode = make_mode(shape, n);
	char kind[48];
	int len = 0;

	for (unsigned int field = 0; field < USER; field++) {
		bool value = bit_of(n, field);

		if (value != fields[field].plain)
			len += snprintf(buf + len, size - len, "%s%s=%d ",
					entry_name(shape, field),
					fields[field].name, value);
	}
	snprintf(buf + len, size - len, "%s",
		 model_access_text(&mode, &access, kind, sizeof(kind)));
	return buf;
}

static void show(const struct shape *shape, uint32_t n, walk_fn *walk)
{
	uint32_t least = reduce(shape, n, walk);
	char buf[512];

	printf("%u levels, %s: they disagree about the %s\n", shape->levels,
	       words(shape, least, buf, sizeof(buf)),
	       disagreement(shape, least, walk));
	printf("    found as %s\n", words(shape, n, buf, sizeof(buf)));
}

/* --- sweeps --------------------------------------------------------------- */

#define MAX_SHOWN 10

struct score {
	unsigned long checked, failed;
};

static void check(const struct shape *shape, uint32_t n, struct score *score)
{
	score->checked++;
	if (!disagreement(shape, n, mmu_walk))
		return;
	if (score->failed++ < MAX_SHOWN)
		show(shape, n, mmu_walk);
}

/* The i-th of a sequence that spreads evenly over all combinations. */
static uint32_t sampled(uint64_t seed, uint64_t i)
{
	return (seed + i * 0x9e3779b97f4a7c15ull) >> (64 - NFIELDS);
}

static unsigned int sample_size(void)
{
	const char *tool = getenv("MMUSIM_TEST_TOOL");

	return tool && strcmp(tool, "native") ? 20000 : 400000;
}

static int sweep(void)
{
	struct score score = {0};
	clock_t start = clock();
	double seconds;

	for (size_t i = 0; i < COUNT(shapes); i++)
		for (uint32_t n = 0; n < COMBINATIONS; n++)
			check(&shapes[i], n, &score);
	seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	printf("%lu combinations checked in %.1f s, %lu failed\n",
	       score.checked, seconds, score.failed);
	return score.failed != 0;
}

/* --- tests ---------------------------------------------------------------- */

static void test_sample_agrees_with_the_model(void **state)
{
	struct score score = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(shapes); i++)
		for (unsigned int j = 0; j < sample_size(); j++)
			check(&shapes[i], sampled(i, j), &score);
	assert_int_equal(score.checked, COUNT(shapes) * sample_size());
	assert_int_equal(score.failed, 0);
}

/* A walk that takes one field of the mode for another than it is. */
#define WRONG_WALK(name, change)                                           \
	static int name(const struct mmu_mode *right, mmu_entry_fn *entry, \
			void *ctx, uint64_t la, unsigned int how,          \
			struct mmu_xlat *xlat, struct mmu_fault *fault)    \
	{                                                                  \
		struct mmu_mode mode = *right;                             \
                                                                           \
		change;                                                    \
		return mmu_walk(&mode, entry, ctx, la, how, xlat, fault);  \
	}

WRONG_WALK(walk_with_wp, mode.wp = true)
WRONG_WALK(walk_without_wp, mode.wp = false)
WRONG_WALK(walk_without_nxe, mode.nxe = false)
WRONG_WALK(walk_without_smep, mode.smep = false)
WRONG_WALK(walk_without_smap, mode.smap = false)
WRONG_WALK(walk_without_ac, mode.ac = false)
WRONG_WALK(walk_with_ac, mode.ac = true)
WRONG_WALK(walk_without_keys, mode.pke = false)
WRONG_WALK(walk_with_key_0, mode.pkru = (mode.pkru & 3) * 0x55555555u)
WRONG_WALK(walk_as_supervisor, mode.cpl = 0)
WRONG_WALK(walk_with_46_bits, mode.maxphyaddr = 46)
WRONG_WALK(walk_that_peeks, how |= MMU_PEEK)
WRONG_WALK(walk_that_reads, how &= ~3u)

/* Walks that are wrong in one thing only, and how the failure reads. */
static void test_wrong_walks_are_found_out_and_named(void **state)
{
	const struct {
		walk_fn *walk;
		const char *words;
	} rows[] = {
		{walk_with_wp, "pde.rw=0 supervisor write"},
		{walk_without_wp, "pte.rw=0 cr0.wp=1 supervisor write"},
		{walk_without_nxe, "efer.nxe=1 user fetch"},
		{walk_without_smep,
		 "pde.reserved=1 cr4.smep=1 supervisor fetch"},
		{walk_without_smap, "pte.us=1 cr4.smap=1 supervisor write"},
		{walk_without_ac,
		 "pte.us=1 cr4.smap=1 rflags.ac=1 supervisor read"},
		{walk_with_ac, "pte.us=1 cr4.smap=1 supervisor read"},
		{walk_without_keys,
		 "pte.us=1 cr4.pke=1 pkru.ad=1 supervisor write"},
		{walk_with_key_0,
		 "pte.us=1 pte.key=1 cr4.pke=1 supervisor write"},
		{walk_as_supervisor, "user read"},
		{walk_with_46_bits, "pte.reserved=1 supervisor read"},
		{walk_that_peeks, "supervisor read"},
		{walk_that_reads, "supervisor write"},
	};
	char buf[512];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned int j = 0;
		uint32_t n;

		do {
			assert_true(j < 20000);
			n = sampled(0, j++);
		} while (!disagreement(&shapes[0], n, rows[i].walk));
		n = reduce(&shapes[0], n, rows[i].walk);
		words(&shapes[0], n, buf, sizeof(buf));
		assert_string_equal(buf, rows[i].words);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample_agrees_with_the_model),
		cmocka_unit_test(test_wrong_walks_are_found_out_and_named),
	};

	if (argc > 1 && !strcmp(argv[1], "--all"))
		return sweep();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
