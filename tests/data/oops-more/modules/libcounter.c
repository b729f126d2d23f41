/* counters per CPU, references that go with a lock, and a counter without parts */
#include <linux/percpu_counter.h>
#include <linux/refcount.h>
#include <linux/mutex.h>
#include <linux/module.h>
#include <linux/slab.h>

static struct percpu_counter counter;
static DEFINE_MUTEX(mutex);
static DEFINE_SPINLOCK(lock);

static int __init counter_init(void)
{
	struct percpu_counter *unborn = kzalloc(sizeof(*unborn), GFP_KERNEL);
	refcount_t refs = REFCOUNT_INIT(3);
	bool last;
	int i;

	percpu_counter_init(&counter, 100, GFP_KERNEL);
	for (i = 0; i < 100; i++)
		percpu_counter_inc(&counter);
	pr_info("counter: about %lld, %lld\n", percpu_counter_read(&counter),
		percpu_counter_sum(&counter));
	percpu_counter_add(&counter, -1000);
	pr_info("counter: about %lld, %lld\n", percpu_counter_read(&counter),
		percpu_counter_sum(&counter));
	pr_info("counter: %d %d %d\n", percpu_counter_compare(&counter, -800),
		percpu_counter_compare(&counter, -801),
		percpu_counter_compare(&counter, 5));
	percpu_counter_set(&counter, 7);
	percpu_counter_inc(&counter);
	percpu_counter_sync(&counter);
	pr_info("counter: %lld\n", percpu_counter_read(&counter));
	percpu_counter_destroy(&counter);
	percpu_counter_destroy(&counter);

	pr_info("counter: not one %d\n", refcount_dec_not_one(&refs));
	last = refcount_dec_and_mutex_lock(&refs, &mutex);
	pr_info("counter: %d %d %d\n", last, mutex_is_locked(&mutex),
		refcount_read(&refs));
	last = refcount_dec_and_mutex_lock(&refs, &mutex);
	pr_info("counter: %d %d %d\n", last, mutex_is_locked(&mutex),
		refcount_read(&refs));
	mutex_unlock(&mutex);
	refcount_set(&refs, 1);
	last = refcount_dec_and_lock(&refs, &lock);
	pr_info("counter: %d %d\n", last, spin_is_locked(&lock));
	spin_unlock(&lock);
	refcount_set(&refs, 1);
	pr_info("counter: if one %d %d\n", refcount_dec_if_one(&refs),
		refcount_dec_if_one(&refs));
	percpu_counter_sum((struct percpu_counter *)0x3000);
	return 0;
}
module_init(counter_init);
MODULE_LICENSE("GPL");
