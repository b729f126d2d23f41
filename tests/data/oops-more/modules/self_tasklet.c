// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/interrupt.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a tasklet that schedules itself again, and a pointer that it spoils at last");

static unsigned int rounds;
static int *where = (int *)&rounds;

static void again(struct tasklet_struct *tasklet)
{
	if (++rounds == 5)
		where = NULL;
	*where = rounds;
	tasklet_schedule(tasklet);
}

static DECLARE_TASKLET(tasklet, again);

static int __init self_tasklet_init(void)
{
	printk(KERN_INFO "self_tasklet: scheduled\n");
	tasklet_schedule(&tasklet);
	return 0;
}

static void __exit self_tasklet_exit(void)
{
	tasklet_kill(&tasklet);
}

module_init(self_tasklet_init);
module_exit(self_tasklet_exit);
