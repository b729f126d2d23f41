#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an off-by-one loop overwrites half of a function pointer");

static struct {
	u32 slot[6];
	void (*done)(int);
} table_overrun_t;

static void table_overrun_done(int n)
{
	printk(KERN_INFO "table_overrun: filled %d\n", n);
}

static noinline void table_overrun_fill(u32 *slot, int last)
{
	int i;

	for (i = 0; i <= last; i++)
		WRITE_ONCE(slot[i], 0x10101010 * i);
}

static int __init table_overrun_init(void)
{
	int n = 6;

	OPTIMIZER_HIDE_VAR(n);
	WRITE_ONCE(table_overrun_t.done, table_overrun_done);
	table_overrun_fill(table_overrun_t.slot, n);
	READ_ONCE(table_overrun_t.done)(n);
	printk(KERN_INFO "table_overrun: back\n");
	return 0;
}

static void __exit table_overrun_exit(void)
{
	printk(KERN_INFO "table_overrun: unloaded\n");
}

module_init(table_overrun_init);
module_exit(table_overrun_exit);
