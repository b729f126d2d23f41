// A meter hands each sample to a function that an interrupt calls. Nobody set up
// the filter which that function follows.
#include <linux/irq_work.h>
#include <linux/module.h>

struct filter {
	long last;
	int (*apply)(long sample);
};

static struct filter *filter;
static struct irq_work sample_work;

static noinline void take_sample(struct filter *f, long sample)
{
	f->last = sample;
}

static void sample_fn(struct irq_work *work)
{
	pr_info("irqwork_null: hardirq %d\n", !!in_hardirq());
	take_sample(filter, 42);
}

static int __init irqwork_null_init(void)
{
	init_irq_work(&sample_work, sample_fn);
	irq_work_queue(&sample_work);
	return 0;
}

module_init(irqwork_null_init);
MODULE_LICENSE("GPL");
