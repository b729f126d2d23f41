#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/err.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("member of an unchecked filp_open() result (ERR_PTR wraps around)");

static noinline struct inode *filp_errptr_inode(struct file *f)
{
	return READ_ONCE(f->f_inode);
}

static int __init filp_errptr_init(void)
{
	struct file *f = filp_open("/etc/exam.conf", O_RDONLY, 0);

	printk(KERN_INFO "filp_errptr: filp_open gave %ld\n", (long)f);
	printk(KERN_INFO "filp_errptr: inode %px\n", filp_errptr_inode(f));
	return 0;
}

static void __exit filp_errptr_exit(void)
{
	printk(KERN_INFO "filp_errptr: unloaded\n");
}

module_init(filp_errptr_init);
module_exit(filp_errptr_exit);
