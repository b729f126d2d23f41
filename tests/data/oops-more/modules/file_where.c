// A device tells who opened it and where it was found; then it reads the name from
// the file structure of somebody else, which is not there.
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static struct file *last;

static noinline char *where(struct file *file, char *buf, int len)
{
	char *path = file_path(file, buf, len);

	return IS_ERR(path) ? "(too long)" : path;
}

static int where_open(struct inode *inode, struct file *file)
{
	char name[TASK_COMM_LEN], buf[32];

	get_task_comm(name, current);
	pr_info("file_where: %s opens %s\n", name,
		where(file, buf, sizeof(buf)));
	pr_info("file_where: %s\n", where(file, buf, 8));
	return nonseekable_open(inode, file);
}

static ssize_t where_read(struct file *file, char __user *to, size_t len,
			  loff_t *pos)
{
	char buf[32];

	pr_info("file_where: last %s\n", where(last, buf, sizeof(buf)));
	return 0;
}

static const struct file_operations where_fops = {
	.owner = THIS_MODULE,
	.open = where_open,
	.read = where_read,
	.llseek = no_llseek,
};

static struct miscdevice where_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "where",
	.mode = 0600,
	.fops = &where_fops,
};

static int __init file_where_init(void)
{
	return misc_register(&where_device);
}

static void __exit file_where_exit(void)
{
	misc_deregister(&where_device);
}

module_init(file_where_init);
module_exit(file_where_exit);
MODULE_LICENSE("GPL");
