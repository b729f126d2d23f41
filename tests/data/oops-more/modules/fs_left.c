#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("filesystem type still registered after rmmod");

static struct file_system_type fs_left_type = { .owner = THIS_MODULE, .name = "examfs" };

static int __init fs_left_init(void)
{
	return register_filesystem(&fs_left_type);
}

static void __exit fs_left_exit(void)
{
	printk(KERN_INFO "fs_left: unloaded\n");
}

module_init(fs_left_init);
module_exit(fs_left_exit);
