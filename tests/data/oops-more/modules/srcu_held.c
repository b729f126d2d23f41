#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/srcu.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("cleanup_srcu_struct() while a reader is in");

static struct srcu_struct s;

static int __init sheld_init(void)
{
	int err = init_srcu_struct(&s);
	int idx = srcu_read_lock(&s);

	pr_info("sheld: %d %d\n", err, idx);
	cleanup_srcu_struct(&s);
	pr_info("sheld: cleaned\n");
	return 0;
}

module_init(sheld_init);
