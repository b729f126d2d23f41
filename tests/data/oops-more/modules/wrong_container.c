#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/notifier.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("container_of with the wrong type in a notifier");

struct cam {
	char serial[24];
	struct notifier_block nb;
	void (*stop)(struct cam *c);
};

struct mic {
	struct notifier_block nb;
	int level;
	char vendor[40];
};

static int wrong_event(struct notifier_block *nb, unsigned long ev, void *data)
{
	struct cam *c = container_of(nb, struct cam, nb);

	pr_info("wrong_container: event %lu\n", ev);
	c->stop(c);
	return NOTIFY_OK;
}

static RAW_NOTIFIER_HEAD(wrong_chain);

static int __init wrong_container_init(void)
{
	struct mic *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return -ENOMEM;
	m->level = 0x30;
	strcpy(m->vendor, "Acme");
	m->nb.notifier_call = wrong_event;
	raw_notifier_chain_register(&wrong_chain, &m->nb);
	raw_notifier_call_chain(&wrong_chain, 3, NULL);
	return 0;
}

static void __exit wrong_container_exit(void)
{
}

module_init(wrong_container_init);
module_exit(wrong_container_exit);
