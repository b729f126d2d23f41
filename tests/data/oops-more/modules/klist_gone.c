#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/klist.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("klist nodes removed twice");

struct plug {
	struct klist_node node;
	int pins;
};

static void plug_get(struct klist_node *n)
{
	pr_info("klist_gone: get %d\n", container_of(n, struct plug, node)->pins);
}

static void plug_put(struct klist_node *n)
{
	pr_info("klist_gone: put %d\n", container_of(n, struct plug, node)->pins);
}

static DEFINE_KLIST(plug_list, plug_get, plug_put);
static struct plug plugs[2] = { { .pins = 2 }, { .pins = 3 } };

static noinline void plug_pull(struct plug *p)
{
	klist_del(&p->node);
}

static int __init klist_gone_init(void)
{
	klist_add_tail(&plugs[0].node, &plug_list);
	klist_add_head(&plugs[1].node, &plug_list);
	plug_pull(&plugs[1]);
	pr_info("klist_gone: attached %d\n", klist_node_attached(&plugs[1].node));
	plug_pull(&plugs[1]);
	return 0;
}

static void __exit klist_gone_exit(void)
{
}

module_init(klist_gone_init);
module_exit(klist_gone_exit);
