#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/cpumask.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("per-CPU variables");

static DEFINE_PER_CPU(int, percpu_ok_hits);

static int __init percpu_ok_init(void)
{
	int __percpu *p = alloc_percpu(int);
	int cpu, sum = 0;

	if (!p)
		return -ENOMEM;
	get_cpu_var(percpu_ok_hits) += 3;
	put_cpu_var(percpu_ok_hits);
	this_cpu_inc(percpu_ok_hits);
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(p, cpu) = 10;
	this_cpu_add(*p, 5);
	for_each_online_cpu(cpu)
		sum += *per_cpu_ptr(p, cpu) + per_cpu(percpu_ok_hits, cpu);
	printk(KERN_INFO "percpu_ok: sum %d cpus %u this %d\n", sum, num_online_cpus(), get_cpu());
	put_cpu();
	free_percpu(p);
	return 0;
}

static void __exit percpu_ok_exit(void)
{
	printk(KERN_INFO "percpu_ok: unloaded\n");
}

module_init(percpu_ok_init);
module_exit(percpu_ok_exit);
