// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  waits in a loop for a timer, which is armed behind the loop
 * Look: "watchdog: BUG: soft lockup - CPU#0 stuck for", and in "RIP:" who loops
 * Fix:  arm it before, and sleep until it is done: endless_loop_fixed.c
 */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/timer.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a loop without end");

static bool ready;

static void device_is_ready(struct timer_list *unused)
{
	WRITE_ONCE(ready, true);
}

static DEFINE_TIMER(device, device_is_ready);

static noinline void wait_until_ready(void)
{
	while (!READ_ONCE(ready))
		cpu_relax();
}

static int __init endless_loop_init(void)
{
	pr_info("endless_loop: waits for the device\n");
	wait_until_ready();
	mod_timer(&device, jiffies + HZ / 10);
	return 0;
}

static void __exit endless_loop_exit(void)
{
	del_timer_sync(&device);
}

module_init(endless_loop_init);
module_exit(endless_loop_exit);
