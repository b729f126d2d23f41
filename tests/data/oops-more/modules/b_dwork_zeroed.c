#include <linux/module.h>
#include <linux/workqueue.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("delayed work without INIT_DELAYED_WORK");
struct retry {
	int attempts;
	struct delayed_work again;
};
static struct retry *retry;
static noinline bool retry_later(struct retry *r, unsigned int ms)
{
	r->attempts++;
	return schedule_delayed_work(&r->again, msecs_to_jiffies(ms));
}
static int __init b_init(void)
{
	retry = kzalloc(sizeof(*retry), GFP_KERNEL);
	if (!retry)
		return -ENOMEM;
	pr_info("b_dwork_zeroed: queued %d\n", retry_later(retry, 100));
	pr_info("b_dwork_zeroed: queued %d\n", retry_later(retry, 100));
	return 0;
}
static void __exit b_exit(void) { }
module_init(b_init);
module_exit(b_exit);
