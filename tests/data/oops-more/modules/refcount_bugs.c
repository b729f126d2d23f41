#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/refcount.h>
#include <linux/kref.h>
#include <linux/atomic.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("reference counts that go wrong");

struct thing {
	struct kref ref;
	int n;
};

static void refcount_bugs_release(struct kref *ref)
{
	struct thing *t = container_of(ref, struct thing, ref);

	printk(KERN_INFO "refcount_bugs: release %d\n", t->n);
	kfree(t);
}

static int __init refcount_bugs_init(void)
{
	struct thing *t = kzalloc(sizeof(*t), GFP_KERNEL);
	static refcount_t r = REFCOUNT_INIT(1);
	atomic_t a = ATOMIC_INIT(5);

	if (!t)
		return -ENOMEM;
	kref_init(&t->ref);
	t->n = 9;
	kref_get(&t->ref);
	printk(KERN_INFO "refcount_bugs: refs %u\n", kref_read(&t->ref));
	kref_put(&t->ref, refcount_bugs_release);
	kref_put(&t->ref, refcount_bugs_release);
	atomic_add(3, &a);
	printk(KERN_INFO "refcount_bugs: %d %d\n", atomic_read(&a), atomic_dec_and_test(&a));
	if (refcount_dec_and_test(&r))
		printk(KERN_INFO "refcount_bugs: zero\n");
	refcount_inc(&r);
	refcount_set(&r, 0);
	refcount_dec(&r);
	return 0;
}

static void __exit refcount_bugs_exit(void)
{
	printk(KERN_INFO "refcount_bugs: unloaded\n");
}

module_init(refcount_bugs_init);
module_exit(refcount_bugs_exit);
