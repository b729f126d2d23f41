#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/idr.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("idr_for_each with a callback that was never set");

struct walker { int (*fn)(int id, void *p, void *data); void *data; };
static DEFINE_IDR(idr_cb_null_idr);
static struct walker idr_cb_null_w;

static noinline int idr_cb_null_walk(struct walker *w)
{
	return idr_for_each(&idr_cb_null_idr, w->fn, w->data);
}

static int __init idr_cb_null_init(void)
{
	pr_info("idr_cb_null: empty %d\n", idr_cb_null_walk(&idr_cb_null_w));
	pr_info("idr_cb_null: id %d\n", idr_alloc(&idr_cb_null_idr, &idr_cb_null_w, 10, 20, GFP_KERNEL));
	pr_info("idr_cb_null: %d\n", idr_cb_null_walk(&idr_cb_null_w));
	return 0;
}

static void __exit idr_cb_null_exit(void)
{
	printk(KERN_INFO "idr_cb_null: unloaded\n");
}

module_init(idr_cb_null_init);
module_exit(idr_cb_null_exit);
