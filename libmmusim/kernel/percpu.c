/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * percpu.c - the area that GS points to in kernel mode.
 *
 *   GS base -> 00  gs_base[40]
 *              28  stack canary: where compiled code looks for it
 *              40  current_task     48  __preempt_count ...
 *
 * A per-CPU symbol is an offset in this area, as in Linux, and not an address.
 * There is one CPU.
 *
 * Reference: Linux 6.1, arch/x86/include/asm/percpu.h, processor.h,
 * struct fixed_percpu_data.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "kernel/exports.h"
#include "kernel/gfp.h"
#include "kernel/page.h"
#include "kernel/percpu.h"
#include "kernel/task.h"

/*
 * Behind it there is room for variables of modules, static ones and those of
 * alloc_percpu(): units of 4 bytes, each with the length of the allocation that
 * begins there. It begins where the variables of Debian's kernel end, so that who
 * takes the offset for an address sees the same one. In a machine with little
 * memory it begins at the next page.
 */
enum { ORDER = 6, SMALL_ORDER = 2, UNIT = 4, MAX_ALIGN = 4096 };
enum { FIRST = KERN_PERCPU_MODULES, SMALL_FIRST = 0x1000 };
enum { ROOM = KERN_PERCPU_END - FIRST };
enum { UNITS = ROOM / UNIT, SMALL = (64 << 20) / 4096 /* pages */ };

_Static_assert(FIRST + ROOM == 4096 << ORDER, "the area is filled");

/**
 * struct kern_percpu_map - what is given away
 * @first: offset of the first unit
 * @units: how many there are
 */
struct kern_percpu_map {
	uint64_t first;
	size_t units;
	uint16_t len[UNITS];
	bool used[UNITS];
};

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

static void set(struct kern *k, size_t offset, const void *value, size_t len)
{
	kern_poke(k, k->percpu + offset, value, len);
	kern_wrote(k, k->percpu + offset, len);
}

#define SET(k, member, value) \
	set(k, offsetof(struct percpu, member), &(value), sizeof(value))

/* Units are cleared when they are given away. */
static int make_area(struct kern *k)
{
	struct kern_percpu_map *map = pool_zalloc(k->pool, sizeof(*map));
	bool small = k->pages->present < SMALL;

	if (!map)
		return -ENOMEM;
	k->percpu_map = map;
	map->first = small ? SMALL_FIRST : FIRST;
	map->units =
		(small ? (4096u << SMALL_ORDER) - SMALL_FIRST : ROOM) / UNIT;
	k->percpu = kern_get_free_pages(k, KERN_GFP_NOWARN,
					small ? SMALL_ORDER : ORDER);
	return k->percpu ? 0 : -ENOMEM;
}

int kern_percpu_init(struct kern *k)
{
	static const struct percpu zero;
	const uint32_t preempt_count = KERN_PREEMPT_ENABLED;
	uint64_t here, offset;

	if (make_area(k))
		return -ENOMEM;
	kern_direct_small(k, kern_phys(k->percpu));
	here = kern_host(k, k->percpu);
	set(k, 0, &zero, sizeof(zero));
	SET(k, preempt_count, preempt_count);
	SET(k, this_cpu_off, here);
	offset = kern_image_symbol(k, "__per_cpu_offset", true);
	kern_poke(k, offset, &here, sizeof(here));
	kern_wrote(k, offset, sizeof(here));
	return mmu_wrmsr(k->cpu, MMU_MSR_GS_BASE, k->percpu) ? -EINVAL : 0;
}

/* Any function of the PID that no string overwrites by chance: its lowest byte
 * is 0, as Linux has it. */
uint64_t kern_canary_of(const struct kern_task *task)
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
	canary = kern_canary_of(task);
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

/* --- variables of modules ------------------------------------------------------ */

static size_t units_of(size_t size)
{
	return (size + UNIT - 1) / UNIT;
}

static bool is_free(const struct kern_percpu_map *map, size_t at, size_t n)
{
	for (size_t i = at; i < at + n; i++)
		if (map->used[i])
			return false;
	return true;
}

/* From the given unit on. */
static uint64_t take(struct kern *k, size_t at, size_t size, size_t align)
{
	static const char zeros[UNIT];
	struct kern_percpu_map *map = k->percpu_map;
	size_t n = units_of(size), step = align > UNIT ? align / UNIT : 1;

	if (!size || size > ROOM || n > map->units || align > MAX_ALIGN)
		return 0;
	at = (at + step - 1) / step * step;
	for (; at + n <= map->units; at += step) {
		if (!is_free(map, at, n))
			continue;
		map->len[at] = (uint16_t)n;
		memset(map->used + at, true, n);
		for (size_t i = at; i < at + n; i++)
			set(k, map->first + i * UNIT, zeros, UNIT);
		return map->first + at * UNIT;
	}
	return 0;
}

uint64_t kern_percpu_alloc(struct kern *k, size_t size, size_t align)
{
	return take(k, 0, size, align);
}

/* Where the first of alloc_percpu() lie, if they fit. */
static uint64_t take_dynamic(struct kern *k, size_t size, size_t align)
{
	const struct kern_percpu_map *map = k->percpu_map;
	uint64_t at = 0;

	if (map->first == FIRST)
		at = take(k, (KERN_PERCPU_DYNAMIC - FIRST) / UNIT, size, align);
	return at ? at : take(k, 0, size, align);
}

void kern_percpu_free(struct kern *k, uint64_t offset)
{
	struct kern_percpu_map *map = k->percpu_map;
	size_t at = (offset - map->first) / UNIT;

	if (offset < map->first || at >= map->units || offset % UNIT ||
	    !map->len[at])
		return;
	memset(map->used + at, false, map->len[at]);
	map->len[at] = 0;
}

/* Where pcpu_alloc() warns: kernel/image_layout.inc. */
#define PCPU_ALLOC_WARNS 0x7e0
#define UNIT_SIZE_MAX	 (32u << 10) /* PCPU_MIN_UNIT_SIZE */
#define ALIGN_MIN	 4u

/* pcpu_alloc() */
static uint64_t alloc(struct kern_call *call, uint64_t gfp)
{
	uint64_t size = call->arg[0], align = call->arg[1];

	align = align < ALIGN_MIN ? ALIGN_MIN : align;
	size = (size + ALIGN_MIN - 1) & ~(uint64_t)(ALIGN_MIN - 1);
	if (size && size <= UNIT_SIZE_MAX && align <= MAX_ALIGN &&
	    !(align & (align - 1)))
		return take_dynamic(call->kern, size, align);
	if (gfp & KERN_GFP_NOWARN)
		return 0;
	kern_cut_here(call->kern);
	kern_printk(call->kern,
		    KERN_WARNING "illegal size (%llu) or align (%llu) for "
				 "percpu allocation\n",
		    (unsigned long long)size, (unsigned long long)align);
	kern_warn_in(call->kern, "mm/percpu.c:1758", "pcpu_alloc",
		     PCPU_ALLOC_WARNS);
	return 0;
}

/* void __percpu *__alloc_percpu(size_t size, size_t align) */
uint64_t kern_x___alloc_percpu(struct kern_call *call)
{
	return alloc(call, KERN_GFP_KERNEL);
}

uint64_t kern_x___alloc_percpu_gfp(struct kern_call *call)
{
	return alloc(call, call->arg[2]);
}

/* Which chunk has it? The page knows, if it belongs to one; otherwise Linux follows
 * NULL. It does not notice that something was freed before. */
static bool has_chunk(const struct kern *k, uint64_t offset)
{
	const struct kern_percpu_map *map = k->percpu_map;

	return offset < map->first + map->units * UNIT;
}

/* void free_percpu(void __percpu *p) */
uint64_t kern_x_free_percpu(struct kern_call *call)
{
	enum { CHUNK_MD = 0x20 };

	if (!has_chunk(call->kern, call->arg[0]))
		kern_call_fault(call, CHUNK_MD, false);
	else
		kern_percpu_free(call->kern, call->arg[0]);
	return 0;
}
