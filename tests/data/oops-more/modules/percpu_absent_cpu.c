#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/percpu.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the per-CPU counter of a CPU that does not exist");

static DEFINE_PER_CPU(long, hits);

static noinline long total(int cpus)
{
	long sum = 0;
	int i;

	for (i = 0; i < cpus; i++)
		sum += READ_ONCE(per_cpu(hits, i));
	return sum;
}

static int __init percpu_absent_cpu_init(void)
{
	this_cpu_add(hits, 5);
	pr_info("percpu_absent_cpu: %ld\n", total(nr_cpu_ids));
	pr_info("percpu_absent_cpu: %ld\n", total(20));
	return 0;
}

static void __exit percpu_absent_cpu_exit(void)
{
	pr_info("percpu_absent_cpu: unloaded\n");
}

module_init(percpu_absent_cpu_init);
module_exit(percpu_absent_cpu_exit);
