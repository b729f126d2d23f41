#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("filp_close() twice");

static noinline int filp_close_twice_close(struct file *f)
{
	return filp_close(f, NULL);
}

static int __init filp_close_twice_init(void)
{
	struct file *f = filp_open("/proc/version", O_RDONLY, 0);
	int a, b;

	if (IS_ERR(f))
		return PTR_ERR(f);
	a = filp_close_twice_close(f);
	b = filp_close_twice_close(f);
	printk(KERN_INFO "filp_close_twice: %d %d\n", a, b);
	return 0;
}

static void __exit filp_close_twice_exit(void)
{
	printk(KERN_INFO "filp_close_twice: unloaded\n");
}

module_init(filp_close_twice_init);
module_exit(filp_close_twice_exit);
