#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/hrtimer.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("wild write in a hard interrupt (hrtimer) while insmod is busy");

static struct hrtimer irq_hard_busy_t;

static noinline enum hrtimer_restart irq_hard_busy_fn(struct hrtimer *t)
{
	char *p = (char *)0xffffdeadbeef0000UL;

	OPTIMIZER_HIDE_VAR(p);
	*(volatile char *)p = 'A';
	return HRTIMER_NORESTART;
}

static int __init irq_hard_busy_init(void)
{
	hrtimer_init(&irq_hard_busy_t, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	irq_hard_busy_t.function = irq_hard_busy_fn;
	printk(KERN_INFO "irq_hard_busy: arming hrtimer\n");
	hrtimer_start(&irq_hard_busy_t, ms_to_ktime(20), HRTIMER_MODE_REL_HARD);
	mdelay(100);
	printk(KERN_INFO "irq_hard_busy: survived\n");
	return 0;
}

static void __exit irq_hard_busy_exit(void)
{
	printk(KERN_INFO "irq_hard_busy: unloaded\n");
}

module_init(irq_hard_busy_init);
module_exit(irq_hard_busy_exit);
