#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("parameters of all kinds");

static int number = 1;
module_param(number, int, 0644);
MODULE_PARM_DESC(number, "a number");
static unsigned int count = 2;
module_param(count, uint, 0444);
static bool verbose;
module_param(verbose, bool, 0644);
static char *who = "world";
module_param(who, charp, 0444);
static int list[4] = { 1, 2 };
static int list_n = 2;
module_param_array(list, int, &list_n, 0444);
static unsigned long mask = 0xf0;
module_param_named(bits, mask, ulong, 0400);
static char text[8] = "abc";
module_param_string(text, text, sizeof(text), 0644);
static short small = -3;
module_param(small, short, 0);

static int __init param_types_init(void)
{
	int i;

	printk(KERN_INFO "param_types: number %d count %u verbose %d who %s\n", number, count, verbose, who);
	printk(KERN_INFO "param_types: bits %lx text %s small %d\n", mask, text, small);
	for (i = 0; i < list_n; i++)
		printk(KERN_INFO "param_types: list[%d] = %d\n", i, list[i]);
	return 0;
}

static void __exit param_types_exit(void)
{
	printk(KERN_INFO "param_types: unloaded\n");
}

module_init(param_types_init);
module_exit(param_types_exit);
