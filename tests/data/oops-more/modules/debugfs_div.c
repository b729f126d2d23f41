#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/debugfs.h>
#include <linux/fs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a file of debugfs whose reading divides by zero");

static struct dentry *dir;
static u32 count;

static int rate_get(void *data, u64 *val)
{
	u32 *n = data;

	*val = 1000 / READ_ONCE(*n);
	return 0;
}
DEFINE_SIMPLE_ATTRIBUTE(rate_fops, rate_get, NULL, "%llu\n");

static int __init debugfs_div_init(void)
{
	dir = debugfs_create_dir("debugfs_div", NULL);
	debugfs_create_u32("count", 0644, dir, &count);
	debugfs_create_file("rate", 0444, dir, &count, &rate_fops);
	return 0;
}

static void __exit debugfs_div_exit(void)
{
	debugfs_remove(dir);
	printk(KERN_INFO "debugfs_div: unloaded\n");
}

module_init(debugfs_div_init);
module_exit(debugfs_div_exit);
