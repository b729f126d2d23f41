/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * walks.c - random tables, modes and accesses, for walks.py to compare what
 * the library and its gdb script say of them.
 */
#include <mmusim/mmusim.h>
#include <mmusim/explain.h>
#include <mmusim/space.h>
#include <string.h>

enum { MAX_LEVELS = 5, TEXT = 4096 };

static uint64_t table[MAX_LEVELS + 1]; /* by level; [0]: a page */
static uint64_t seed = 1;

/* A linear congruential generator: the same on every machine. */
static uint64_t random_bits(void)
{
	uint64_t high;

	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	high = seed >> 32;
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return high << 32 | seed >> 32;
}

static bool one_in(unsigned int n)
{
	return random_bits() % n == 0;
}

static uint64_t random_entry(unsigned int level)
{
	uint64_t entry = table[level - 1] | MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US;

	entry |= random_bits() & 0x178; /* PWT PCD A D G */
	if (one_in(8))
		entry &= ~MMU_PTE_RW;
	if (one_in(8))
		entry &= ~MMU_PTE_US;
	if (one_in(8))
		entry |= MMU_PTE_NX;
	if (one_in(12))
		entry &= ~MMU_PTE_P;
	if (one_in(12))
		entry |= 1ull << (12 + random_bits() % 40);
	if (one_in(8))
		entry |= MMU_PTE_PS;
	if (one_in(6)) /* a large page that may well be in RAM */
		entry = (entry & ~MMU_PTE_ADDR) | MMU_PTE_PS;
	if (entry & MMU_PTE_PS && one_in(4))
		entry |= MMU_PTE_PAT_LARGE;
	if (one_in(2))
		entry |= random_bits() % 16 << MMU_PTE_PKEY_SHIFT;
	return entry;
}

static void write_tables(struct mmu_machine *machine, unsigned int levels,
			 uint64_t la)
{
	for (unsigned int level = levels; level; level--) {
		uint64_t index = la >> (3 + 9 * level) & 511;
		uint64_t *entries = mmu_mem_ptr(machine, table[level], 4096);

		memset(entries, 0, 4096);
		entries[index] = random_entry(level);
		if (one_in(3)) /* neighbours that are alike, or nearly */
			entries[index ^ 1] = random_entry(level);
	}
}

static void set_mode(struct mmu_cpu *cpu)
{
	uint64_t cr4 = mmu_cr4(cpu) &
		       ~(MMU_CR4_SMEP | MMU_CR4_SMAP | MMU_CR4_PKE);
	uint64_t cr0 = mmu_cr0(cpu) & ~MMU_CR0_WP;
	uint64_t efer = mmu_efer(cpu) & ~MMU_EFER_NXE;

	cr4 |= random_bits() & (MMU_CR4_SMEP | MMU_CR4_SMAP | MMU_CR4_PKE);
	cr0 |= random_bits() & MMU_CR0_WP;
	mmu_set_cr4(cpu, cr4);
	mmu_set_cr0(cpu, cr0);
	mmu_set_efer(cpu, one_in(4) ? efer : efer | MMU_EFER_NXE);
	mmu_set_rflags(cpu, one_in(2) ? 2 : 2 | MMU_RFLAGS_AC);
	mmu_set_cpl(cpu, one_in(2) ? 0 : 3);
	mmu_set_pkru(cpu, (uint32_t)(random_bits() & random_bits()));
	mmu_set_cr3(cpu, one_in(40) ? 0x3ffffff000 :
				      table[mmu_cpu_mode(cpu)->levels]);
}

/* gdb stops here. */
static __attribute__((noinline)) void
compare(struct mmu_cpu *cpu, uint64_t la, unsigned int how,
	const char *explained, const char *sentence, const char *space)
{
	__asm__ volatile("" ::"r"(cpu), "r"(la), "r"(how), "r"(explained),
			 "r"(sentence), "r"(space)
			 : "memory");
}

static void access_once(struct mmu_machine *machine, struct mmu_cpu *cpu,
			unsigned int levels)
{
	static char explained[TEXT], sentence[TEXT], space[64 * TEXT];
	static const unsigned int flags[] = {0,	     0,	       0, MMU_IMPLICIT,
					     MMU_AC, MMU_STACK};
	uint64_t la = random_bits() >> (64 - levels * 9 - 12) << 3;
	unsigned int how = random_bits() % 3 | flags[random_bits() % 6];
	struct mmu_fault fault;

	la = (uint64_t)((int64_t)(la << (52 - levels * 9)) >>
			(52 - levels * 9));
	if (one_in(30))
		la ^= 1ull << 62;
	write_tables(machine, levels, la);
	set_mode(cpu);
	mmu_explain(machine, mmu_cpu_mode(cpu), la, how, explained, TEXT);
	sentence[0] = '\0';
	if (mmu_access(cpu, la, how | MMU_PEEK, NULL, &fault)) {
		fault.how &= ~MMU_PEEK;
		mmu_fault_text(&fault, sentence, TEXT);
	}
	/* Taken by the CPU, for "mmu why". */
	if ((how & MMU_HOW) == MMU_READ)
		mmu_load(cpu, la, &(char){0}, 1, NULL);
	else if ((how & MMU_HOW) == MMU_WRITE)
		mmu_store(cpu, la, &(char){0}, 1, NULL);
	else
		mmu_fetch(cpu, la, 1, NULL);
	mmu_explain(machine, mmu_cpu_mode(cpu), la, how, explained, TEXT);
	mmu_space_text(machine, mmu_cr3(cpu), 0, space, sizeof(space));
	compare(cpu, la, how, explained, sentence, space);
}

static int compare_machine(unsigned int levels, unsigned int maxphyaddr,
			   unsigned int disable, int count)
{
	struct mmu_config config = {.size = sizeof(config),
				    .ram_bytes = 4 << 20,
				    .levels = levels,
				    .maxphyaddr = maxphyaddr,
				    .disable = disable};
	struct mmu_machine *machine;

	if (mmu_machine_create(&config, &machine))
		return 1;
	for (int i = 0; i <= MAX_LEVELS; i++)
		table[i] = mmu_frame_alloc(machine, 1, 1);
	for (int i = 0; i < count; i++)
		access_once(machine, mmu_cpu(machine, 0), levels);
	mmu_machine_destroy(machine);
	return 0;
}

int main(void)
{
	return compare_machine(4, 46, 0, 250) ||
	       compare_machine(5, 52, 0, 100) ||
	       compare_machine(4, 38, MMU_FEATURE_GB_PAGES, 100);
}
