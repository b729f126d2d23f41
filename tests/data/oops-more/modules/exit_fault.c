#include <linux/module.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("fault in exit");

struct port {
	int nr;
	void (*shutdown)(struct port *p);
	struct port *peer;
};

static struct port *ports[2];

static noinline void port_close(struct port *p)
{
	pr_info("exit_fault: closing %d\n", p->nr);
	p->peer->peer = NULL;
}

static int __init exit_fault_init(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		ports[i] = kzalloc(sizeof(struct port), GFP_KERNEL);
		if (!ports[i])
			return -ENOMEM;
		ports[i]->nr = i + 1;
	}
	ports[0]->peer = ports[1];
	return 0;
}

static void __exit exit_fault_exit(void)
{
	int i;

	for (i = 0; i < 2; i++)
		port_close(ports[i]);
}
module_init(exit_fault_init);
module_exit(exit_fault_exit);
