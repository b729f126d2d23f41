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
 * The random numbers are the same in every run.
 */
#include "bench.h"

enum { SOFT, NATIVE, NMACHINES };
enum { NPAGES = 24, NFRAMES = 32, STEPS = 6000 };

static const struct mmu_config config = {.size = sizeof(config),
					 .ram_bytes = 8ull << 20,
					 .tlb_sets = 2,
					 .tlb_ways = 4};

static struct bench bench[NMACHINES];
static uint64_t frames[NFRAMES];
static uint64_t seed;

static uint64_t random_number(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 11) % below;
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
	uint64_t la = random_la(), pa = frames[random_number(NFRAMES)];
	uint64_t flags = random_number(16) ? MMU_PTE_P : 0;

	for (size_t i = 0; i < COUNT(flag); i++)
		if (random_number(2))
			flags |= flag[i];
	for (int m = 0; m < NMACHINES; m++)
		*bench_entry(&bench[m], la) = pa | flags;
	/* A careful kernel says so; most of the time. */
	if (random_number(3))
		for (int m = 0; m < NMACHINES; m++)
			mmu_invlpg(bench[m].cpu, la);
}

static void random_register(void)
{
	uint64_t which = random_number(8), value = random_number(16);

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
			mmu_set_cr3(cpu, mmu_cr3(cpu));
			break;
		case 6: /* SMAP without SMEP has no equal on the host */
			mmu_set_cr4(cpu,
				    (mmu_cr4(cpu) & ~MMU_CR4_SMAP) |
					    (value & 1 ? MMU_CR4_SMAP : 0));
			break;
		default:
			if (!value)
				mmu_flush_tlb(cpu);
		}
	}
}

/* Code that can be executed wherever it is jumped to: all frames begin with
 * it. */
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
	uint64_t la = random_la() + 8 + random_number(PAGE - 8);
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

static void create(void)
{
	for (int m = 0; m < NMACHINES; m++) {
		if (m == NATIVE)
			bench_create_with(&bench[m], &config);
		else
			bench_create_bare(&bench[m], &config);
		for (uint64_t i = 0; i < NPAGES; i++)
			bench_map(&bench[m],
				  (i & 1 ? USER_LA : KERNEL_LA) + i / 2 * PAGE,
				  KERNEL_DATA);
		for (int i = 0; i < NFRAMES; i++) {
			frames[i] = mmu_frame_alloc(bench[m].machine, 1, 1);
			memcpy(bench_frame(&bench[m], frames[i]), CODE_42, 6);
		}
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
	for (uint64_t i = 1; i <= 3; i++)
		live(i * 0x9e3779b97f4a7c15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agree_soft_and_native),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
