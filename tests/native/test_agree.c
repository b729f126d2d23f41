/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_agree.c - soft and native accesses agree.
 *
 * Two machines live the same life: tables are changed, entries invalidated,
 * registers set, memory accessed. On one of them accesses are function calls,
 * on the other one real instructions. After each access both must have raised
 * the same exception or none, and have seen the same value; after each round
 * all of RAM, A and D bits included, must be the same.
 *
 * There are two address spaces with the same kernel half, each with a PCID in
 * some of the lives, and some memory is mapped by pages of 2 MiB.
 *
 * The random numbers are the same in every run.
 */
#include "bench.h"

enum { SOFT, NATIVE, NMACHINES };
enum { NPAGES = 24, NFRAMES = 32, NLARGE = 3, NSPACES = 2, STEPS = 6000 };

#define LARGE	 (2ull << 20)
#define LARGE_LA (USER_LA + LARGE)
#define NO_FLUSH (1ull << 63)

static const struct mmu_config config = {.size = sizeof(config),
					 .ram_bytes = 8ull << 20,
					 .tlb_sets = 2,
					 .tlb_ways = 4};

static struct bench bench[NMACHINES];
static uint64_t frames[NFRAMES], large_frames;
static uint64_t root[NSPACES];
static bool pcids;
static uint64_t seed;

static uint64_t random_number(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 11) % below;
}

static uint64_t random_large_la(void)
{
	return LARGE_LA + random_number(NLARGE) * LARGE;
}

static uint64_t random_la(void)
{
	uint64_t page = random_number(NPAGES);
	uint64_t base = page & 1 ? USER_LA : KERNEL_LA;

	return base + page / 2 * PAGE;
}

static void random_map(void)
{
	static const uint64_t flag[] = {MMU_PTE_RW, MMU_PTE_US,
					MMU_PTE_NX, MMU_PTE_D,
					MMU_PTE_G,  1ull << MMU_PTE_PKEY_SHIFT};
	bool large = !random_number(4);
	uint64_t la = large ? random_large_la() : random_la();
	uint64_t pa = large ? large_frames | MMU_PTE_PS :
			      frames[random_number(NFRAMES)];
	uint64_t flags = random_number(16) ? MMU_PTE_P : 0;

	for (size_t i = 0; i < COUNT(flag); i++)
		if (random_number(2))
			flags |= flag[i];
	/* Two spaces differ in the user's half. A CPU that has a global entry and
	 * another one for the same address may use either. */
	if (la < KERNEL_LA)
		flags &= ~MMU_PTE_G;
	for (int m = 0; m < NMACHINES; m++)
		*bench_entry(&bench[m], la) = pa | flags;
	/* A careful kernel says so; most of the time. */
	if (random_number(3))
		for (int m = 0; m < NMACHINES; m++)
			mmu_invlpg(bench[m].cpu, la);
}

static void load_space(struct mmu_cpu *cpu, uint64_t space, bool keep)
{
	uint64_t cr3 = root[space];

	if (pcids)
		cr3 |= (space + 1) | (keep ? NO_FLUSH : 0);
	mmu_set_cr3(cpu, cr3);
}

static void random_register(void)
{
	uint64_t which = random_number(8), value = random_number(16);
	uint64_t la = random_la();

	for (int m = 0; m < NMACHINES; m++) {
		struct mmu_cpu *cpu = bench[m].cpu;

		switch (which) {
		case 0:
		case 1:
			mmu_set_cpl(cpu, value & 1 ? 3 : 0);
			break;
		case 2:
			mmu_set_rflags(cpu,
				       2 | (value & 1 ? MMU_RFLAGS_AC : 0));
			break;
		case 3:
			mmu_set_cr0(cpu, (mmu_cr0(cpu) & ~MMU_CR0_WP) |
						 (value & 1 ? MMU_CR0_WP : 0));
			break;
		case 4:
			/* Nor has AD for code: WD only, of keys 0 and 1. */
			mmu_set_pkru(cpu, (uint32_t)value & 0xa);
			break;
		case 5:
			load_space(cpu, value % NSPACES, value & 8);
			break;
		case 6: /* SMAP without SMEP has no equal on the host */
			mmu_set_cr4(cpu,
				    (mmu_cr4(cpu) & ~MMU_CR4_SMAP) |
					    (value & 1 ? MMU_CR4_SMAP : 0));
			break;
		default:
			if (!value)
				mmu_flush_tlb(cpu);
			else if (value < 4)
				mmu_invpcid(cpu, (unsigned int)value,
					    pcids ? 1 : 0, la);
		}
	}
}

static uint64_t soft_access(uint64_t la, unsigned int how, uint64_t value)
{
	struct mmu_cpu *cpu = bench[SOFT].cpu;
	uint8_t byte = (uint8_t)value;
	int result;

	switch (how) {
	case MMU_READ:
		byte = 0;
		result = mmu_load(cpu, la, &byte, 1, NULL);
		return result ? SKIPPED : byte;
	case MMU_WRITE:
		return mmu_store(cpu, la, &byte, 1, NULL) ? SKIPPED : 0;
	default:
		return mmu_fetch(cpu, page_of(la), 6, NULL) ? SKIPPED : 42;
	}
}

static uint64_t native_access(uint64_t la, unsigned int how, uint64_t value)
{
	char *ptr = bench_ptr(&bench[NATIVE], la);

	switch (how) {
	case MMU_READ:
		return bench_load(ptr);
	case MMU_WRITE:
		return bench_store(ptr, value);
	default:
		return bench_jump(bench_ptr(&bench[NATIVE], page_of(la)));
	}
}

static void random_access(unsigned int step)
{
	uint64_t page = random_number(4) ? random_la() :
					   random_large_la() + PAGE;
	uint64_t la = page + 8 + random_number(PAGE - 8);
	/* Under Valgrind a fetch fills the next page, too: other pages are
	 * evicted then, and stale translations stay for another time. */
	unsigned int how = (unsigned int)random_number(
		under("valgrind") ? MMU_FETCH : MMU_FETCH + 1);
	uint64_t value = random_number(256), result[NMACHINES];
	const struct mmu_fault *fault[NMACHINES];

	for (int m = 0; m < NMACHINES; m++) {
		bench_expect(&bench[m], m == SOFT ? REFUSE : SKIP);
		memset(&bench[m].last.fault, 0, sizeof(bench[m].last.fault));
		fault[m] = &bench[m].last.fault;
	}
	result[SOFT] = soft_access(la, how, value);
	result[NATIVE] = native_access(la, how, value);
	if (result[SOFT] != result[NATIVE] ||
	    fault[SOFT]->la != fault[NATIVE]->la ||
	    fault[SOFT]->vector != fault[NATIVE]->vector ||
	    fault[SOFT]->error_code != fault[NATIVE]->error_code ||
	    fault[SOFT]->why != fault[NATIVE]->why) {
		char text[NMACHINES][192];

		for (int m = 0; m < NMACHINES; m++)
			mmu_fault_text(fault[m], text[m], sizeof(text[m]));
		fail_msg("step %u, %s at %#lx: soft %lx %s, native %lx %s",
			 step, mmu_how_text(how), la, result[SOFT], text[SOFT],
			 result[NATIVE], text[NATIVE]);
	}
}

static void compare_memory(void)
{
	void *ram[NMACHINES];

	for (int m = 0; m < NMACHINES; m++) {
		assert_true(native_check(bench[m].machine));
		assert_true(tlb_check(&bench[m].cpu->tlb));
		ram[m] = mmu_mem_ptr(bench[m].machine, 0, 8ull << 20);
	}
	assert_memory_equal(ram[SOFT], ram[NATIVE], 8ull << 20);
}

/* What lies in the user's half of the address space that is loaded. */
static void map_user(struct bench *b)
{
	for (uint64_t i = 0; i < NPAGES / 2; i++)
		bench_map(b, USER_LA + i * PAGE, KERNEL_DATA);
	for (uint64_t i = 0; i < NLARGE; i++)
		bench_map_to(b, LARGE_LA + i * LARGE, large_frames, 21,
			     KERNEL_DATA);
}

/* All spaces share the kernel's half, that of the first one. */
static void map_spaces(struct bench *b)
{
	uint64_t *kernel_half;

	root[0] = mmu_cr3(b->cpu);
	for (uint64_t i = 0; i < NPAGES / 2; i++)
		bench_map(b, KERNEL_LA + i * PAGE, KERNEL_DATA);
	map_user(b);
	kernel_half = (uint64_t *)bench_frame(b, root[0]) + 256;
	for (int space = 1; space < NSPACES; space++) {
		root[space] = mmu_frame_alloc(b->machine, 1, 1);
		memset(bench_frame(b, root[space]), 0, PAGE / 2);
		memcpy(bench_frame(b, root[space]) + PAGE / 2, kernel_half,
		       PAGE / 2);
		mmu_set_cr3(b->cpu, root[space]);
		map_user(b);
	}
	mmu_set_cr3(b->cpu, root[0]);
	if (pcids)
		assert_int_equal(mmu_set_cr4(b->cpu,
					     mmu_cr4(b->cpu) | MMU_CR4_PCIDE),
				 0);
}

/* Code that can be executed wherever it is jumped to: all frames begin with
 * it. */
static void make_frames(struct bench *b)
{
	large_frames = mmu_frame_alloc(b->machine, LARGE / PAGE, LARGE / PAGE);
	for (uint64_t at = 0; at < LARGE; at += PAGE)
		memcpy(bench_frame(b, large_frames + at), CODE_42, 6);
	for (int i = 0; i < NFRAMES; i++) {
		frames[i] = mmu_frame_alloc(b->machine, 1, 1);
		memcpy(bench_frame(b, frames[i]), CODE_42, 6);
	}
}

static void create(void)
{
	for (int m = 0; m < NMACHINES; m++) {
		if (m == NATIVE)
			bench_create_with(&bench[m], &config);
		else
			bench_create_bare(&bench[m], &config);
		make_frames(&bench[m]);
		map_spaces(&bench[m]);
	}
}

static void live(uint64_t first_seed)
{
	seed = first_seed;
	create();
	for (unsigned int step = 0; step < STEPS; step++) {
		uint64_t what = random_number(10);

		if (what == 0)
			random_map();
		else if (what == 1)
			random_register();
		else
			random_access(step);
		if (step % 1000 == 999)
			compare_memory();
	}
	for (int m = 0; m < NMACHINES; m++)
		bench_destroy(&bench[m]);
}

static void test_agree_soft_and_native(void **state)
{
	(void)state;
	for (uint64_t i = 1; i <= 4; i++) {
		pcids = i % 2;
		live(i * 0x9e3779b97f4a7c15);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agree_soft_and_native),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
