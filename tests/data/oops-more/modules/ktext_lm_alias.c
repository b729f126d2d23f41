#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/mm.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write kernel text through lm_alias()");

static noinline void ktext_lm_alias_poke(u64 *p)
{
	WRITE_ONCE(*p, 0);
}

static int __init ktext_lm_alias_init(void)
{
	u64 *p = lm_alias((void *)schedule_timeout);

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "ktext_lm_alias: poking\n");
	ktext_lm_alias_poke(p);
	return 0;
}

static void __exit ktext_lm_alias_exit(void)
{
	printk(KERN_INFO "ktext_lm_alias: unloaded\n");
}

module_init(ktext_lm_alias_init);
module_exit(ktext_lm_alias_exit);
