#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/preempt.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("tasklet returns with one rcu_read_lock and one preempt_disable too many");

static int mode;

static void tx_fn(struct tasklet_struct *t)
{
	preempt_disable();
	if (mode == 0)
		return;
	preempt_enable();
}
static DECLARE_TASKLET(tx_tasklet, tx_fn);

static int __init tl_huh_init(void)
{
	local_bh_disable();
	tasklet_schedule(&tx_tasklet);
	local_bh_enable();
	pr_info("tl_huh: loaded\n");
	return 0;
}

static void __exit tl_huh_exit(void)
{
	tasklet_kill(&tx_tasklet);
}

module_init(tl_huh_init);
module_exit(tl_huh_exit);
