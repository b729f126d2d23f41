#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/idr.h>
#include <linux/xarray.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("ida_free twice, idr_remove of nothing, bad xarray entries");

static DEFINE_IDA(unit_ida);
static DEFINE_IDR(unit_idr);
static DEFINE_XARRAY(unit_xa);
static int unit_data[3];

static noinline void id_release(int id)
{
	ida_free(&unit_ida, id);
}

static int __init id_twice_init(void)
{
	int a = ida_alloc(&unit_ida, GFP_KERNEL), b = ida_alloc_range(&unit_ida, 40, 50, GFP_KERNEL);
	int c = idr_alloc(&unit_idr, &unit_data[0], 5, 10, GFP_KERNEL);
	void *old;

	pr_info("id_twice: ids %d %d %d\n", a, b, c);
	pr_info("id_twice: remove %d %d\n", idr_remove(&unit_idr, 5) == &unit_data[0], idr_remove(&unit_idr, 5) == NULL);
	id_release(b);
	id_release(b);
	id_release(2000);
	pr_info("id_twice: full %d\n", ida_alloc_range(&unit_ida, 0, 0, GFP_KERNEL));
	pr_info("id_twice: start %d\n", idr_alloc(&unit_idr, &unit_data[1], -1, 4, GFP_KERNEL));
	old = xa_store(&unit_xa, 3, (char *)unit_data + 2, GFP_KERNEL);
	pr_info("id_twice: xa_store %d\n", xa_err(old));
	pr_info("id_twice: xa_insert %d\n", xa_insert(&unit_xa, 4, xa_mk_value(9), GFP_KERNEL));
	pr_info("id_twice: xa_insert %d\n", xa_insert(&unit_xa, 4, xa_mk_value(9), GFP_KERNEL));
	pr_info("id_twice: value %d\n", *(int *)xa_load(&unit_xa, 4));
	return 0;
}

static void __exit id_twice_exit(void)
{
}

module_init(id_twice_init);
module_exit(id_twice_exit);
