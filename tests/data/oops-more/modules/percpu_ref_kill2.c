#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/percpu-refcount.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("percpu_ref_kill twice");

static struct percpu_ref percpu_ref_kill2_ref;

static void percpu_ref_kill2_release(struct percpu_ref *ref)
{
	printk(KERN_INFO "percpu_ref_kill2: released\n");
}

static int __init percpu_ref_kill2_init(void)
{
	percpu_ref_init(&percpu_ref_kill2_ref, percpu_ref_kill2_release, 0, GFP_KERNEL);
	percpu_ref_get(&percpu_ref_kill2_ref);
	percpu_ref_kill(&percpu_ref_kill2_ref);
	printk(KERN_INFO "percpu_ref_kill2: dying %d, killing again\n", percpu_ref_is_dying(&percpu_ref_kill2_ref));
	percpu_ref_kill(&percpu_ref_kill2_ref);
	printk(KERN_INFO "percpu_ref_kill2: still here\n");
	return 0;
}

static void __exit percpu_ref_kill2_exit(void)
{
	printk(KERN_INFO "percpu_ref_kill2: unloaded\n");
}

module_init(percpu_ref_kill2_init);
module_exit(percpu_ref_kill2_exit);
