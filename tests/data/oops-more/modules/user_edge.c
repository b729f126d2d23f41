#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("get_user around the end of the user half");

static noinline int user_edge_get(unsigned long u)
{
	long x = -1;
	int r = get_user(x, (long __user *)u);

	printk(KERN_INFO "user_edge: %lx: %d, %ld\n", u >> 32, r, x);
	return r;
}

static noinline long user_edge_raw(unsigned long u)
{
	return *(volatile long *)u;
}

static int __init user_edge_init(void)
{
	user_edge_get(TASK_SIZE_MAX - 8);
	user_edge_get(TASK_SIZE_MAX - 4);
	user_edge_get(TASK_SIZE_MAX);
	user_edge_get(0);
	user_edge_get(-8UL);
	printk(KERN_INFO "user_edge: access_ok %d %d\n", access_ok((void __user *)TASK_SIZE_MAX, 0), access_ok((void __user *)8, -16UL));
	printk(KERN_INFO "user_edge: raw %ld\n", user_edge_raw(TASK_SIZE_MAX - 8));
	return 0;
}

static void __exit user_edge_exit(void)
{
	printk(KERN_INFO "user_edge: unloaded\n");
}

module_init(user_edge_init);
module_exit(user_edge_exit);
