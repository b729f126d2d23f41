/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CPU's interrupt flag.
 *
 * Interrupts come at calls of the kernel only, so that code between two calls
 * is never interrupted; but the flag is there, and holds them back.
 */
#ifndef _LINUX_IRQFLAGS_H
#define _LINUX_IRQFLAGS_H

#include <linux/typecheck.h>

unsigned long arch_local_irq_save(void);
void arch_local_irq_restore(unsigned long flags);
unsigned long native_save_fl(void);

#define X86_EFLAGS_IF	    0x200ul

#define local_irq_disable() __asm__ __volatile__("cli" : : : "memory")
#define local_irq_enable()  __asm__ __volatile__("sti" : : : "memory")

#define local_irq_save(flags)                    \
	do {                                     \
		typecheck(unsigned long, flags); \
		(flags) = arch_local_irq_save(); \
	} while (0)
#define local_irq_restore(flags)                 \
	do {                                     \
		typecheck(unsigned long, flags); \
		arch_local_irq_restore(flags);   \
	} while (0)

#define irqs_disabled() (!(native_save_fl() & X86_EFLAGS_IF))

#endif
