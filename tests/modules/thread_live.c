/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Its exit function forgets its thread. */
#include <linux/module.h>
#include <linux/delay.h>
#include <linux/kthread.h>

static int forever(void *data)
{
	for (;;)
		msleep(20);
	return 0;
}

static int __init thread_live_init(void)
{
	kthread_run(forever, NULL, "forever");
	return 0;
}

static void __exit thread_live_exit(void)
{
}

module_init(thread_live_init);
module_exit(thread_live_exit);

MODULE_LICENSE("GPL");
