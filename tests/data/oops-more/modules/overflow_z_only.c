#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a red zone overwritten, slub_debug=Z");

static noinline void overflow_z_only_fill(char *p, int n)
{
	while (n--)
		WRITE_ONCE(p[n], 'o');
}

static int __init overflow_z_only_init(void)
{
	char *p = kmalloc(96, GFP_KERNEL);

	overflow_z_only_fill(p, 98);
	printk(KERN_INFO "overflow_z_only: %c%c\n", p[96], p[97]);
	kfree(p);
	printk(KERN_INFO "overflow_z_only: still here\n");
	return 0;
}

static void __exit overflow_z_only_exit(void)
{
	printk(KERN_INFO "overflow_z_only: unloaded\n");
}

module_init(overflow_z_only_init);
module_exit(overflow_z_only_exit);
