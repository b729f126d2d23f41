#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/percpu.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a per-CPU variable used without this_cpu_ptr");

struct percpu_raw_stat {
	unsigned long packets;
	unsigned long errors;
};

static DEFINE_PER_CPU(struct percpu_raw_stat, percpu_raw_stats);

static noinline void percpu_raw_count(struct percpu_raw_stat *s)
{
	WRITE_ONCE(s->errors, 1);
}

static int __init percpu_raw_init(void)
{
	struct percpu_raw_stat *s;

	this_cpu_inc(percpu_raw_stats.packets);
	printk(KERN_INFO "percpu_raw: packets=%lu\n", this_cpu_read(percpu_raw_stats.packets));
	s = (__force struct percpu_raw_stat *)&percpu_raw_stats;
	OPTIMIZER_HIDE_VAR(s);
	percpu_raw_count(s);
	printk(KERN_INFO "percpu_raw: still here\n");
	return 0;
}

static void __exit percpu_raw_exit(void)
{
	printk(KERN_INFO "percpu_raw: unloaded\n");
}

module_init(percpu_raw_init);
module_exit(percpu_raw_exit);
