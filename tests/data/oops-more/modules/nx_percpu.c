#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/percpu.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a per-cpu variable called");

static DEFINE_PER_CPU(u64, nx_percpu_code) = 0xc3c3c3c3c3c3c3c3ULL;

static noinline void nx_percpu_call(void *p)
{
	void (*fn)(void) = p;

	fn();
	barrier();
}

static int __init nx_percpu_init(void)
{
	pr_info("nx_percpu: value %llx\n", this_cpu_read(nx_percpu_code));
	nx_percpu_call(raw_cpu_ptr(&nx_percpu_code));
	pr_info("nx_percpu: survived\n");
	return 0;
}

static void __exit nx_percpu_exit(void)
{
	printk(KERN_INFO "nx_percpu: unloaded\n");
}

module_init(nx_percpu_init);
module_exit(nx_percpu_exit);
