// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/jiffies.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("BUG in a timer");

static struct timer_list irq_bug_timer;

static void irq_bug_fire(struct timer_list *t)
{
	BUG();
}

static int __init irq_bug_init(void)
{
	timer_setup(&irq_bug_timer, irq_bug_fire, 0);
	mod_timer(&irq_bug_timer, jiffies + HZ / 10);
	printk(KERN_INFO "irq_bug: armed\n");
	return 0;
}

static void __exit irq_bug_exit(void)
{
	printk(KERN_INFO "irq_bug: unloaded\n");
}

module_init(irq_bug_init);
module_exit(irq_bug_exit);
