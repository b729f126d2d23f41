/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_irq_work.c - functions that an interrupt of the CPU's own calls: struct
 * irq_work, as code of the kernel image. The lists lie in struct image_data.
 *
 *   irq_work_queue -> arch_irq_work_raise	the interrupt comes: irq.c
 *     asm_sysvec_irq_work -> sysvec_irq_work -> __sysvec_irq_work
 *     -> irq_work_run -> irq_work_run_list -> irq_work_single -> the function
 *
 *   struct irq_work   00 next   08 flags   10 func   18 irqwait
 *
 * Simplified: lazy ones get an interrupt of their own at the next tick.
 *
 * Reference: Linux 6.1, kernel/irq_work.c, arch/x86/kernel/irq_work.c.
 */
#include "kernel/kimage_data.h"
#include "kernel/kimage.h"
#include "kernel/kimage_bug.h"
#include "kernel/kimage_sync.h"

enum { PENDING = 1, BUSY = 2, LAZY = 4, TYPE_IRQ_WORK = 0x20 };
enum { RFLAGS_IF = 0x200 };

struct irq_work {
	struct irq_work *next;
	unsigned int flags;
	uint16_t src, dst;
	void (*func)(struct irq_work *work);
	void *irqwait;
};

_Static_assert(offsetof(struct irq_work, func) == 16, "as in Linux");

/* Gates: the interrupt comes, or it is the next tick's; the flags. */
HIDDEN void kimg_arch_irq_work_raise(bool lazy);
HIDDEN unsigned long kimg_native_save_fl(void);

/* --- it is asked for ------------------------------------------------------------------ */

KIMAGE_INLINE bool claim(struct irq_work *work)
{
	unsigned int old = __atomic_fetch_or(
		&work->flags, PENDING | BUSY | TYPE_IRQ_WORK, __ATOMIC_SEQ_CST);

	return !(old & PENDING);
}

KIMAGE_INLINE void queue_local(struct irq_work *work)
{
	bool lazy = work->flags & LAZY;
	uint64_t *list = lazy ? &image_data()->irq_work_lazy :
				&image_data()->irq_work_raised;
	bool first = !*list;

	work->next = (struct irq_work *)*list;
	*list = (uint64_t)(uintptr_t)work;
	if (first)
		kimg_arch_irq_work_raise(lazy);
}

KIMAGE_DEFINE(bool, irq_work_queue, struct irq_work *work)
{
	if (!claim(work))
		return false;
	preempt_add(1);
	queue_local(work);
	preempt_sub(1);
	return true;
}

/* --- the interrupt -------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(void, irq_work_single, struct irq_work *work)
{
	unsigned int flags = work->flags & ~(unsigned int)PENDING, now = flags;

	work->flags = flags;
	work->func(work);
	__atomic_compare_exchange_n(&work->flags, &now,
				    flags & ~(unsigned int)BUSY, false,
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

KIMAGE_DEFINE_INNER(void, irq_work_run_list, uint64_t *list)
{
	struct irq_work *work, *next;

	if (kimg_native_save_fl() & RFLAGS_IF)
		KIMAGE_BUG("irq_work_run_list", "kernel/irq_work.c:235", 0x37);
	work = (struct irq_work *)*list;
	*list = 0;
	for (; work; work = next) {
		next = work->next;
		kimg_irq_work_single(work);
	}
	__asm__ volatile("" ::: "memory"); /* it stays in the trace */
}

KIMAGE_DEFINE(void, irq_work_run, void)
{
	kimg_irq_work_run_list(&image_data()->irq_work_raised);
	kimg_irq_work_run_list(&image_data()->irq_work_lazy);
	__asm__ volatile("" ::: "memory");
}

KIMAGE_DEFINE_INNER(void, __sysvec_irq_work, void)
{
	kimg_irq_work_run();
	__asm__ volatile("" ::: "memory");
}
