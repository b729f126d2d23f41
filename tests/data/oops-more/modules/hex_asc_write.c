#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a write to a constant of the kernel itself");

static noinline void hex_asc_write_upper(char *digits)
{
	int i;

	for (i = 10; i < 16; i++)
		WRITE_ONCE(digits[i], digits[i] - 32);
}

static int __init hex_asc_write_init(void)
{
	char *digits = (char *)hex_asc;

	OPTIMIZER_HIDE_VAR(digits);
	printk(KERN_INFO "hex_asc_write: %.16s\n", digits);
	hex_asc_write_upper(digits);
	printk(KERN_INFO "hex_asc_write: %.16s\n", digits);
	return 0;
}

static void __exit hex_asc_write_exit(void)
{
	printk(KERN_INFO "hex_asc_write: unloaded\n");
}

module_init(hex_asc_write_init);
module_exit(hex_asc_write_exit);
