// SPDX-License-Identifier: GPL-2.0-or-later
/* Requests interrupt lines in every way, and says what came of it. */
#include <linux/interrupt.h>
#include <linux/module.h>
MODULE_LICENSE("GPL");

static int shared = 7, threaded = 11;
static bool wrong;
module_param(wrong, bool, 0);

static irqreturn_t handler(int irq, void *device)
{
	pr_info("irqs: interrupt %d, %s, in %s\n", irq, (const char *)device,
		in_hardirq() ? "hardirq" : "something else");
	return IRQ_HANDLED;
}

static irqreturn_t waker(int irq, void *device)
{
	pr_info("irqs: interrupt %d wakes\n", irq);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t in_thread(int irq, void *device)
{
	pr_info("irqs: thread %s, %s\n", current->comm,
		in_interrupt() ? "in interrupt" : "may sleep");
	return IRQ_HANDLED;
}

static void try(unsigned int irq, unsigned long flags, void *device)
{
	int err = request_irq(irq, handler, flags, "irqs_try", device);

	pr_info("irqs: %u with %lx: %d\n", irq, flags, err);
	if (!err)
		pr_info("irqs: it was %s\n",
			(const char *)free_irq(irq, device));
}

static int __init irqs_init(void)
{
	int err;

	try(0, IRQF_SHARED, "a");
	try(3, 0, NULL);
	try(3, IRQF_SHARED, NULL);
	try(4, IRQF_SHARED, "a");
	try(8, 0, NULL);
	try(12, IRQF_SHARED, "a");
	try(16, IRQF_SHARED, "a");
	err = request_threaded_irq(5, NULL, in_thread, 0, "irqs_no", NULL);
	pr_info("irqs: without ONESHOT: %d\n", err);
	err = request_threaded_irq(threaded, waker, in_thread, IRQF_SHARED,
				   "irqs_thread", &threaded);
	pr_info("irqs: with a thread: %d\n", err);
	err = request_irq(shared, handler, IRQF_SHARED, "irqs_one", "one");
	err |= request_irq(shared, handler, IRQF_SHARED, "irqs_two", "two");
	pr_info("irqs: two of them: %d\n", err);
	try(shared, 0, "three");
	disable_irq(shared);
	disable_irq(shared);
	enable_irq(shared);
	enable_irq(shared);
	if (wrong)
		enable_irq(shared);
	return 0;
}

static void __exit irqs_exit(void)
{
	if (wrong)
		free_irq(shared, "three");
	pr_info("irqs: it was %s\n", (const char *)free_irq(shared, "one"));
	pr_info("irqs: it was %s\n", (const char *)free_irq(shared, "two"));
	pr_info("irqs: it was %s\n",
		(const char *)free_irq(threaded, &threaded));
}

module_init(irqs_init);
module_exit(irqs_exit);
