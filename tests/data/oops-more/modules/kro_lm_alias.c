#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/mm.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write a constant of the kernel through lm_alias()");

extern const char hex_asc[];

static noinline void kro_lm_alias_poke(char *p)
{
	WRITE_ONCE(*p, 'O');
}

static int __init kro_lm_alias_init(void)
{
	char *p = lm_alias(hex_asc);

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "kro_lm_alias: digits %.16s\n", p);
	kro_lm_alias_poke(p);
	return 0;
}

static void __exit kro_lm_alias_exit(void)
{
	printk(KERN_INFO "kro_lm_alias: unloaded\n");
}

module_init(kro_lm_alias_init);
module_exit(kro_lm_alias_exit);
