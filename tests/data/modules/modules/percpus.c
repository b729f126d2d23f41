// SPDX-License-Identifier: GPL-2.0-or-later
/* variables for each CPU */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>
static DEFINE_PER_CPU(int, counter) = 41;
static DEFINE_PER_CPU(long[4], table);
DEFINE_PER_CPU(int, shared_counter) = 7;
EXPORT_PER_CPU_SYMBOL(shared_counter);
static int __init i(void)
{
	long *p;
	int cpu, __percpu *dyn;
	this_cpu_inc(counter);
	pr_info("percpus: counter %d\n", this_cpu_read(counter));
	p = get_cpu_ptr(&table)[0];
	p[2] = 9;
	put_cpu_ptr(&table);
	pr_info("percpus: table %ld\n", per_cpu(table, 0)[2]);
	for_each_possible_cpu(cpu)
		pr_info("percpus: cpu %d %d\n", cpu, per_cpu(counter, cpu));
	get_cpu_var(counter)++;
	put_cpu_var(counter);
	pr_info("percpus: counter %d on %d\n", raw_cpu_read(counter),
		smp_processor_id());
	dyn = alloc_percpu(int);
	if (!dyn)
		return -ENOMEM;
	this_cpu_add(*dyn, 5);
	pr_info("percpus: dyn %d\n", *per_cpu_ptr(dyn, 0));
	free_percpu(dyn);
	return 0;
}
static void __exit e(void)
{
	pr_info("percpus: end %d\n", this_cpu_read(counter));
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
