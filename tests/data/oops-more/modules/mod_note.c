#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("fault in a module notifier");

struct watch {
	const char *name;
	void (*gone)(const char *name);
};
static struct watch watch = { .name = "mod_note2" };

static int on_module(struct notifier_block *nb, unsigned long state, void *data)
{
	struct module *mod = data;

	pr_info("mod_note: %s, state %lu\n", mod->name, state);
	if (state == MODULE_STATE_GOING && !strcmp(mod->name, watch.name))
		watch.gone(mod->name);
	return NOTIFY_OK;
}
static struct notifier_block module_nb = { .notifier_call = on_module };

static int __init mod_note_init(void)
{
	return register_module_notifier(&module_nb);
}

static void __exit mod_note_exit(void)
{
	unregister_module_notifier(&module_nb);
}
module_init(mod_note_init);
module_exit(mod_note_exit);
