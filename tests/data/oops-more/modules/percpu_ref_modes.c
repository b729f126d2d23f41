#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/delay.h>
#include <linux/percpu-refcount.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a resurrection that was not allowed");

static struct percpu_ref percpu_ref_modes_ref, percpu_ref_modes_dead;

static void percpu_ref_modes_release(struct percpu_ref *ref)
{
	printk(KERN_INFO "percpu_ref_modes: released\n");
}

static int __init percpu_ref_modes_init(void)
{
	int err = percpu_ref_init(&percpu_ref_modes_ref, percpu_ref_modes_release, 0, GFP_KERNEL);

	err = err ?: percpu_ref_init(&percpu_ref_modes_dead, percpu_ref_modes_release, 0, GFP_KERNEL);
	if (err)
		return err;
	printk(KERN_INFO "percpu_ref_modes: a second one\n");
	percpu_ref_kill(&percpu_ref_modes_dead);
	msleep(50);
	percpu_ref_resurrect(&percpu_ref_modes_dead);
	return 0;
}

static void __exit percpu_ref_modes_exit(void)
{
	printk(KERN_INFO "percpu_ref_modes: unloaded\n");
}

module_init(percpu_ref_modes_init);
module_exit(percpu_ref_modes_exit);
