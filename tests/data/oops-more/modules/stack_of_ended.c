// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/kthread.h>
#include <linux/completion.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("read a variable of threads that have ended, from their stacks");

static DECLARE_COMPLETION(left);
static volatile u8 *kept;

static noinline void leave_address(u8 mark)
{
	u8 local[4096];

	memset(local, mark, sizeof(local));
	kept = local;
	OPTIMIZER_HIDE_VAR(kept);
}

static int marks(void *arg)
{
	leave_address((u8)(uintptr_t)arg);
	complete(&left);
	return 0;
}

static int idles(void *arg)
{
	complete(&left);
	return 0;
}

static int __init stack_of_ended_init(void)
{
	struct task_struct *t;

	t = kthread_run(marks, (void *)0x5aUL, "marks");
	if (IS_ERR(t))
		return PTR_ERR(t);
	wait_for_completion(&left);
	msleep(50);
	printk(KERN_INFO "stack_of_ended: one has ended: %02x\n", kept[64]);
	t = kthread_run(idles, NULL, "idles");
	wait_for_completion(&left);
	msleep(50);
	printk(KERN_INFO "stack_of_ended: its stack was used again: %02x\n", kept[64]);
	return 0;
}

static void __exit stack_of_ended_exit(void)
{
}

module_init(stack_of_ended_init);
module_exit(stack_of_ended_exit);
