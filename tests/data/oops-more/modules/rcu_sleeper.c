#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sleeping inside rcu_read_lock");

struct config {
	int mtu;
};
static struct config first = { .mtu = 1500 };
static struct config __rcu *active = (struct config __rcu *)&first;

static noinline int read_mtu_slowly(void)
{
	struct config *c;
	int mtu;

	rcu_read_lock();
	c = rcu_dereference(active);
	schedule_timeout_uninterruptible(HZ / 25);
	mtu = c->mtu;
	rcu_read_unlock();
	return mtu;
}

static int __init rcu_sleeper_init(void)
{
	pr_info("rcu_sleeper: mtu %d\n", read_mtu_slowly());
	return 0;
}

static void __exit rcu_sleeper_exit(void)
{
}
module_init(rcu_sleeper_init);
module_exit(rcu_sleeper_exit);
