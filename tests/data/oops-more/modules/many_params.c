#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("parameters of all types that together choose what is read");

static bool enable;
static bool visible = true;
static unsigned char channel = 1;
static short bias;
static ushort width = 16;
static int depth = 2;
static uint mask;
static long skew;
static ulong base;
static unsigned long long big;
static char name[12] = "none";
static char *label;
static int taps[3] = { 1, 2, 3 };
static int taps_n;
module_param(enable, bool, 0644);
module_param_named(hidden, visible, invbool, 0644);
module_param(channel, byte, 0);
module_param(bias, short, 0);
module_param(width, ushort, 0);
module_param(depth, int, 0);
module_param(mask, hexint, 0644);
module_param(skew, long, 0);
module_param(base, ulong, 0);
module_param(big, ullong, 0);
module_param_string(name, name, sizeof(name), 0444);
module_param(label, charp, 0444);
module_param_array(taps, int, &taps_n, 0444);
MODULE_PARM_DESC(label, "what to print");

static noinline int many_read(unsigned long at)
{
	return *(volatile int *)(at + depth * width + bias);
}

static int __init many_params_init(void)
{
	pr_info("many_params: %d %d %u %d %u %d %x %ld %lx %llu\n", enable, visible, channel, bias, width, depth, mask, skew, base, big);
	pr_info("many_params: %s %s %d: %d %d %d\n", name, label, taps_n, taps[0], taps[1], taps[2]);
	if (enable)
		pr_info("many_params: %d\n", many_read(base));
	return 0;
}

static void __exit many_params_exit(void)
{
}

module_init(many_params_init);
module_exit(many_params_exit);
