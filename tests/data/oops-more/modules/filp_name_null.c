#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("filp_open() with a null name");

static noinline struct file *filp_name_null_open(const char *name)
{
	return filp_open(name, O_RDONLY, 0);
}

static int __init filp_name_null_init(void)
{
	struct file *f = filp_name_null_open(NULL);

	printk(KERN_INFO "filp_name_null: %ld\n", PTR_ERR_OR_ZERO(f));
	return 0;
}

static void __exit filp_name_null_exit(void)
{
	printk(KERN_INFO "filp_name_null: unloaded\n");
}

module_init(filp_name_null_init);
module_exit(filp_name_null_exit);
