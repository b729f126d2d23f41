#include <linux/module.h>
#include <linux/debugfs.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("debugfs_create_u32 on NULL");

struct radio {
	u64 freq;
	u32 rssi, noise;
};
static struct radio *radio;
static struct radio spare = { .noise = 90 };
static struct dentry *dir;

static int __init debugfs_u32null_init(void)
{
	dir = debugfs_create_dir("radio", NULL);
	debugfs_create_u32("noise", 0444, dir, &spare.noise);
	debugfs_create_u32("rssi", 0444, dir, &radio->rssi);
	return 0;
}

static void __exit debugfs_u32null_exit(void)
{
	debugfs_remove_recursive(dir);
}
module_init(debugfs_u32null_init);
module_exit(debugfs_u32null_exit);
