#include <linux/module.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("debugfs file left behind");

static char state[] = "idle\n";

static ssize_t state_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	return simple_read_from_buffer(buf, len, pos, state, sizeof(state) - 1);
}

static const struct file_operations state_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.read = state_read,
	.llseek = default_llseek,
};

static int __init debugfs_left_init(void)
{
	debugfs_create_file("engine_state", 0400, NULL, NULL, &state_fops);
	return 0;
}

static void __exit debugfs_left_exit(void)
{
	pr_info("debugfs_left: exit\n");
}
module_init(debugfs_left_init);
module_exit(debugfs_left_exit);
