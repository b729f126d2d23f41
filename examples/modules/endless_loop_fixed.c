// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * endless_loop.c, mended: the timer is armed first, and others may run until it
 * has fired; if it never does, there is an error.
 */
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/timer.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a wait with an end");

static DECLARE_COMPLETION(ready);

static void device_is_ready(struct timer_list *unused)
{
	complete(&ready);
}

static DEFINE_TIMER(device, device_is_ready);

static int __init endless_loop_init(void)
{
	pr_info("endless_loop: waits for the device\n");
	mod_timer(&device, jiffies + HZ / 10);
	if (!wait_for_completion_timeout(&ready, HZ)) {
		del_timer_sync(&device);
		return -ETIMEDOUT;
	}
	pr_info("endless_loop: it is ready\n");
	return 0;
}

static void __exit endless_loop_exit(void)
{
	del_timer_sync(&device);
}

module_init(endless_loop_init);
module_exit(endless_loop_exit);
