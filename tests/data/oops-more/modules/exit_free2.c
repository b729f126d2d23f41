/* The buffer is freed by a parameter and again by the exit function: rmmod is what dies. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("double free on unload");

static char *exit_free2_buf;

static int reset_set(const char *val, const struct kernel_param *kp)
{
	kfree(exit_free2_buf);
	printk(KERN_INFO "exit_free2: reset\n");
	return 0;
}
static const struct kernel_param_ops reset_ops = { .set = reset_set };
module_param_cb(reset, &reset_ops, NULL, 0200);

static int __init exit_free2_init(void)
{
	exit_free2_buf = kmalloc(6000, GFP_KERNEL);
	printk(KERN_INFO "exit_free2: loaded\n");
	return 0;
}

static void __exit exit_free2_exit(void)
{
	printk(KERN_INFO "exit_free2: unloading\n");
	kfree(exit_free2_buf);
	printk(KERN_INFO "exit_free2: unloaded\n");
}

module_init(exit_free2_init);
module_exit(exit_free2_exit);
