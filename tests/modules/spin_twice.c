/* SPDX-License-Identifier: GPL-2.0-or-later */
/* It takes a spinlock that it has; with irq=1 with interrupts off. */
#include <linux/module.h>
#include <linux/spinlock.h>

static bool irq;
module_param(irq, bool, 0);

static DEFINE_SPINLOCK(lock);

static noinline void take_again(void)
{
	spin_lock(&lock);
}

static int __init spin_twice_init(void)
{
	unsigned long flags = 0;

	if (irq)
		spin_lock_irqsave(&lock, flags);
	else
		spin_lock(&lock);
	take_again();
	return 0;
}

static void __exit spin_twice_exit(void)
{
}

module_init(spin_twice_init);
module_exit(spin_twice_exit);

MODULE_LICENSE("GPL");
