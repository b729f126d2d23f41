#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("register_filesystem() with a dot in the name");

static struct file_system_type fs_dot_type = { .owner = THIS_MODULE, .name = "exam.fs" };

static int __init fs_dot_init(void)
{
	return register_filesystem(&fs_dot_type);
}

static void __exit fs_dot_exit(void)
{
	printk(KERN_INFO "fs_dot: unloaded\n");
}

module_init(fs_dot_init);
module_exit(fs_dot_exit);
