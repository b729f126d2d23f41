#include <linux/module.h>
#include <linux/kthread.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kthread_should_stop outside of a thread");

static int rounds;

static noinline int scan_loop(int max)
{
	while (!kthread_should_stop() && rounds < max) {
		rounds++;
		udelay(10);
	}
	return rounds;
}

static int __init should_stop_user_init(void)
{
	pr_info("should_stop_user: %d rounds\n", scan_loop(5));
	return 0;
}

static void __exit should_stop_user_exit(void)
{
}
module_init(should_stop_user_init);
module_exit(should_stop_user_exit);
