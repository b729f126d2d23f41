#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/sysrq.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a key of its own for the magic SysRq, whose handler divides by zero");

static int sysrq_key_presses;

static void sysrq_key_handler(int key)
{
	int left = 2 - sysrq_key_presses++;

	OPTIMIZER_HIDE_VAR(left);
	pr_info("sysrq_key: key %c, share %d\n", key, 100 / left);
}
static const struct sysrq_key_op sysrq_key_op = {
	.handler = sysrq_key_handler,
	.help_msg = "share(x)",
	.action_msg = "Share",
	.enable_mask = SYSRQ_ENABLE_DUMP,
};

static int __init sysrq_key_init(void)
{
	int err = register_sysrq_key('x', &sysrq_key_op);

	pr_info("sysrq_key: register %d\n", err);
	return err;
}

static void __exit sysrq_key_exit(void)
{
	unregister_sysrq_key('x', &sysrq_key_op);
}

module_init(sysrq_key_init);
module_exit(sysrq_key_exit);
