#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a structure cleared behind the end of memory");

struct big { u64 regs[512]; };

static noinline void struct_clear_hole_reset(struct big *b)
{
	memset(b, 0, sizeof(*b));
	barrier();
}

static int __init struct_clear_hole_init(void)
{
	struct big *b = __va(0x4000000000UL);

	OPTIMIZER_HIDE_VAR(b);
	pr_info("struct_clear_hole: resetting %px\n", b);
	struct_clear_hole_reset(b);
	return 0;
}

static void __exit struct_clear_hole_exit(void)
{
	printk(KERN_INFO "struct_clear_hole: unloaded\n");
}

module_init(struct_clear_hole_init);
module_exit(struct_clear_hole_exit);
