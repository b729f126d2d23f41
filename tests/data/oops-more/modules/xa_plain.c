#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/xarray.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("xa_alloc on an array that does not allocate; the id stays what it was");

static DEFINE_XARRAY(slots);
static int payload = 42;
static u32 *ids[2];

static noinline int slot_take(u32 *id)
{
	return xa_alloc(&slots, id, &payload, xa_limit_31b, GFP_KERNEL);
}

static int __init xa_plain_init(void)
{
	u32 id = 0x1000;
	int *p;

	pr_info("xa_plain: %d\n", slot_take(&id));
	p = xa_load(&slots, id);
	pr_info("xa_plain: id %#x %s\n", id, p ? "found" : "missing");
	pr_info("xa_plain: again %d\n", slot_take(ids[1]));
	return *p;
}

static void __exit xa_plain_exit(void)
{
}

module_init(xa_plain_init);
module_exit(xa_plain_exit);
