#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/srcu.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("cleanup_srcu_struct with a reader left inside");

static struct srcu_struct domain;
static int fail;

static noinline int lookup(int key)
{
	int idx = srcu_read_lock(&domain);

	if (key < 0) {
		fail++;
		return -EINVAL;
	}
	srcu_read_unlock(&domain, idx);
	return key;
}

static int __init srcu_leak_init(void)
{
	int err = init_srcu_struct(&domain);

	if (err)
		return err;
	pr_info("srcu_leak: %d\n", lookup(4));
	pr_info("srcu_leak: %d\n", lookup(-1));
	return 0;
}

static void __exit srcu_leak_exit(void)
{
	cleanup_srcu_struct(&domain);
	pr_info("srcu_leak: unloaded\n");
}

module_init(srcu_leak_init);
module_exit(srcu_leak_exit);
