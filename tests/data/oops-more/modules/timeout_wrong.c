// SPDX-License-Identifier: GPL-2.0
// timeout_wrong: schedule_timeout() with a negative timeout
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/sched.h>

static noinline long wait_for(long ms) { set_current_state(TASK_INTERRUPTIBLE); return schedule_timeout(ms - 50); }
static int __init start(void)
{
	long left = wait_for(20);
	pr_info("left %ld\n", left);
	return 0;
}
module_init(start);
static void __exit stop(void)
{
}
module_exit(stop);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("schedule_timeout() with a negative timeout");
