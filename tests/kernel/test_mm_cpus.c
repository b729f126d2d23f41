/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_mm_cpus.c - address spaces that several CPUs have loaded. */
#include "../support/mm_rig.h"

#include <mmusim/cmocka.h>

#include "cpu/machine.h"

#define NOFLUSH (1ull << 63)

/* With PCIDs a CPU remembers what it has not loaded; nor may it use a frame that
 * is another one's by now. */
static void test_mm_cpus_with_pcids_forget_what_is_not_loaded(void **state)
{
	struct mmu_config config = {.size = sizeof(config), .ncpus = 2};
	struct kern *k = kern_rig_boot(&config);
	struct kern_mm *mm = new_mm(k), *other = new_mm(k);
	struct mmu_cpu *cpu = mmu_cpu(k->machine, 1);
	uint64_t la = map_anon(mm, 1), value = 0;

	(void)state;
	poke(mm, la, 7);
	assert_int_equal(mmu_set_cr4(cpu, mmu_cr4(cpu) | MMU_CR4_PCIDE), 0);
	assert_int_equal(mmu_set_cr3(cpu, kern_mm_cr3(mm, true) | 5), 0);
	mmu_set_cpl(cpu, 3);
	assert_int_equal(mmu_load(cpu, la, &value, 8, NULL), 0);
	assert_int_equal(value, 7);
	assert_int_equal(mmu_set_cr3(cpu, kern_mm_cr3(other, true) | 6), 0);
	kern_use_mm(k, other);
	assert_int_equal(kern_munmap(mm, la, PAGE), 0);
	assert_int_equal(mmu_set_cr3(cpu, kern_mm_cr3(mm, true) | 5 | NOFLUSH),
			 0);
	assert_int_equal(mmu_load(cpu, la, &value, 8, NULL), MMU_TRAP_PF);
	assert_int_equal(mmu_set_cr3(cpu, k->init_pgd), 0);
	kern_mm_put(mm);
	kern_mm_put(other);
	assert_true(kern_mm_check_all(k));
	kern_shutdown(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_mm_cpus_with_pcids_forget_what_is_not_loaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
