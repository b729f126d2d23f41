/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_irq.c - interrupt lines of a PC, 0 to 15, and the handlers that modules
 * request, as code of the kernel image. The lines lie in struct image_data.
 *
 *   asm_common_interrupt -> common_interrupt -> __common_interrupt
 *     -> handle_fasteoi_irq -> handle_irq_event -> __handle_irq_event_percpu
 *     -> the module's handler, which may wake its thread: irq_thread
 *
 * Some lines belong to drivers of the kernel itself: irq_line.c. Nothing raises a line
 * but somebody who asks for it: kern_irq_raise().
 *
 * Simplified: all lines can be triggered in any way; that nobody cared is not
 * noticed.
 *
 * Reference: Linux 6.1, kernel/irq/manage.c, kernel/irq/handle.c,
 * kernel/irq/chip.c.
 */
#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/kimage_data.h"
#include "kernel/kimage_sync.h"

enum { IRQ_NONE, IRQ_HANDLED, IRQ_WAKE_THREAD };

#define IRQF_TRIGGER_MASK 15u
#define IRQF_ONESHOT	  0x2000u
#define GFP_KERNEL_ZERO	  0xdc0u
#define ERR_NOMEM	  (-12)
#define ERR_BUSY	  (-16)
#define ERR_INVAL	  (-22)
#define IS_ERR(p)	  ((unsigned long)(p) >= (unsigned long)-4095)

typedef int irq_fn(int irq, void *device);

/* A function that only the image and the library call. */
#define INNER(ret, name, ...)                                                 \
	KIMAGE_TEXT __attribute__((visibility("hidden")))                     \
	ret kimg_##name(__VA_ARGS__);                                         \
	static struct kimage_symbol kimage_sym_##name                         \
		__attribute__((section("kimage_syms"), used, aligned(8))) = { \
			#name, (const void *)kimg_##name, 0};                 \
	ret kimg_##name(__VA_ARGS__)

HIDDEN void *kimg___kmalloc(size_t size, unsigned int flags);
HIDDEN void kimg_kfree(const void *object);
HIDDEN void *kimg_kthread_create_on_node(int (*fn)(void *data), void *data,
					 int node, const char *format, ...);
HIDDEN bool kimg_kthread_should_stop(void);
HIDDEN int kimg_kthread_stop(void *task);

/* Gates, which say what is wrong. */
HIDDEN void kimg_irq_mismatch(unsigned int irq, unsigned int flags,
			      const char *name, unsigned int old_flags,
			      const char *old_name);
HIDDEN void kimg_irq_needs_oneshot(unsigned int irq, const char *name);
HIDDEN void kimg___free_irq(unsigned int irq);
HIDDEN void kimg___enable_irq(unsigned int irq);
HIDDEN void kimg_irq_resend(unsigned int irq);

KIMAGE_INLINE struct irq_line *line_of(unsigned int irq)
{
	return irq < KERN_IRQ_LINES ? &image_data()->irq[irq] : NULL;
}

/* --- an interrupt comes ------------------------------------------------------------- */

INNER(int, irq_default_primary_handler, int irq, void *device)
{
	(void)irq;
	(void)device;
	return IRQ_WAKE_THREAD;
}

INNER(int, __handle_irq_event_percpu, struct irq_line *line, unsigned int irq)
{
	int result = IRQ_NONE;

	for (struct irq_action *a = line->first; a; a = a->next) {
		int one = a->handler((int)irq, a->device);

		if (one == IRQ_WAKE_THREAD && a->thread) {
			a->woken = true;
			kimg_wake_up_process(a->thread);
		}
		result |= one;
	}
	return result;
}

INNER(int, handle_irq_event, struct irq_line *line, unsigned int irq)
{
	int result = kimg___handle_irq_event_percpu(line, irq);

	__asm__ volatile("" ::: "memory"); /* it stays in the trace */
	return result;
}

INNER(void, handle_fasteoi_irq, struct irq_line *line, unsigned int irq)
{
	if (line->depth || !line->first) {
		line->pending = true;
		return;
	}
	line->count++;
	kimg_handle_irq_event(line, irq);
	__asm__ volatile("" ::: "memory");
}

INNER(void, handle_edge_irq, struct irq_line *line, unsigned int irq)
{
	if (line->depth || !line->first) {
		line->pending = true;
		return;
	}
	line->count++;
	kimg_handle_irq_event(line, irq);
	__asm__ volatile("" ::: "memory");
}

INNER(void, __common_interrupt, unsigned int irq)
{
	struct irq_line *line = line_of(irq);

	/* Those that PCI devices share. */
	if (irq == 5 || (irq >= 9 && irq <= 11))
		kimg_handle_fasteoi_irq(line, irq);
	else
		kimg_handle_edge_irq(line, irq);
	__asm__ volatile("" ::: "memory");
}

/* --- threads ------------------------------------------------------------------------- */

INNER(int, irq_thread, void *data)
{
	struct irq_action *action = data;

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kimg_kthread_should_stop())
			break;
		if (!action->woken) {
			kimg_schedule();
			continue;
		}
		action->woken = false;
		set_current_state(TASK_RUNNING);
		action->thread_fn((int)action->irq, action->device);
	}
	set_current_state(TASK_RUNNING);
	return 0;
}

/* "irq/11-name" */
KIMAGE_INLINE int make_thread(struct irq_action *action)
{
	volatile char format[12];
	const char *text = (const char *)(uintptr_t)format;

	format[0] = 'i';
	format[1] = 'r';
	format[2] = 'q';
	format[3] = '/';
	format[4] = '%';
	format[5] = 'd';
	format[6] = '-';
	format[7] = '%';
	format[8] = 's';
	format[9] = 0;
	action->thread = kimg_kthread_create_on_node(
		kimg_irq_thread, action, -1, text, action->irq, action->name);
	return IS_ERR(action->thread) ? (int)(intptr_t)action->thread : 0;
}

/* --- requests ------------------------------------------------------------------------ */

KIMAGE_INLINE bool may_share(unsigned int old, unsigned int new)
{
	return old & new &KERN_IRQ_SHARED &&
	       !((old ^ new) & (IRQF_TRIGGER_MASK | IRQF_ONESHOT));
}

KIMAGE_INLINE int setup(struct irq_line *line, struct irq_action *new)
{
	struct irq_action **link = &line->first, *first = line->first;

	if (new->handler == kimg_irq_default_primary_handler &&
	    !(new->flags &IRQF_ONESHOT)) {
		kimg_irq_needs_oneshot(new->irq, new->name);
		return ERR_INVAL;
	}
	if (line->owner && !may_share(line->flags, new->flags)) {
		kimg_irq_mismatch(new->irq, new->flags, new->name, line->flags,
				  line->owner);
		return ERR_BUSY;
	}
	if (first && !may_share(first->flags, new->flags)) {
		kimg_irq_mismatch(new->irq, new->flags, new->name, first->flags,
				  first->name);
		return ERR_BUSY;
	}
	if (!first) {
		line->depth = 0;
		line->pending = false;
	}
	while (*link)
		link = &(*link)->next;
	*link = new;
	return 0;
}

KIMAGE_DEFINE(int, request_threaded_irq, unsigned int irq, irq_fn *handler,
	      irq_fn *thread_fn, unsigned long flags, const char *name,
	      void *device)
{
	struct irq_line *line = line_of(irq);
	struct irq_action *action;
	int err = 0;

	if ((flags & KERN_IRQ_SHARED && !device) || !line ||
	    (!handler && !thread_fn))
		return ERR_INVAL;
	action = kimg___kmalloc(sizeof(*action), GFP_KERNEL_ZERO);
	if (!action)
		return ERR_NOMEM;
	action->handler = handler ? handler : kimg_irq_default_primary_handler;
	action->thread_fn = thread_fn;
	action->flags = (unsigned int)flags;
	action->name = name;
	action->device = device;
	action->irq = irq;
	if (thread_fn)
		err = make_thread(action);
	if (!err)
		err = setup(line, action);
	if (err && action->thread && !IS_ERR(action->thread))
		kimg_kthread_stop(action->thread);
	if (err)
		kimg_kfree(action);
	else if (action->thread)
		kimg_wake_up_process(action->thread);
	return err;
}

/* With a thread when there is a function for one only; positive: which it was. */
KIMAGE_DEFINE(int, request_any_context_irq, unsigned int irq, irq_fn *handler,
	      unsigned long flags, const char *name, void *device)
{
	return kimg_request_threaded_irq(irq, handler, NULL, flags, name,
					 device);
}

/* What it was requested as: its name. */
KIMAGE_DEFINE(const void *, free_irq, unsigned int irq, void *device)
{
	struct irq_line *line = line_of(irq);
	struct irq_action **link, *action;
	const char *name;

	if (!line)
		return NULL;
	for (link = &line->first; *link; link = &(*link)->next)
		if ((*link)->device == device)
			break;
	action = *link;
	if (!action) {
		kimg___free_irq(irq);
		return NULL;
	}
	*link = action->next;
	if (action->thread)
		kimg_kthread_stop(action->thread);
	name = action->name;
	kimg_kfree(action);
	return name;
}

/* --- off and on ------------------------------------------------------------------------ */

KIMAGE_DEFINE(void, disable_irq_nosync, unsigned int irq)
{
	struct irq_line *line = line_of(irq);

	if (line)
		line->depth++;
}

KIMAGE_DEFINE(void, disable_irq, unsigned int irq)
{
	kimg_disable_irq_nosync(irq);
}

KIMAGE_DEFINE(bool, disable_hardirq, unsigned int irq)
{
	kimg_disable_irq_nosync(irq);
	return true;
}

KIMAGE_DEFINE(void, enable_irq, unsigned int irq)
{
	struct irq_line *line = line_of(irq);

	if (!line)
		return;
	if (!line->depth) {
		kimg___enable_irq(irq);
		return;
	}
	if (!--line->depth && line->pending) {
		line->pending = false;
		kimg_irq_resend(irq);
	}
}

/* No handler runs while others do: there is one CPU. */
KIMAGE_DEFINE(void, synchronize_irq, unsigned int irq)
{
	(void)irq;
}

KIMAGE_DEFINE(bool, synchronize_hardirq, unsigned int irq)
{
	(void)irq;
	return true;
}
