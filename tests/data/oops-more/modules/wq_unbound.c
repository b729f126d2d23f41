#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/workqueue.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a work item on an unbound queue uses its request after it was freed");

struct wq_unbound_req {
	struct work_struct work;
	char *text;
	int len;
};
static struct workqueue_struct *wq_unbound_q;

static noinline void wq_unbound_fn(struct work_struct *work)
{
	struct wq_unbound_req *r = container_of(work, struct wq_unbound_req, work);

	printk(KERN_INFO "wq_unbound: serving %s\n", r->text);
	kfree(r);
	OPTIMIZER_HIDE_VAR(r);
	r->text[0] = 0;
}

static int __init wq_unbound_init(void)
{
	struct wq_unbound_req *r = kzalloc(sizeof(*r), GFP_KERNEL);

	wq_unbound_q = alloc_workqueue("serve", WQ_UNBOUND, 1);
	if (!r || !wq_unbound_q)
		return -ENOMEM;
	r->text = kstrdup("hello", GFP_KERNEL);
	INIT_WORK(&r->work, wq_unbound_fn);
	queue_work(wq_unbound_q, &r->work);
	return 0;
}

static void __exit wq_unbound_exit(void)
{
	destroy_workqueue(wq_unbound_q);
}

module_init(wq_unbound_init);
module_exit(wq_unbound_exit);
