#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/sched.h>
#include <linux/cred.h>
#include <linux/utsname.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("current");



static int __init who_ami_init(void)
{
	printk(KERN_INFO "who_ami: %s uid %d\n", current->comm, from_kuid(&init_user_ns, current_uid()));
	printk(KERN_INFO "who_ami: %s mm %d flags %d\n", current->pid == current->tgid ? "leader" : "thread", current->mm != NULL, !!(current->flags & PF_KTHREAD));
	printk(KERN_INFO "who_ami: preempt_count %d irqs %d\n", preempt_count(), irqs_disabled());
	printk(KERN_INFO "who_ami: module %s refs %d\n", THIS_MODULE->name, module_refcount(THIS_MODULE));
	return 0;
}

static void __exit who_ami_exit(void)
{
	printk(KERN_INFO "who_ami: unloaded\n");
}

module_init(who_ami_init);
module_exit(who_ami_exit);
