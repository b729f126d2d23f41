#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/percpu.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("per-CPU variables used the wrong way");

static DEFINE_PER_CPU(long, cpu_hits);
static long __percpu *cpu_dyn;
static int how;
module_param(how, int, 0);

static noinline void cpu_hit(long *p)
{
	*p += 1;
}

static int __init cpu_slot_init(void)
{
	this_cpu_add(cpu_hits, 5);
	cpu_dyn = alloc_percpu(long);
	if (!cpu_dyn)
		return -ENOMEM;
	this_cpu_inc(*cpu_dyn);
	cpu_hit(this_cpu_ptr(cpu_dyn));
	pr_info("cpu_slot: %ld %ld\n", this_cpu_read(cpu_hits), this_cpu_read(*cpu_dyn));
	if (how == 0)
		cpu_hit(per_cpu_ptr(&cpu_hits, 5000000));
	else
		free_percpu((void __percpu *)&how);
	free_percpu(cpu_dyn);
	return 0;
}

static void __exit cpu_slot_exit(void)
{
}

module_init(cpu_slot_init);
module_exit(cpu_slot_exit);
