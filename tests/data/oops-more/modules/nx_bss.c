/* The module's own .bss is not executable either; the call goes through a structure of methods. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call into the .bss of the module");

struct nx_bss_ops {
	int id;
	void (*fn)(void);
};

static unsigned char nx_bss_code[256];
static struct nx_bss_ops nx_bss_table[2];

static noinline int nx_bss_run(struct nx_bss_ops *o)
{
	o->fn();
	return o->id;
}

static int __init nx_bss_init(void)
{
	memset(nx_bss_code, 0xc3, sizeof(nx_bss_code));	/* ret */
	nx_bss_table[1].id = 1;
	nx_bss_table[1].fn = (void *)(nx_bss_code + 128);
	printk(KERN_INFO "nx_bss: running %px\n", nx_bss_table[1].fn);
	printk(KERN_INFO "nx_bss: ran %d\n", nx_bss_run(&nx_bss_table[1]));
	return 0;
}

static void __exit nx_bss_exit(void)
{
	printk(KERN_INFO "nx_bss: unloaded\n");
}

module_init(nx_bss_init);
module_exit(nx_bss_exit);
