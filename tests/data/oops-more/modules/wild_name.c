#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("%s of a pointer that is none");

struct port {
	u32 id;
	const char *name;
};

static struct port wild_ports[3] = { { 1, "serial" }, { 2, NULL }, { 3, (char *)0x7265746e697270ULL } };
static bool heap;
module_param(heap, bool, 0);

static noinline void wild_print(const struct port *p)
{
	pr_info("wild_name: port %u is %s\n", p->id, p->name);
}

static int __init wild_name_init(void)
{
	char *s;

	wild_print(&wild_ports[0]);
	wild_print(&wild_ports[1]);
	if (heap) {
		s = kasprintf(GFP_KERNEL, "port-%d-%s", 3, (char *)0xffffc8ffdead0000);
		kfree(s);
	}
	wild_print(&wild_ports[2]);
	return 0;
}

static void __exit wild_name_exit(void)
{
}

module_init(wild_name_init);
module_exit(wild_name_exit);
