#include <linux/module.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("tasklet set up twice");
static struct tasklet_struct rx;
static int packets;

static void rx_fn(unsigned long budget)
{
	packets += budget;
	pr_info("b_tasklet_reinit: %d packets\n", packets);
}

static noinline void rx_reset(void)
{
	tasklet_init(&rx, rx_fn, 64);
}

static int __init b_init(void)
{
	rx_reset();
	local_bh_disable();
	tasklet_schedule(&rx);
	rx_reset();
	local_bh_enable();
	return 0;
}
static void __exit b_exit(void) { tasklet_kill(&rx); }
module_init(b_init);
module_exit(b_exit);
