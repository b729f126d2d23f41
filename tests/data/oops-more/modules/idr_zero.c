#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/idr.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an IDR that was never initialised, then a handle that was removed");

struct conn {
	int port;
	char peer[12];
};

static struct idr conn_idr;

static noinline int conn_port(int handle)
{
	struct conn *c = idr_find(&conn_idr, handle);

	return c->port;
}

static int __init idr_zero_init(void)
{
	struct conn *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int h;

	if (!c)
		return -ENOMEM;
	c->port = 8080;
	h = idr_alloc(&conn_idr, c, 1, 100, GFP_KERNEL);
	pr_info("idr_zero: handle %d port %d\n", h, conn_port(h));
	idr_remove(&conn_idr, h);
	kfree(c);
	return conn_port(h);
}

static void __exit idr_zero_exit(void)
{
}

module_init(idr_zero_init);
module_exit(idr_zero_exit);
