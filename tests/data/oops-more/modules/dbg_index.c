#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("debugfs write uses the number it gets as an index");

static struct dentry *dir;
static long votes[8];

static noinline void vote(unsigned long who)
{
	votes[who]++;
}

static int vote_set(void *data, u64 val)
{
	vote(val);
	return 0;
}

static int vote_get(void *data, u64 *val)
{
	*val = votes[0];
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(vote_fops, vote_get, vote_set, "%llu\n");

static int __init dbg_index_init(void)
{
	dir = debugfs_create_dir("dbg_index", NULL);
	debugfs_create_file_unsafe("vote", 0600, dir, NULL, &vote_fops);
	return 0;
}

static void __exit dbg_index_exit(void)
{
	debugfs_remove(dir);
}

module_init(dbg_index_init);
module_exit(dbg_index_exit);
