#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the write function of a file returns an error without unlocking");

static DEFINE_SPINLOCK(lk_write_lock);
static int lk_write_n;

static noinline int lk_write_set(int n)
{
	spin_lock(&lk_write_lock);
	if (n > 10)
		return -ERANGE;
	lk_write_n = n;
	spin_unlock(&lk_write_lock);
	return 0;
}

static ssize_t lk_write_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	int n, err = kstrtoint_from_user(buf, len, 0, &n);

	if (!err)
		err = lk_write_set(n);
	printk(KERN_INFO "lk_write: set gives %d\n", err);
	return err ? err : len;
}
static const struct proc_ops lk_write_ops = { .proc_write = lk_write_write };

static int __init lk_write_init(void)
{
	proc_create("lk_write", 0222, NULL, &lk_write_ops);
	return 0;
}

static void __exit lk_write_exit(void)
{
	remove_proc_entry("lk_write", NULL);
}

module_init(lk_write_init);
module_exit(lk_write_exit);
