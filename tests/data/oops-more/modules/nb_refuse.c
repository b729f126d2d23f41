#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/notifier.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("module notifier refuses a module by its name");

static int gate(struct notifier_block *nb, unsigned long state, void *data)
{
	struct module *mod = data;

	if (mod == THIS_MODULE)
		return NOTIFY_DONE;
	pr_info("nb_refuse: %s state %lu\n", mod->name, state);
	if (state == MODULE_STATE_COMING && !strcmp(mod->name, "st_negative"))
		return NOTIFY_BAD;
	return NOTIFY_OK;
}

static struct notifier_block nb = { .notifier_call = gate };

static int __init nb_refuse_init(void)
{
	return register_module_notifier(&nb);
}

static void __exit nb_refuse_exit(void)
{
	unregister_module_notifier(&nb);
}

module_init(nb_refuse_init);
module_exit(nb_refuse_exit);
