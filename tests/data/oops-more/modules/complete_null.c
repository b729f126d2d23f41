#include <linux/module.h>
#include <linux/workqueue.h>
#include <linux/completion.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("complete(NULL) from work");

struct dma_req {
	struct work_struct finish;
	struct completion *done;
	int bytes;
};

static struct dma_req req = { .bytes = 4096 };

static void dma_finish(struct work_struct *w)
{
	struct dma_req *r = container_of(w, struct dma_req, finish);

	pr_info("complete_null: %d bytes moved\n", r->bytes);
	complete(r->done);
}

static int __init complete_null_init(void)
{
	INIT_WORK(&req.finish, dma_finish);
	queue_work(system_highpri_wq, &req.finish);
	return 0;
}

static void __exit complete_null_exit(void)
{
}
module_init(complete_null_init);
module_exit(complete_null_exit);
