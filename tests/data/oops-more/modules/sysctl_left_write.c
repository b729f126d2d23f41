#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/sysctl.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to a sysctl of a module that is gone");

static int sysctl_left_write_value = 3;
static struct ctl_table sysctl_left_write_table[] = {
	{ .procname = "sysctl_left_write", .data = &sysctl_left_write_value, .maxlen = sizeof(int), .mode = 0644, .proc_handler = proc_dointvec },
	{ }
};

static int __init sysctl_left_write_init(void)
{
	register_sysctl("kernel", sysctl_left_write_table);
	return 0;
}

static void __exit sysctl_left_write_exit(void)
{
	printk(KERN_INFO "sysctl_left_write: unloaded\n");
}

module_init(sysctl_left_write_init);
module_exit(sysctl_left_write_exit);
