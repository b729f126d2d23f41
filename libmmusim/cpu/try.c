/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * try.c - code that may fault: see mmusim/try.h.
 *
 * Each thread has a list of what it has begun since its first mmu_try():
 *
 *   mmu_try()               a record
 *     statement faults
 *       cpu_deliver()       a record, around the handler
 *         handler faults    unresolved: lands in cpu_deliver(), which takes the
 *                           handler for one that returned 1
 *     unresolved: lands in mmu_try()
 *
 * So a fault in a handler unwinds one exception at a time, and each of them
 * ends as it would otherwise. An mmu_call() is closed: library code that
 * simulated code called is not given up.
 *
 * Code may leave all of this by longjmp(), as a failing assertion of cmocka
 * does. Nobody tells us; records stay whose landings lead into frames that are
 * gone. They go when a record around them ends, or when the next mmu_try() is
 * further up on the stack; and since cmocka takes over the signals for each
 * test, those older than the last such take-over are not used.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/landing.h"

_Thread_local struct cpu_record *cpu_record
	__attribute__((tls_model("initial-exec")));

_Static_assert(offsetof(struct mmu_try, landing) == TRY_LANDING, "TRY_LANDING");
_Static_assert(sizeof(((struct mmu_try *)0)->landing) ==
		       sizeof(struct cpu_landing),
	       "mmu_try.landing");
_Static_assert(offsetof(struct cpu_landing, rsp) == LANDING_RSP, "LANDING_RSP");
_Static_assert(offsetof(struct cpu_landing, r15) == LANDING_R15, "LANDING_R15");

/* --- records ------------------------------------------------------------------ */

struct cpu_record *cpu_record_begin(const struct mmu_cpu *cpu)
{
	struct cpu_record *record = calloc(1, sizeof(*record));

	if (!record)
		return NULL;
	record->closed = true;
	record->cpu = cpu;
	record->nscopes = cpu ? cpu->nscopes : 0;
	record->outer = cpu_record;
	cpu_record = record;
	return record;
}

static void drop_innermost(void)
{
	struct cpu_record *record = cpu_record;

	cpu_record = record->outer;
	free(record);
}

static bool is_active(const struct cpu_record *wanted)
{
	const struct cpu_record *record = cpu_record;

	while (record && record != wanted)
		record = record->outer;
	return wanted && record;
}

void cpu_record_end(struct cpu_record *record)
{
	if (!is_active(record))
		return;
	while (cpu_record != record)
		drop_innermost();
	drop_innermost();
}

void cpu_record_forget(void)
{
	for (struct cpu_record *r = cpu_record; r; r = r->outer)
		r->closed = r->forgotten = true;
}

/* How many scopes the CPU has, but for @own, the innermost. */
static unsigned int open_scopes(const struct mmu_cpu *cpu,
				const struct cpu_scope *own)
{
	if (own && own->cpu == cpu)
		return (unsigned int)(own - own->base);
	return cpu->nscopes;
}

/* Was this handler or call jumped out of? Its scope ended then (scope.h). */
static bool scope_was_left(const struct cpu_record *record,
			   const struct cpu_scope *own)
{
	return record->cpu && record->nscopes > open_scopes(record->cpu, own);
}

/* Was it left, as far as can be seen from a frame that ends at @sp? */
static bool was_left(const struct cpu_record *record, uint64_t sp)
{
	return record->forgotten || scope_was_left(record, NULL) ||
	       (!record->cpu && record->landing.rsp < sp);
}

/* --- the public functions --------------------------------------------------------- */

int cpu_try_begin(struct mmu_try *attempt)
{
	struct cpu_record *record;
	struct cpu_landing here;
	int err;

	if (attempt->size != sizeof(*attempt))
		return -EINVAL;
	err = native_enter();
	if (err)
		return err;
	memcpy(&here, attempt->landing, sizeof(here));
	cpu_scope_settle((void *)(uintptr_t)here.rsp);
	while (cpu_record && was_left(cpu_record, here.rsp))
		drop_innermost();
	record = cpu_record_begin(NULL);
	if (!record)
		return -ENOMEM;
	record->landing = here;
	record->closed = false;
	record->attempt = attempt;
	native_get_blocked(&record->mask);
	attempt->record = record;
	return 0;
}

void mmu_try_end(struct mmu_try *attempt)
{
	struct cpu_record *record = attempt->record;

	if (!record)
		return;
	attempt->record = NULL;
	attempt->result = -ESTALE;
	if (!is_active(record))
		return;
	attempt->raised = record->raised;
	attempt->unresolved = record->unresolved;
	attempt->abandoned = record->abandoned;
	attempt->result = record->result;
	attempt->machine = record->machine;
	attempt->frame = record->frame;
	cpu_record_end(record);
}

#ifdef MMUSIM_SOFT
/* Nothing is ever given up there: accesses are calls, which return. */
int mmu_try(struct mmu_try *attempt)
{
	return cpu_try_begin(attempt);
}
#endif

/* --- what happens ------------------------------------------------------------------- */

/* Whose frame was left by a longjmp() is soon overwritten. */
static bool is_intact(const struct cpu_record *record)
{
	const struct mmu_try *attempt = record->attempt;

	return !attempt || /* a handler or call */
	       (attempt->record == record &&
		!memcmp(attempt->landing, &record->landing,
			sizeof(record->landing)));
}

const struct cpu_landing *cpu_record_land(uint64_t sp,
					  const struct cpu_scope *own)
{
	while (cpu_record && scope_was_left(cpu_record, own))
		drop_innermost();
	if (!cpu_record || cpu_record->closed || cpu_record->landing.rsp < sp ||
	    !is_intact(cpu_record))
		return NULL;
	return &cpu_record->landing;
}

void cpu_record_landed(void)
{
	cpu_record->abandoned = true;
	if (cpu_record->attempt)
		native_set_blocked(&cpu_record->mask);
}

void cpu_note_raised(void)
{
	for (struct cpu_record *r = cpu_record; r; r = r->outer)
		r->raised++;
}

/* It is for the innermost mmu_try(). */
void cpu_note_unresolved(const struct mmu_cpu *cpu,
			 const struct mmu_frame *frame, int result)
{
	struct cpu_record *record = cpu_record;

	while (record && record->cpu)
		record = record->outer;
	if (!record || record->unresolved++)
		return;
	record->machine = cpu->machine;
	record->frame = *frame;
	record->result = result;
}
