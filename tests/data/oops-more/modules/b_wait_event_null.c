#include <linux/module.h>
#include <linux/kthread.h>
#include <linux/wait.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("wait_event without init_waitqueue_head");
struct ring {
	u32 head, tail;
	wait_queue_head_t wq;
};
static noinline int ring_wait(struct ring *r)
{
	return wait_event_interruptible(r->wq, READ_ONCE(r->head) != READ_ONCE(r->tail));
}
static int consumer(void *p)
{
	struct ring *r = p;

	pr_info("b_wait_event_null: %d\n", ring_wait(r));
	return 0;
}
static int __init b_init(void)
{
	struct ring *r = kcalloc(2, sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	kthread_run(consumer, &r[1], "ring/consumer");
	return 0;
}
static void __exit b_exit(void) { }
module_init(b_init);
module_exit(b_exit);
