#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("register_filesystem() twice, unregister twice");

static struct file_system_type fs_twice_type = { .owner = THIS_MODULE, .name = "ctestfs", .fs_flags = FS_REQUIRES_DEV };

static int __init fs_twice_init(void)
{
	int a = register_filesystem(&fs_twice_type), b = register_filesystem(&fs_twice_type);

	printk(KERN_INFO "fs_twice: %d %d\n", a, b);
	a = unregister_filesystem(&fs_twice_type);
	b = unregister_filesystem(&fs_twice_type);
	printk(KERN_INFO "fs_twice: %d %d\n", a, b);
	return register_filesystem(&fs_twice_type);
}

static void __exit fs_twice_exit(void)
{
	unregister_filesystem(&fs_twice_type);
	printk(KERN_INFO "fs_twice: unloaded\n");
}

module_init(fs_twice_init);
module_exit(fs_twice_exit);
