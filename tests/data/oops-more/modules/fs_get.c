#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("get_fs_type() of a stale type");

static struct file_system_type fs_get_type = { .owner = THIS_MODULE, .name = "gonefs" };

static int __init fs_get_init(void)
{
	struct file_system_type *t = get_fs_type("tmpfs");

	printk(KERN_INFO "fs_get: %s\n", t ? t->name : "none");
	register_filesystem(&fs_get_type);
	fs_get_type.name = (void *)0x200;
	t = get_fs_type("nosuchfs");
	printk(KERN_INFO "fs_get: %p\n", t);
	return 0;
}

static void __exit fs_get_exit(void)
{
	printk(KERN_INFO "fs_get: unloaded\n");
}

module_init(fs_get_init);
module_exit(fs_get_exit);
