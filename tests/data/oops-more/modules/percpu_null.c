#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/percpu.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a per-CPU pointer is used as an ordinary one");

static noinline long percpu_null_add(long *p)
{
	return ++*p;
}

static int __init percpu_null_init(void)
{
	long __percpu *p = alloc_percpu(long);

	printk(KERN_INFO "percpu_null: %ld\n", percpu_null_add(this_cpu_ptr(p)));
	printk(KERN_INFO "percpu_null: %ld\n", percpu_null_add((long __force *)p));
	return 0;
}

static void __exit percpu_null_exit(void)
{
	printk(KERN_INFO "percpu_null: unloaded\n");
}

module_init(percpu_null_init);
module_exit(percpu_null_exit);
