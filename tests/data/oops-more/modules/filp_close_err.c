#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("filp_close() with an error pointer");

static noinline void filp_close_err_done(struct file *f)
{
	filp_close(f, NULL);
}

static int __init filp_close_err_init(void)
{
	struct file *f = filp_open("/tmp/filp_close_err/deep", O_CREAT | O_WRONLY, 0600);

	printk(KERN_INFO "filp_close_err: open gave %ld\n", PTR_ERR_OR_ZERO(f));
	filp_close_err_done(f);
	return 0;
}

static void __exit filp_close_err_exit(void)
{
	printk(KERN_INFO "filp_close_err: unloaded\n");
}

module_init(filp_close_err_init);
module_exit(filp_close_err_exit);
