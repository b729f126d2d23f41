#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("unbounded recursion in a timer callback, on the interrupt stack");

static struct timer_list irq_recursion_t;

static noinline unsigned long irq_recursion_down(unsigned long n)
{
	volatile char pad[256];

	pad[n % 256] = n;
	return irq_recursion_down(n + 1) + pad[(n + 7) % 256];
}

static void irq_recursion_fn(struct timer_list *t)
{
	printk(KERN_INFO "irq_recursion: result %lu\n", irq_recursion_down(1));
}

static int __init irq_recursion_init(void)
{
	timer_setup(&irq_recursion_t, irq_recursion_fn, 0);
	mod_timer(&irq_recursion_t, jiffies + 10);
	return 0;
}

static void __exit irq_recursion_exit(void)
{
	printk(KERN_INFO "irq_recursion: unloaded\n");
}

module_init(irq_recursion_init);
module_exit(irq_recursion_exit);
