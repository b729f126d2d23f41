#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/debugfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("debugfs value without a variable");

static struct dentry *dir;
static u32 good = 17;
static u32 *counters;

static int __init dbg_null_init(void)
{
	dir = debugfs_create_dir("dbg_null", NULL);
	debugfs_create_u32("good", 0644, dir, &good);
	debugfs_create_u32("bad", 0644, dir, counters + 6);
	debugfs_create_u32("good", 0644, dir, &good);
	return 0;
}

static void __exit dbg_null_exit(void)
{
	debugfs_remove_recursive(dir);
}

module_init(dbg_null_init);
module_exit(dbg_null_exit);
