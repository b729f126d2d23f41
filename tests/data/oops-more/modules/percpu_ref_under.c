#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/delay.h>
#include <linux/percpu-refcount.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a percpu_ref that is put once too often");

static struct percpu_ref percpu_ref_under_ref;

static void percpu_ref_under_release(struct percpu_ref *ref)
{
	printk(KERN_INFO "percpu_ref_under: released\n");
}

static int __init percpu_ref_under_init(void)
{
	int err = percpu_ref_init(&percpu_ref_under_ref, percpu_ref_under_release, 0, GFP_KERNEL);

	if (err)
		return err;
	percpu_ref_get(&percpu_ref_under_ref);
	percpu_ref_put(&percpu_ref_under_ref);
	percpu_ref_put(&percpu_ref_under_ref);
	percpu_ref_put(&percpu_ref_under_ref);
	percpu_ref_kill(&percpu_ref_under_ref);
	msleep(50);
	printk(KERN_INFO "percpu_ref_under: still here\n");
	return 0;
}

static void __exit percpu_ref_under_exit(void)
{
	printk(KERN_INFO "percpu_ref_under: unloaded\n");
}

module_init(percpu_ref_under_init);
module_exit(percpu_ref_under_exit);
