#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("per_cpu_ptr for a CPU that does not exist");

static noinline long percpu_far_sum(long __percpu *p, int cpu)
{
	return READ_ONCE(*per_cpu_ptr(p, cpu));
}

static DEFINE_PER_CPU(long, percpu_far_hits);

static int __init percpu_far_init(void)
{
	int cpu = 400;

	OPTIMIZER_HIDE_VAR(cpu);
	printk(KERN_INFO "percpu_far: hits on cpu 0: %ld\n", percpu_far_sum(&percpu_far_hits, 0));
	printk(KERN_INFO "percpu_far: hits on cpu %d: %ld\n", cpu, percpu_far_sum(&percpu_far_hits, cpu));
	return 0;
}

static void __exit percpu_far_exit(void)
{
	printk(KERN_INFO "percpu_far: unloaded\n");
}

module_init(percpu_far_init);
module_exit(percpu_far_exit);
