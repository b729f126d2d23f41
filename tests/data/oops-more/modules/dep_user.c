#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/export.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("uses a function of another module");

int dep_base_add(int a, int b);

static int __init dep_user_init(void)
{
	printk(KERN_INFO "dep_user: 2 + 3 = %d\n", dep_base_add(2, 3));
	return 0;
}

static void __exit dep_user_exit(void)
{
	printk(KERN_INFO "dep_user: unloaded\n");
}

module_init(dep_user_init);
module_exit(dep_user_exit);
