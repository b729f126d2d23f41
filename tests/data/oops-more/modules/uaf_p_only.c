#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a write after kfree found by poison at the next allocation, slub_debug=P");

static int __init uaf_p_only_init(void)
{
	char *p = kmalloc(700, GFP_KERNEL);
	int i;

	memset(p, 'x', 700);
	kfree(p);
	OPTIMIZER_HIDE_VAR(p);
	p[100] = 'Y';
	p[101] = 'Z';
	printk(KERN_INFO "uaf_p_only: after kfree %02x %02x\n", (u8)p[99], (u8)p[102]);
	for (i = 0; i < 40; i++)
		kmalloc(700, GFP_KERNEL);
	printk(KERN_INFO "uaf_p_only: still here\n");
	return 0;
}

static void __exit uaf_p_only_exit(void)
{
	printk(KERN_INFO "uaf_p_only: unloaded\n");
}

module_init(uaf_p_only_init);
module_exit(uaf_p_only_exit);
