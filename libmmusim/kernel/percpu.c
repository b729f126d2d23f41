/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * percpu.c - the area that GS points to in kernel mode.
 *
 *   GS base -> 00  gs_base[40]
 *              28  stack canary: where compiled code looks for it
 *              40  current_task     48  __preempt_count ...
 *              80  variables of modules, and what alloc_percpu() gave
 *
 * A per-CPU symbol is an offset in this area, as in Linux, and not an address.
 * There is one CPU. Simplified: the area is one page; Linux has 8 KiB for
 * modules' variables, and more for what is allocated.
 *
 * Reference: Linux 6.1, arch/x86/include/asm/percpu.h, processor.h,
 * struct fixed_percpu_data.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "kernel/exports.h"
#include "kernel/percpu.h"
#include "kernel/task.h"

struct percpu {
	char gs_base[40];
	uint64_t stack_canary;
	uint64_t unused[2];
	uint64_t current_task;
	uint32_t preempt_count;
	int32_t cpu_number;
	uint64_t this_cpu_off;
	uint64_t cpu_current_top_of_stack;
};

_Static_assert(offsetof(struct percpu, stack_canary) == 0x28,
	       "compilers know it");
_Static_assert(offsetof(struct percpu, current_task) == KERN_PERCPU_CURRENT &&
		       offsetof(struct percpu, preempt_count) ==
			       KERN_PERCPU_PREEMPT,
	       "the kernel image knows them");

static const struct {
	const char *name;
	uint64_t offset;
} symbols[] = {
	{"fixed_percpu_data", 0},
	{"current_task", offsetof(struct percpu, current_task)},
	{"__preempt_count", offsetof(struct percpu, preempt_count)},
	{"cpu_number", offsetof(struct percpu, cpu_number)},
	{"this_cpu_off", offsetof(struct percpu, this_cpu_off)},
	{"cpu_current_top_of_stack",
	 offsetof(struct percpu, cpu_current_top_of_stack)},
};

bool kern_percpu_symbol(const char *name, uint64_t *offset)
{
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		if (strcmp(symbols[i].name, name))
			continue;
		*offset = symbols[i].offset;
		return true;
	}
	return false;
}

const char *kern_percpu_export(size_t i)
{
	return i < sizeof(symbols) / sizeof(symbols[0]) ? symbols[i].name :
							  NULL;
}

/* --- variables of modules ------------------------------------------------------ */

enum { UNIT = 16, FIRST = 0x80 / UNIT, NUNITS = KERN_PAGE / UNIT };

_Static_assert(sizeof(struct percpu) <= FIRST * UNIT, "they do not overlap");

/**
 * struct kern_percpu_map - what is in use
 * @len: in units, at the first unit of what was allocated
 */
struct kern_percpu_map {
	bool used[NUNITS];
	uint16_t len[NUNITS];
};

/* The first unit of so many that are free. */
static size_t find_free(const struct kern_percpu_map *map, size_t n,
			size_t align)
{
	size_t run = 0, start = FIRST;

	for (size_t i = FIRST; i < NUNITS; i++) {
		if (!run && i % align)
			continue;
		if (!run)
			start = i;
		run = map->used[i] ? 0 : run + 1;
		if (run == n)
			return start;
	}
	return 0;
}

uint64_t kern_percpu_alloc(struct kern *k, uint64_t size, uint64_t align)
{
	struct kern_percpu_map *map = k->percpu_map;
	static const char zeros[KERN_PAGE];
	size_t n = (size + UNIT - 1) / UNIT, start;

	if (!size || size > KERN_PAGE || align > KERN_PAGE)
		return 0;
	start = find_free(map, n, align > UNIT ? align / UNIT : 1);
	if (!start)
		return 0;
	for (size_t i = 0; i < n; i++)
		map->used[start + i] = true;
	map->len[start] = (uint16_t)n;
	kern_poke(k, k->percpu + start * UNIT, zeros, n * UNIT);
	kern_wrote(k, k->percpu + start * UNIT, n * UNIT);
	return start * UNIT;
}

void kern_percpu_free(struct kern *k, uint64_t offset)
{
	struct kern_percpu_map *map = k->percpu_map;
	size_t start = offset / UNIT;

	if (!offset || offset % UNIT || start >= NUNITS)
		return;
	for (size_t i = 0; i < map->len[start]; i++)
		map->used[start + i] = false;
	map->len[start] = 0;
}

/* void __percpu *__alloc_percpu(size_t size, size_t align) */
uint64_t kern_x___alloc_percpu(struct kern_call *call)
{
	return kern_percpu_alloc(call->kern, call->arg[0], call->arg[1]);
}

/* void free_percpu(void __percpu *ptr) */
uint64_t kern_x_free_percpu(struct kern_call *call)
{
	kern_percpu_free(call->kern, call->arg[0]);
	return 0;
}

/* --- the kernel's own ------------------------------------------------------------ */

static void set(struct kern *k, size_t offset, const void *value, size_t len)
{
	kern_poke(k, k->percpu + offset, value, len);
	kern_wrote(k, k->percpu + offset, len);
}

#define SET(k, member, value) \
	set(k, offsetof(struct percpu, member), &(value), sizeof(value))

int kern_percpu_init(struct kern *k)
{
	static const struct percpu zero;
	const uint32_t preempt_count = KERN_PREEMPT_ENABLED;
	uint64_t here;

	k->percpu = kern_get_free_pages(k, 0, 0);
	k->percpu_map = pool_zalloc(k->pool, sizeof(*k->percpu_map));
	if (!k->percpu || !k->percpu_map)
		return -ENOMEM;
	here = kern_host(k, k->percpu);
	set(k, 0, &zero, sizeof(zero));
	SET(k, preempt_count, preempt_count);
	SET(k, this_cpu_off, here);
	kern_poke(k, kern_image_symbol(k, "__per_cpu_offset", true), &here,
		  sizeof(here));
	return mmu_wrmsr(k->cpu, MMU_MSR_GS_BASE, k->percpu) ? -EINVAL : 0;
}

/* Any function of the PID that no string overwrites by chance: its lowest byte
 * is 0, as Linux has it. */
static uint64_t canary_of(const struct kern_task *task)
{
	uint64_t mix = ((uint64_t)task->pid + 1) * 0x9e3779b97f4a7c15ull;

	return (mix ^ mix >> 29) & ~0xffull;
}

void kern_percpu_switch(struct kern *k, struct kern_task *task)
{
	static const uint64_t none;
	uint64_t current = 0, top, canary;

	if (!task) {
		SET(k, current_task, none);
		return;
	}
	kern_task_struct_update(k, task);
	if (task->task_struct)
		current = kern_host(k, task->task_struct);
	top = kern_host(k, kern_stack_end(task));
	canary = canary_of(task);
	SET(k, current_task, current);
	SET(k, cpu_current_top_of_stack, top);
	SET(k, stack_canary, canary);
}

uint32_t kern_preempt_count(struct kern *k)
{
	uint32_t count = KERN_PREEMPT_ENABLED;

	kern_peek(k, k->percpu + KERN_PERCPU_PREEMPT, &count, sizeof(count));
	return count & ~KERN_PREEMPT_ENABLED;
}

void kern_set_preempt_count(struct kern *k, uint32_t count)
{
	count |= KERN_PREEMPT_ENABLED;
	SET(k, preempt_count, count);
}

bool kern_in_interrupt(struct kern *k)
{
	return kern_preempt_count(k) & (KERN_SOFTIRQ_MASK | KERN_HARDIRQ_MASK);
}
