/* Code bytes in the data section of the module, called from a kernel thread. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("jump into .data from a kernel thread");

static unsigned char nx_module_code[] = { 0xb8, 0x2a, 0, 0, 0, 0xc3 };	/* mov $42,%eax; ret */

static noinline int nx_module_call(void *p)
{
	int (*fn)(void) = p;
	int r = fn();

	barrier();
	return r;
}

static int nx_module_fn(void *data)
{
	printk(KERN_INFO "nx_module: %d\n", nx_module_call(data));
	return 0;
}

static int __init nx_module_init(void)
{
	printk(KERN_INFO "nx_module: starting thread\n");
	kthread_run(nx_module_fn, nx_module_code, "jitd");
	return 0;
}

static void __exit nx_module_exit(void)
{
	printk(KERN_INFO "nx_module: unloaded\n");
}

module_init(nx_module_init);
module_exit(nx_module_exit);
