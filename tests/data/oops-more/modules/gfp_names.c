#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("names of allocation flags");

static int __init gfp_names_init(void)
{
	gfp_t flags[] = {
		GFP_USER, GFP_KERNEL | __GFP_ZERO, GFP_HIGHUSER, GFP_HIGHUSER_MOVABLE,
		__GFP_MOVABLE, __GFP_RECLAIM, GFP_ATOMIC | __GFP_NOWARN, GFP_NOFS, 0,
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		printk(KERN_INFO "gfp_names: %#x is '%pGg'\n", flags[i], &flags[i]);
	return 0;
}

static void __exit gfp_names_exit(void)
{
	printk(KERN_INFO "gfp_names: unloaded\n");
}

module_init(gfp_names_init);
module_exit(gfp_names_exit);
