#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/sysctl.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sysctl table still registered after rmmod");

static int sysctl_left_value = 3;
static struct ctl_table sysctl_left_table[] = {
	{ .procname = "value", .data = &sysctl_left_value, .maxlen = sizeof(int), .mode = 0644, .proc_handler = proc_dointvec },
	{ }
};

static int __init sysctl_left_init(void)
{
	register_sysctl("sysctl_left", sysctl_left_table);
	return 0;
}

static void __exit sysctl_left_exit(void)
{
	printk(KERN_INFO "sysctl_left: unloaded\n");
}

module_init(sysctl_left_init);
module_exit(sysctl_left_exit);
