#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/debugfs.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a file in debugfs");

static u32 debugfs_ok_n = 7;
static struct dentry *debugfs_ok_dir;

static int __init debugfs_ok_init(void)
{
	debugfs_ok_dir = debugfs_create_dir("debugfs_ok", NULL);
	debugfs_create_u32("n", 0644, debugfs_ok_dir, &debugfs_ok_n);
	return 0;
}

static void __exit debugfs_ok_exit(void)
{
	debugfs_remove_recursive(debugfs_ok_dir);
	printk(KERN_INFO "debugfs_ok: unloaded\n");
}

module_init(debugfs_ok_init);
module_exit(debugfs_ok_exit);
