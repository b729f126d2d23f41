// What printk() says of resources and files: of those that are there, of none, and of
// pointers that are errors.
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/ioport.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static struct resource bar = {
	.name = "bar", .start = 0x30000000, .end = 0x3000ffff,
	.flags = IORESOURCE_MEM | 0x00100000 | IORESOURCE_PREFETCH,
};
static struct resource line = {
	.name = "line", .start = 11, .end = 11, .flags = IORESOURCE_IRQ,
};
static struct resource what = { .start = 1, .end = 2 };
static struct resource bus = { .start = 0, .end = 0xff,
			       .flags = IORESOURCE_BUS };

static int objects_open(struct inode *inode, struct file *file)
{
	pr_info("print_objects: %pD, %10pD, %-10pd.\n", file, file,
		file->f_path.dentry);
	pr_info("print_objects: %pD %pd %pD\n", NULL, NULL, ERR_PTR(-2));
	return 0;
}

static ssize_t objects_read(struct file *file, char __user *to, size_t len,
			    loff_t *pos)
{
	pr_info("print_objects: read %pD\n", file);
	return 0;
}

static const struct file_operations objects_fops = {
	.owner = THIS_MODULE,
	.read = objects_read,
	.open = objects_open,
};

static struct miscdevice objects_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "objects",
	.fops = &objects_fops,
};

static int __init print_objects_init(void)
{
	struct resource *mine = request_region(0x6f0, 8, "print_objects");

	pr_info("print_objects: %pR\n", &bar);
	pr_info("print_objects: %pr\n", &bar);
	pr_info("print_objects: %pR %pr\n", &line, &line);
	pr_info("print_objects: %pR %pR\n", &what, &bus);
	pr_info("print_objects: %pR %pr\n", NULL, ERR_PTR(-EBUSY));
	if (mine)
		pr_info("print_objects: %pr %50pR.\n", mine, mine);
	release_region(0x6f0, 8);
	return misc_register(&objects_device);
}

static void __exit print_objects_exit(void)
{
	misc_deregister(&objects_device);
}

module_init(print_objects_init);
module_exit(print_objects_exit);
MODULE_LICENSE("GPL");
