#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/export.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a function for other modules");

int dep_base_add(int a, int b)
{
	printk(KERN_INFO "dep_base: adding %d and %d\n", a, b);
	return a + b;
}
EXPORT_SYMBOL(dep_base_add);

int dep_base_deref(int *p)
{
	return *p;
}
EXPORT_SYMBOL_GPL(dep_base_deref);

static int __init dep_base_init(void)
{
	printk(KERN_INFO "dep_base: ready\n");
	return 0;
}

static void __exit dep_base_exit(void)
{
	printk(KERN_INFO "dep_base: unloaded\n");
}

module_init(dep_base_init);
module_exit(dep_base_exit);
