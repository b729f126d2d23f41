#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/export.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a fault in a function of another module");

int dep_base_deref(int *p);

static int __init dep_fault_init(void)
{
	printk(KERN_INFO "dep_fault: %d\n", dep_base_deref((int *)8));
	return 0;
}

static void __exit dep_fault_exit(void)
{
	printk(KERN_INFO "dep_fault: unloaded\n");
}

module_init(dep_fault_init);
module_exit(dep_fault_exit);
