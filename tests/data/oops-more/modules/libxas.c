/* an XArray with a place that is kept; then its tree is overwritten */
#include <linux/xarray.h>
#include <linux/module.h>
#include <linux/slab.h>

static DEFINE_XARRAY(array);

static void store(unsigned long index, unsigned long value)
{
	XA_STATE(xas, &array, index);

	do {
		xas_lock(&xas);
		xas_store(&xas, value ? xa_mk_value(value) : NULL);
		xas_unlock(&xas);
	} while (xas_nomem(&xas, GFP_KERNEL));
	if (xas_error(&xas))
		pr_info("xas: error %d\n", xas_error(&xas));
}

static void show(const char *what)
{
	XA_STATE(xas, &array, 0);
	void *entry;

	pr_info("xas: %s:", what);
	rcu_read_lock();
	xas_for_each(&xas, entry, ULONG_MAX)
		pr_cont(" %lu:%lu", xas.xa_index, xa_to_value(entry));
	rcu_read_unlock();
	pr_cont("\n");
}

static int __init xas_init(void)
{
	static const unsigned long indices[] = {
		0, 1, 5, 63, 64, 1000, 4096, 70000, 1ul << 40, ULONG_MAX
	};
	XA_STATE(xas, &array, 5);
	void *entry;
	int i;

	store(0, 9);
	show("one");
	for (i = 0; i < ARRAY_SIZE(indices); i++)
		store(indices[i], i + 1);
	show("all");
	xas_lock(&xas);
	pr_info("xas: load %lu\n", xa_to_value(xas_load(&xas)));
	xas_set_mark(&xas, XA_MARK_1);
	pr_info("xas: marked %d %d\n", xas_get_mark(&xas, XA_MARK_1),
		xas_get_mark(&xas, XA_MARK_0));
	xas_set(&xas, 70000);
	xas_load(&xas);
	xas_set_mark(&xas, XA_MARK_1);
	xas_set(&xas, 0);
	xas_for_each_marked(&xas, entry, ULONG_MAX, XA_MARK_1)
		pr_info("xas: mark at %lu\n", xas.xa_index);
	xas_set(&xas, 5);
	xas_load(&xas);
	xas_clear_mark(&xas, XA_MARK_1);
	xas_set(&xas, 62);
	entry = xas_load(&xas);
	for (i = 0; i < 4; i++) {
		pr_info("xas: %lu: %d\n", xas.xa_index, entry != NULL);
		entry = xas_next(&xas);
	}
	for (i = 0; i < 4; i++)
		entry = xas_prev(&xas);
	pr_info("xas: %lu: %d\n", xas.xa_index, entry != NULL);
	xas_set(&xas, 60);
	xas_for_each(&xas, entry, 5000) {
		pr_info("xas: deletes %lu\n", xas.xa_index);
		xas_store(&xas, NULL);
		xas_pause(&xas);
	}
	pr_info("xas: mark 1 %d\n", xa_marked(&array, XA_MARK_1));
	xas_set(&xas, 1);
	xas_store(&xas, NULL);
	xas_set(&xas, 1);
	pr_info("xas: conflict %d\n", xas_find_conflict(&xas) != NULL);
	xas_unlock(&xas);
	show("left");
	array.xa_head = (void *)0x7002;
	xas_reset(&xas);
	return xas_load(&xas) != NULL;
}
module_init(xas_init);
MODULE_LICENSE("GPL");
