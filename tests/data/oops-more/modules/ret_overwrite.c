/* No canary in this function: the loop replaces its return address, and it returns to user space's 4242424242. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("return address overwritten");

static noinline __attribute__((optimize("no-stack-protector"))) void ret_overwrite_fill(int n)
{
	unsigned long buf[2];
	volatile unsigned long *p = buf;
	int i;

	OPTIMIZER_HIDE_VAR(p);
	for (i = 0; i < n; i++)
		p[i] = 0x4242424242UL;
}

static int __init ret_overwrite_init(void)
{
	printk(KERN_INFO "ret_overwrite: 2 words\n");
	ret_overwrite_fill(2);
	printk(KERN_INFO "ret_overwrite: 3 words\n");
	ret_overwrite_fill(3);
	printk(KERN_INFO "ret_overwrite: survived\n");
	return 0;
}

static void __exit ret_overwrite_exit(void)
{
	printk(KERN_INFO "ret_overwrite: unloaded\n");
}

module_init(ret_overwrite_init);
module_exit(ret_overwrite_exit);
