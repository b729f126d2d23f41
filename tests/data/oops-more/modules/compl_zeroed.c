#include <linux/module.h>
#include <linux/completion.h>
#include <linux/kthread.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("completion without init_completion");

static struct transfer {
	int id;
	struct completion done;
	long status;
} xfer;

static int xfer_wait(void *arg)
{
	struct transfer *x = arg;

	if (!wait_for_completion_timeout(&x->done, HZ))
		pr_info("compl_zeroed: timeout\n");
	x->status = -ETIMEDOUT;
	return 0;
}

static int __init compl_zeroed_init(void)
{
	xfer.id = 11;
	kthread_run(xfer_wait, &xfer, "xfer%d", xfer.id);
	return 0;
}

static void __exit compl_zeroed_exit(void)
{
}
module_init(compl_zeroed_init);
module_exit(compl_zeroed_exit);
