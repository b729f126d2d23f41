#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("pr_debug switched on by dyndbg, dump_stack, then BUG");

static noinline void dyn_step(int n)
{
	pr_debug("step %d\n", n);
	if (n == 2)
		dump_stack();
	if (n == 4)
		BUG();
}

static int __init dyn_dbg_init(void)
{
	int i;
	u8 raw[5] = { 1, 2, 3, 4, 5 };

	print_hex_dump_debug("raw: ", DUMP_PREFIX_OFFSET, 16, 1, raw, sizeof(raw), true);
	for (i = 0; i < 6; i++)
		dyn_step(i);
	return 0;
}

static void __exit dyn_dbg_exit(void)
{
}

module_init(dyn_dbg_init);
module_exit(dyn_dbg_exit);
