#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/delay.h>
#include <linux/percpu-refcount.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("percpu_ref_reinit() of one that is in use, and one that goes on after its death");

static struct percpu_ref percpu_ref_live_ref, percpu_ref_live_again;

static void percpu_ref_live_release(struct percpu_ref *ref)
{
	printk(KERN_INFO "percpu_ref_live: released %d\n", percpu_ref_is_zero(ref));
}

static void percpu_ref_live_confirm(struct percpu_ref *ref)
{
	printk(KERN_INFO "percpu_ref_live: confirmed\n");
}

static int __init percpu_ref_live_init(void)
{
	int err = percpu_ref_init(&percpu_ref_live_ref, percpu_ref_live_release, 0, GFP_KERNEL);

	err = err ?: percpu_ref_init(&percpu_ref_live_again, percpu_ref_live_release, PERCPU_REF_ALLOW_REINIT, GFP_KERNEL);
	if (err)
		return err;
	percpu_ref_get_many(&percpu_ref_live_again, 3);
	printk(KERN_INFO "percpu_ref_live: tryget %d\n", percpu_ref_tryget_live(&percpu_ref_live_again));
	percpu_ref_kill_and_confirm(&percpu_ref_live_again, percpu_ref_live_confirm);
	printk(KERN_INFO "percpu_ref_live: tryget %d\n", percpu_ref_tryget_live(&percpu_ref_live_again));
	percpu_ref_put_many(&percpu_ref_live_again, 3);
	msleep(50);
	percpu_ref_put(&percpu_ref_live_again);
	percpu_ref_reinit(&percpu_ref_live_again);
	printk(KERN_INFO "percpu_ref_live: tryget %d zero %d\n", percpu_ref_tryget_live(&percpu_ref_live_again),
	       percpu_ref_is_zero(&percpu_ref_live_again));
	percpu_ref_switch_to_atomic_sync(&percpu_ref_live_again);
	percpu_ref_put(&percpu_ref_live_again);
	percpu_ref_switch_to_percpu(&percpu_ref_live_again);
	percpu_ref_exit(&percpu_ref_live_again);
	percpu_ref_reinit(&percpu_ref_live_ref);
	percpu_ref_exit(&percpu_ref_live_ref);
	printk(KERN_INFO "percpu_ref_live: still here\n");
	return 0;
}

static void __exit percpu_ref_live_exit(void)
{
	printk(KERN_INFO "percpu_ref_live: unloaded\n");
}

module_init(percpu_ref_live_init);
module_exit(percpu_ref_live_exit);
