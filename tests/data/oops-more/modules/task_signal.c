#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a module kills the insmod that loads it");

static int __init tsig_init(void)
{
	pr_info("tsig: pending %d\n", signal_pending(current));
	pr_info("tsig: %d\n", send_sig(SIGKILL, current, 0));
	pr_info("tsig: pending %d fatal %d\n", signal_pending(current),
		fatal_signal_pending(current));
	pr_info("tsig: %d\n", kill_pid(find_vpid(31999), SIGTERM, 1));
	return 0;
}

module_init(tsig_init);
