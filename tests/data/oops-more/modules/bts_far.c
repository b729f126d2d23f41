#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/bitmap.h>
#include <linux/bitops.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("test_and_set_bit with an index far beyond the bitmap");

static DECLARE_BITMAP(bts_far_map, 64);

static noinline int bts_far_claim(unsigned long *map, long bit)
{
	return test_and_set_bit(bit, map);
}

static int __init bts_far_init(void)
{
	long bit = -0x40000000000L;

	OPTIMIZER_HIDE_VAR(bit);
	printk(KERN_INFO "bts_far: bit 5: %d\n", bts_far_claim(bts_far_map, 5));
	printk(KERN_INFO "bts_far: bit 5: %d\n", bts_far_claim(bts_far_map, 5));
	printk(KERN_INFO "bts_far: far: %d\n", bts_far_claim(bts_far_map, bit));
	return 0;
}

static void __exit bts_far_exit(void)
{
	printk(KERN_INFO "bts_far: unloaded\n");
}

module_init(bts_far_init);
module_exit(bts_far_exit);
