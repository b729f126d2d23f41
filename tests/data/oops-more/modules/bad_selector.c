#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a segment register is loaded with a selector that does not exist");

static noinline void load_ss(unsigned short sel)
{
	asm volatile("mov %0, %%ss" :: "r" ((unsigned int)sel) : "memory");
}

static int __init bad_selector_init(void)
{
	pr_info("bad_selector: loading ss\n");
	load_ss(0x1238);
	pr_info("bad_selector: loaded\n");
	return 0;
}

static void __exit bad_selector_exit(void)
{
	pr_info("bad_selector: unloaded\n");
}

module_init(bad_selector_init);
module_exit(bad_selector_exit);
