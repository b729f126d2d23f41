/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A loop without end in its init function, which waits without sleep. */
#include <linux/delay.h>
#include <linux/module.h>

static noinline void wait_for_ever(void)
{
	for (;;)
		mdelay(50);
}

static int __init mdelays_init(void)
{
	wait_for_ever();
	return 0;
}

static void __exit mdelays_exit(void)
{
}

module_init(mdelays_init);
module_exit(mdelays_exit);
MODULE_LICENSE("GPL");
