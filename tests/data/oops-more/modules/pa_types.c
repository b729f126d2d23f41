#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("parameters of all kinds, one setter frees what it did not allocate");

static int sizes[3] = { 1, 2, 3 };
static int nsizes;
static bool fast;
static char *label = "plain";
static unsigned char tiny = 7;

module_param_array(sizes, int, &nsizes, 0444);
module_param(fast, bool, 0644);
module_param(label, charp, 0644);
module_param(tiny, byte, 0644);

static int owner_set(const char *val, const struct kernel_param *kp)
{
	char **name = kp->arg;

	kfree(*name);
	*name = kstrdup(val, GFP_KERNEL);
	return *name ? 0 : -ENOMEM;
}

static char *owner = "nobody";
static const struct kernel_param_ops owner_ops = { .set = owner_set, .get = param_get_charp };
module_param_cb(owner, &owner_ops, &owner, 0644);

static int __init pa_types_init(void)
{
	pr_info("pa_types: %d sizes, first %d, fast %d, label %s, tiny %u\n", nsizes, sizes[0], fast, label, tiny);
	return 0;
}

static void __exit pa_types_exit(void)
{
	printk(KERN_INFO "pa_types: unloaded\n");
}

module_init(pa_types_init);
module_exit(pa_types_exit);
