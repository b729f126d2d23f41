#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/jiffies.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call of a kernel variable (jiffies)");

static noinline void jump_jiffies_call(void *p)
{
	void (*fn)(void) = p;

	fn();
	barrier();
}

static int __init jump_jiffies_init(void)
{
	void *p = (void *)&jiffies;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "jump_jiffies: calling %px\n", p);
	jump_jiffies_call(p);
	return 0;
}

static void __exit jump_jiffies_exit(void)
{
	printk(KERN_INFO "jump_jiffies: unloaded\n");
}

module_init(jump_jiffies_init);
module_exit(jump_jiffies_exit);
