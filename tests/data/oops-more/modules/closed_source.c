#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("Proprietary");
MODULE_DESCRIPTION("a module without a free licence, an odd return value and a fault in exit");

static char *closed_blob;

static noinline void closed_wipe(char *blob, int n)
{
	while (n--)
		blob[n] = 0;
}

static int __init closed_source_init(void)
{
	printk("closed_source: init\n");
	return 3;
}

static void __exit closed_source_exit(void)
{
	closed_wipe(closed_blob, 16);
}

module_init(closed_source_init);
module_exit(closed_source_exit);
