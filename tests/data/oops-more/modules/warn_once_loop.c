#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/bug.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("WARN_ONCE and WARN_ON_ONCE in a loop");

static noinline int warn_once_loop_check(int i)
{
	if (WARN_ONCE(i > 1, "warn_once_loop: i is %d of %s\n", i, "three"))
		return 1;
	return WARN_ON_ONCE(i == 1);
}

static int __init warn_once_loop_init(void)
{
	int i, n = 0;

	for (i = 0; i < 4; i++)
		n += warn_once_loop_check(i);
	printk(KERN_INFO "warn_once_loop: %d warnings\n", n);
	return 0;
}

static void __exit warn_once_loop_exit(void)
{
	printk(KERN_INFO "warn_once_loop: unloaded\n");
}

module_init(warn_once_loop_init);
module_exit(warn_once_loop_exit);
