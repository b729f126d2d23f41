/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * grab.c - from pointers to pinned frames, as get_user_pages() of Linux does.
 *
 * Two passes. The first one touches every page and has faults delivered; so
 * handlers run and the tables change under its feet: to bring one page in, a
 * pager may take one away that was touched before. The second one delivers
 * nothing. What it finds accessible is accessible all at once, and is pinned.
 *
 * A handler of the first pass may also jump out of it all; so the lock of the
 * CPU is held by a scope there. Two threads that wait for each other's CPUs are
 * told so: -EDEADLK.
 *
 * When handlers took even the first page away, fewer pages are tried, down to
 * one.
 */
#include "native/grab.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "mem/limits.h"
#include "native/native.h"

#define PAGE MMU_PAGE_SIZE

struct grab_part grab_part_of(const void *ptr, size_t len)
{
	uint64_t host = (uint64_t)(uintptr_t)ptr, room;
	struct grab_part part = {(char *)(uintptr_t)ptr, len,
				 native_window_at(host), host, len};

	if (!part.window)
		return part;
	part.la = native_lift(part.window, host);
	room = part.window->len - (part.la - part.window->la);
	if (part.room > room)
		part.room = room;
	return part;
}

static size_t to_page_end(uint64_t la, size_t len)
{
	size_t room = PAGE - (la & (PAGE - 1));

	return len < room ? len : room;
}

/* --- memory of requests that were jumped out of -------------------------------- */

static _Atomic(struct grab_memory *) left_over;

/* AS-safe. */
static void leave_memory(struct grab_memory *memory)
{
	memory->next = atomic_load(&left_over);
	while (!atomic_compare_exchange_weak(&left_over, &memory->next, memory))
		;
}

void *grab_alloc(size_t size)
{
	struct grab_memory *memory = atomic_exchange(&left_over, NULL), *next;

	for (; memory; memory = next) {
		next = memory->next;
		free(memory);
	}
	return calloc(1, size);
}

/* --- the CPU ------------------------------------------------------------------- */

/* Own it. 0, -EDEADLK or -EOWNERDEAD. */
static int own(struct mmu_cpu *cpu)
{
	if (cpu->machine->lost)
		return mem_error(-EOWNERDEAD, cpu->machine->lost);
	return cpu_lock(&cpu->lock);
}

static void end_touching(struct cpu_scope *scope, const void *sp)
{
	cpu_unlock(&scope->cpu->lock);
	if (sp && scope->arg)
		leave_memory(scope->arg);
}

/* Own it while handlers run. 0 or as own(); -EOVERFLOW. */
static int begin_touching(const struct grab *grab, struct mmu_cpu *cpu,
			  const void *at, struct cpu_scope **scope)
{
	int err = own(cpu);

	if (err)
		return err;
	*scope = cpu_scope_enter(cpu, at, end_touching);
	if (*scope) {
		(*scope)->arg = grab->memory;
		return 0;
	}
	cpu_unlock(&cpu->lock);
	return -EOVERFLOW;
}

/* --- first pass --------------------------------------------------------------- */

/* Touch at most so many pages of a part. True when it is accessible to its
 * end. */
static bool touch_part(const struct grab *grab, const struct grab_part *part,
		       size_t *pages, int *why)
{
	struct mmu_cpu *cpu = part->window->cpu;
	struct cpu_scope *scope;
	size_t at = 0;
	int result;

	result = begin_touching(grab, cpu, __builtin_frame_address(0), &scope);
	if (result) {
		*why = result;
		return false;
	}
	while (at < part->room && *pages) {
		result = cpu_touch(cpu, part->la + at, grab->how);
		if (result)
			break;
		at += to_page_end(part->la + at, part->room - at);
		--*pages;
	}
	cpu_scope_leave(scope);
	if (result)
		*why = result > 0 ? -EFAULT : result;
	return at == part->len;
}

/* Returns how many pages could be touched. */
static size_t touch_all(const struct grab *grab, size_t most, int *why)
{
	size_t left = most;

	for (size_t i = 0; i < grab->nparts && left; i++) {
		if (!grab->part[i].window)
			continue;
		if (!touch_part(grab, &grab->part[i], &left, why))
			break;
	}
	return most - left;
}

/* --- second pass ---------------------------------------------------------------- */

/* Does the page follow the last run, in the same region? */
static bool follows(const struct grab *grab, struct mmu_cpu *cpu, uint64_t pa)
{
	const struct mem *mem = &cpu->machine->mem;
	const struct grab_run *last;

	if (!grab->nruns)
		return false;
	last = &grab->run[grab->nruns - 1];
	return last->cpu == cpu && last->pa + last->len == pa &&
	       mem_region_of(mem, last->pa) == mem_region_of(mem, pa);
}

/* One page or less. False when there is no room, or it cannot be pinned. */
static bool add_piece(struct grab *grab, struct mmu_cpu *cpu,
		      const struct cpu_xlat *xlat, size_t len)
{
	uint64_t frame = xlat->pa & ~(PAGE - 1);
	bool joins = follows(grab, cpu, xlat->pa);

	if (!joins && grab->nruns == grab->room) {
		grab->more = true;
		return false;
	}
	/* Ranges that meet inside a frame pin it twice, and unpin it once. */
	if (!joins || !(xlat->pa & (PAGE - 1)))
		grab->error = mem_frame_pin(&cpu->machine->mem, frame, 1);
	if (grab->error)
		return false;
	if (joins)
		grab->run[grab->nruns - 1].len += len;
	else
		grab->run[grab->nruns++] =
			(struct grab_run){cpu, xlat->pa, xlat->host, len};
	grab->bytes += len;
	return true;
}

/* True when all of the part was had. */
static bool collect_part(struct grab *grab, const struct grab_part *part,
			 size_t *pages)
{
	struct mmu_cpu *cpu = part->window->cpu;
	struct mmu_fault fault;
	struct cpu_xlat xlat;
	size_t at = 0;

	grab->error = own(cpu);
	if (grab->error)
		return false;
	while (at < part->room) {
		size_t len = to_page_end(part->la + at, part->room - at);

		if (!*pages) {
			grab->more = true;
			break;
		}
		if (cpu_translate(cpu, part->la + at, grab->how, &xlat,
				  &fault) ||
		    !add_piece(grab, cpu, &xlat, len))
			break;
		at += len;
		--*pages;
	}
	cpu_unlock(&cpu->lock);
	return at == part->len;
}

/* Ordinary memory. It may be inaccessible, too: the host will say so. */
static bool collect_host(struct grab *grab, const struct grab_part *part)
{
	if (grab->nruns == grab->room) {
		grab->more = true;
		return false;
	}
	grab->run[grab->nruns++] =
		(struct grab_run){NULL, 0, part->ptr, part->len};
	grab->bytes += part->len;
	return true;
}

static void collect_all(struct grab *grab, size_t pages)
{
	grab->nruns = grab->bytes = 0;
	grab->more = false;
	for (size_t i = 0; i < grab->nparts; i++) {
		const struct grab_part *part = &grab->part[i];

		if (!part->len)
			continue;
		if (!(part->window ? collect_part(grab, part, &pages) :
				     collect_host(grab, part)))
			break;
	}
}

/* --- both ------------------------------------------------------------------------- */

void grab(struct grab *grab)
{
	size_t pages = grab->room, touched;
	int why = 0;

	cpu_scope_settle(__builtin_frame_address(0));
	grab->error = 0;
	grab->forks = native_forks;
	for (;;) {
		touched = touch_all(grab, pages, &why);
		collect_all(grab, pages);
		if (grab->bytes || grab->error || touched <= 1)
			break;
		pages = touched / 2;
	}
	if (grab->bytes)
		grab->error = 0;
	else if (!grab->error)
		grab->error = why ? why : -EFAULT;
}

void ungrab(const struct grab *grab)
{
	for (size_t i = 0; i < grab->nruns; i++) {
		const struct grab_run *run = &grab->run[i];
		uint64_t first = run->pa & ~(PAGE - 1);
		bool locked;

		if (!run->cpu || grab->forks != native_forks)
			continue;
		/* The lock is for fork(), which finds whole frames; it can go
		 * without, if it must. */
		locked = !cpu_lock(&run->cpu->lock);
		mem_frame_unpin(&run->cpu->machine->mem, first,
				(run->pa + run->len - first + PAGE - 1) / PAGE);
		if (locked)
			cpu_unlock(&run->cpu->lock);
	}
}
