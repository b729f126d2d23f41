#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("register_filesystem() with a name that is no string");

static struct file_system_type fs_noname_type = { .owner = THIS_MODULE };

static noinline int fs_noname_register(const char *name)
{
	fs_noname_type.name = name;
	return register_filesystem(&fs_noname_type);
}

static int __init fs_noname_init(void)
{
	return fs_noname_register((const char *)0x30);
}

static void __exit fs_noname_exit(void)
{
	printk(KERN_INFO "fs_noname: unloaded\n");
}

module_init(fs_noname_init);
module_exit(fs_noname_exit);
