#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/refcount.h>
#include <linux/kref.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("every message of refcount_t");

struct session {
	struct kref ref;
	int open;
};

static struct session ref_session = { .open = 1 };

static void ref_release(struct kref *ref)
{
	struct session *s = container_of(ref, struct session, ref);

	pr_info("ref_states: release, open %d\n", s->open);
	s->open--;
}

static noinline void ref_put_twice(struct session *s)
{
	kref_init(&s->ref);
	kref_put(&s->ref, ref_release);
	kref_put(&s->ref, ref_release);
}

static int __init ref_states_init(void)
{
	refcount_t r = REFCOUNT_INIT(0);

	refcount_inc(&r);
	pr_info("ref_states: %#x\n", refcount_read(&r));
	refcount_set(&r, INT_MAX);
	refcount_add(3, &r);
	pr_info("ref_states: %#x\n", refcount_read(&r));
	refcount_set(&r, 1);
	refcount_dec(&r);
	ref_put_twice(&ref_session);
	refcount_set(&r, INT_MAX);
	pr_info("ref_states: %d\n", refcount_inc_not_zero(&r));
	return 0;
}

static void __exit ref_states_exit(void)
{
}

module_init(ref_states_init);
module_exit(ref_states_exit);
