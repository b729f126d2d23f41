#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("software interrupt to a vector nobody handles");

static int __init int_vector_init(void)
{
	printk(KERN_INFO "int_vector: int 0x99\n");
	asm volatile("int $0x99");
	printk(KERN_INFO "int_vector: still here\n");
	return 0;
}

static void __exit int_vector_exit(void)
{
	printk(KERN_INFO "int_vector: unloaded\n");
}

module_init(int_vector_init);
module_exit(int_vector_exit);
