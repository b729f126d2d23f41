#include <linux/module.h>
#include <linux/interrupt.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("free_irq twice");

static int irq = 10;
module_param(irq, int, 0444);
static int cookie;

static irqreturn_t card_irq(int n, void *dev)
{
	return IRQ_NONE;
}

static int __init free_irq_twice_init(void)
{
	int err = request_irq(irq, card_irq, IRQF_SHARED, "card", &cookie);

	pr_info("free_irq_twice: request_irq(%d) = %d\n", irq, err);
	if (err)
		return err;
	free_irq(irq, &cookie);
	free_irq(irq, &cookie);
	return 0;
}

static void __exit free_irq_twice_exit(void)
{
}
module_init(free_irq_twice_init);
module_exit(free_irq_twice_exit);
