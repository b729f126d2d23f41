#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a physical address beyond the memory of the machine, by __va");

static int __init phys_beyond_init(void)
{
	u32 *p = __va(0x12345678000ULL);

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "phys_beyond: reading device memory\n");
	printk(KERN_INFO "phys_beyond: %x\n", READ_ONCE(p[3]));
	return 0;
}

static void __exit phys_beyond_exit(void)
{
	printk(KERN_INFO "phys_beyond: unloaded\n");
}

module_init(phys_beyond_init);
module_exit(phys_beyond_exit);
