/* One function whose frame is as large as the stack: its first write lands in the guard page. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a frame of 16000 bytes");

static noinline int stack_big_frame_work(int n)
{
	char buf[16000];
	char *p = buf;

	OPTIMIZER_HIDE_VAR(p);
	p[n] = 1;
	p[15999] = 2;
	return p[n] + p[15999];
}

static int __init stack_big_frame_init(void)
{
	int n = 0;

	OPTIMIZER_HIDE_VAR(n);
	printk(KERN_INFO "stack_big_frame: sum %d\n", stack_big_frame_work(n));
	printk(KERN_INFO "stack_big_frame: survived\n");
	return 0;
}

static void __exit stack_big_frame_exit(void)
{
	printk(KERN_INFO "stack_big_frame: unloaded\n");
}

module_init(stack_big_frame_init);
module_exit(stack_big_frame_exit);
