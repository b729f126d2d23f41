/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * debug.c - where a debugger begins.
 *
 * gdb/mmusim-gdb.py calls no function of the program, which could stand
 * anywhere, or be a core file; it reads structures by their debug information.
 * So there must be a way to them that does not begin with a local variable of
 * the program: the list of all machines, and the CPU that took an exception
 * last, which may be gone by now. The library itself follows the list only when
 * the process forks.
 *
 * The script itself lies in the section .debug_gdb_scripts, from which gdb
 * loads it. It is no part of what is loaded into memory to run, and goes the
 * way of the debug information when that is stripped.
 */
#define _GNU_SOURCE
#include <pthread.h>

#include "cpu/machine.h"
#include "cpu/mutex.h"

struct mmu_machine *cpu_machines;
struct mmu_cpu *cpu_last_taken;

static pthread_mutex_t mutex = CPU_MUTEX;
static unsigned int last_number;

#ifdef __ELF__
__asm__(".pushsection \".debug_gdb_scripts\", \"MS\", %progbits, 1\n\t"
	".byte 4\n\t" /* the text of a Python script, after its name */
	".ascii \"mmusim-gdb.py\\n\"\n\t"
	".incbin \"gdb/mmusim-gdb.py\"\n\t"
	".byte 0\n\t"
	".popsection");
#endif

void cpu_debug_lock(void)
{
	pthread_mutex_lock(&mutex);
}

void cpu_debug_unlock(void)
{
	cpu_mutex_unlock(&mutex);
}

void cpu_debug_add(struct mmu_machine *machine)
{
	pthread_mutex_lock(&mutex);
	machine->number = ++last_number;
	machine->next = cpu_machines;
	cpu_machines = machine;
	pthread_mutex_unlock(&mutex);
}

void cpu_debug_remove(struct mmu_machine *machine)
{
	struct mmu_machine **link = &cpu_machines;

	pthread_mutex_lock(&mutex);
	while (*link && *link != machine)
		link = &(*link)->next;
	if (*link)
		*link = machine->next;
	pthread_mutex_unlock(&mutex);
}
