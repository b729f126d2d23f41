#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("rep movsb into the module's own constant data");

static const char movsb_ro_table[64] = "constant";

static noinline void movsb_ro_copy(void *to, const void *from, unsigned long n)
{
	asm volatile("rep movsb" : "+D" (to), "+S" (from), "+c" (n) : : "memory");
}

static int __init movsb_ro_init(void)
{
	char text[16] = "not any more";

	printk(KERN_INFO "movsb_ro: %s at %px\n", movsb_ro_table, movsb_ro_table);
	movsb_ro_copy((void *)movsb_ro_table, text, sizeof(text));
	printk(KERN_INFO "movsb_ro: %s\n", movsb_ro_table);
	return 0;
}

static void __exit movsb_ro_exit(void)
{
	printk(KERN_INFO "movsb_ro: unloaded\n");
}

module_init(movsb_ro_init);
module_exit(movsb_ro_exit);
