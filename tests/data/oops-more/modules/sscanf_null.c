#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sscanf with a place that is NULL");

static int __init sscanf_null_init(void)
{
	int a = 0, *b = NULL;
	int n;

	n = sscanf("12 34", "%d %d", &a, &a);
	printk(KERN_INFO "sscanf_null: %d, %d\n", n, a);
	OPTIMIZER_HIDE_VAR(b);
	n = sscanf("12 34", "%d %d", &a, b);
	printk(KERN_INFO "sscanf_null: %d, %d\n", n, a);
	return 0;
}

static void __exit sscanf_null_exit(void)
{
	printk(KERN_INFO "sscanf_null: unloaded\n");
}

module_init(sscanf_null_init);
module_exit(sscanf_null_exit);
