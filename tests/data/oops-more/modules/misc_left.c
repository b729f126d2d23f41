#include <linux/module.h>
#include <linux/miscdevice.h>
#include <linux/fs.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("misc_deregister forgotten");

static ssize_t meter_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	char line[32];
	int n = snprintf(line, sizeof(line), "%lld kWh\n", *pos);

	return simple_read_from_buffer(buf, len, pos, line, n);
}

static const struct file_operations meter_fops = {
	.owner = THIS_MODULE,
	.read = meter_read,
};

static struct miscdevice meter = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "meter",
	.fops = &meter_fops,
};

static int __init misc_left_init(void)
{
	int err = misc_register(&meter);

	pr_info("misc_left: registered, %d\n", err);
	return err;
}

static void __exit misc_left_exit(void)
{
}
module_init(misc_left_init);
module_exit(misc_left_exit);
