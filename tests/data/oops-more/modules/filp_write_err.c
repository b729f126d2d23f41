#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kernel_write() with an error pointer");

static noinline ssize_t filp_write_err_log(struct file *f, const char *text)
{
	loff_t pos = 0;

	return kernel_write(f, text, strlen(text), &pos);
}

static int __init filp_write_err_init(void)
{
	struct file *f = filp_open("/proc/filp_write_err_none", O_WRONLY, 0);

	printk(KERN_INFO "filp_write_err: open gave %ld\n", PTR_ERR_OR_ZERO(f));
	printk(KERN_INFO "filp_write_err: %zd\n", filp_write_err_log(f, "hello"));
	return 0;
}

static void __exit filp_write_err_exit(void)
{
	printk(KERN_INFO "filp_write_err: unloaded\n");
}

module_init(filp_write_err_init);
module_exit(filp_write_err_exit);
