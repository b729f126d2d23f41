#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("each way to a user address, with addresses of the kernel");

static int __init user_ways_init(void)
{
	int v = 7;
	char text[8];
	int __user *k = (int __user *)(unsigned long)&v;

	printk(KERN_INFO "user_ways: get_user %d\n", get_user(v, k));
	printk(KERN_INFO "user_ways: put_user %d\n", put_user(v, k));
	printk(KERN_INFO "user_ways: clear_user %lu\n", clear_user(k, 4));
	printk(KERN_INFO "user_ways: strncpy_from_user %ld\n",
	       strncpy_from_user(text, (char __user *)k, sizeof(text)));
	printk(KERN_INFO "user_ways: strnlen_user %ld\n",
	       strnlen_user((char __user *)k, 8));
	printk(KERN_INFO "user_ways: access_ok %d\n", access_ok(k, 4));
	return 0;
}

static void __exit user_ways_exit(void)
{
	printk(KERN_INFO "user_ways: unloaded\n");
}

module_init(user_ways_init);
module_exit(user_ways_exit);
