/* An operations table without .write; the call is a tail call, so that the
 * caller of the NULL function is not on the stack. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("tail call through a hole in an operations table");

struct ops_hole_ops {
	int (*open)(int);
	int (*read)(int);
	int (*write)(int);
};

static int ops_hole_open(int minor) { return minor; }

static const struct ops_hole_ops ops_hole_table = { .open = ops_hole_open };

static noinline int ops_hole_submit(const struct ops_hole_ops *ops, int minor)
{
	return ops->write(minor);
}

static noinline int ops_hole_io(const struct ops_hole_ops *ops, int minor)
{
	return ops->open(minor) + ops_hole_submit(ops, minor);
}

static int __init ops_hole_init(void)
{
	const struct ops_hole_ops *ops = &ops_hole_table;

	OPTIMIZER_HIDE_VAR(ops);
	printk(KERN_INFO "ops_hole: open=%ps write=%px\n", ops->open, ops->write);
	printk(KERN_INFO "ops_hole: %d\n", ops_hole_io(ops, 0));
	return 0;
}

static void __exit ops_hole_exit(void)
{
	printk(KERN_INFO "ops_hole: unloaded\n");
}

module_init(ops_hole_init);
module_exit(ops_hole_exit);
