#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("name of a filesystem type was freed");

static struct file_system_type fs_name_freed_type = { .owner = THIS_MODULE };

static int __init fs_name_freed_init(void)
{
	char *name = kstrdup("gonefs", GFP_KERNEL);

	fs_name_freed_type.name = name;
	register_filesystem(&fs_name_freed_type);
	kfree(name);
	fs_name_freed_type.name = (void *)0xdead4ead00000000ul;
	return 0;
}

static void __exit fs_name_freed_exit(void)
{
	printk(KERN_INFO "fs_name_freed: unloaded\n");
}

module_init(fs_name_freed_init);
module_exit(fs_name_freed_exit);
