#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("__put_user and __get_user to a non-canonical address");

static noinline int put_user_noncanon_set(unsigned long u)
{
	return __put_user(1L, (long __user *)u);
}

static noinline int put_user_noncanon_get(unsigned long u)
{
	long x = 7;
	int r = __get_user(x, (long __user *)u);

	printk(KERN_INFO "put_user_noncanon: x=%ld\n", x);
	return r;
}

static int __init put_user_noncanon_init(void)
{
	printk(KERN_INFO "put_user_noncanon: put at 0: %d\n", put_user_noncanon_set(0));
	printk(KERN_INFO "put_user_noncanon: put: %d\n", put_user_noncanon_set(0x8000000000001000UL));
	printk(KERN_INFO "put_user_noncanon: get: %d\n", put_user_noncanon_get(0x8000000000001000UL));
	return 0;
}

static void __exit put_user_noncanon_exit(void)
{
	printk(KERN_INFO "put_user_noncanon: unloaded\n");
}

module_init(put_user_noncanon_init);
module_exit(put_user_noncanon_exit);
