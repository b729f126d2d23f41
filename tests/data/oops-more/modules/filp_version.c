#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kernel_read() of /proc/version, and a null buffer");

static noinline ssize_t filp_version_read(struct file *f, char *buf)
{
	loff_t pos = 0;
	ssize_t n = kernel_read(f, buf, 14, &pos);

	printk(KERN_INFO "filp_version: %zd at %lld\n", n, pos);
	return n;
}

static int __init filp_version_init(void)
{
	struct file *f = filp_open("/proc/version", O_RDONLY, 0);
	static char buf[16];

	if (IS_ERR(f))
		return PTR_ERR(f);
	filp_version_read(f, buf);
	printk(KERN_INFO "filp_version: %s\n", buf);
	filp_close(f, NULL);
	f = filp_open("/proc/version", O_RDONLY, 0);
	filp_version_read(f, NULL);
	filp_close(f, NULL);
	return 0;
}

static void __exit filp_version_exit(void)
{
	printk(KERN_INFO "filp_version: unloaded\n");
}

module_init(filp_version_init);
module_exit(filp_version_exit);
