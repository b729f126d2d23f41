#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/debugfs.h>
#include <linux/atomic.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("debugfs values of all kinds without variables");

static struct dentry *dir;

static int __init dbg_kinds_init(void)
{
	dir = debugfs_create_dir("dbg_kinds", NULL);
	debugfs_create_u8("u8", 0644, dir, NULL);
	debugfs_create_u16("u16", 0644, dir, NULL);
	debugfs_create_u32("u32", 0644, dir, NULL);
	debugfs_create_u64("u64", 0644, dir, NULL);
	debugfs_create_x8("x8", 0644, dir, NULL);
	debugfs_create_x64("x64", 0644, dir, NULL);
	debugfs_create_ulong("ulong", 0644, dir, NULL);
	debugfs_create_size_t("size_t", 0644, dir, NULL);
	debugfs_create_atomic_t("atomic_t", 0644, dir, NULL);
	debugfs_create_bool("bool", 0644, dir, NULL);
	return 0;
}

static void __exit dbg_kinds_exit(void)
{
	debugfs_remove(dir);
}

module_init(dbg_kinds_init);
module_exit(dbg_kinds_exit);
