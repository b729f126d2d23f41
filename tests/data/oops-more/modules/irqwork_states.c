// The states of an irq_work: asked for with interrupts disabled, twice, and what
// runs when they are enabled again. The second one warns.
#include <linux/irq_work.h>
#include <linux/module.h>

static int runs;

static void count_fn(struct irq_work *work)
{
	runs++;
	pr_info("irqwork_states: run %d, pending %d busy %d irqs off %d\n",
		runs, irq_work_is_pending(work), irq_work_is_busy(work),
		irqs_disabled());
}

static void warn_fn(struct irq_work *work)
{
	WARN(1, "irqwork_states: too many runs: %d\n", runs);
}

static DEFINE_IRQ_WORK(count_work, count_fn);
static DEFINE_IRQ_WORK(warn_work, warn_fn);

static int __init irqwork_states_init(void)
{
	unsigned long flags;
	bool first, second;

	local_irq_save(flags);
	first = irq_work_queue(&count_work);
	second = irq_work_queue(&count_work);
	pr_info("irqwork_states: queued %d %d, pending %d, ran %d\n", first,
		second, irq_work_is_pending(&count_work), runs);
	local_irq_restore(flags);
	irq_work_sync(&count_work);
	pr_info("irqwork_states: ran %d\n", runs);
	irq_work_queue(&warn_work);
	irq_work_sync(&warn_work);
	pr_info("irqwork_states: busy %d\n", irq_work_is_busy(&warn_work));
	return 0;
}

static void __exit irqwork_states_exit(void)
{
}

module_init(irqwork_states_init);
module_exit(irqwork_states_exit);
MODULE_LICENSE("GPL");
