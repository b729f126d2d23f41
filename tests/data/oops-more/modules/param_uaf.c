#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("commands written to a parameter allocate, free and use an object");

struct param_uaf_ops {
	long (*size)(void);
};

struct param_uaf_obj {
	char name[24];
	struct param_uaf_ops *ops;
};

static struct param_uaf_obj *param_uaf_o;

static long param_uaf_size(void)
{
	return 24;
}

static struct param_uaf_ops param_uaf_ops = { param_uaf_size };

static noinline long param_uaf_use(struct param_uaf_obj *o)
{
	return o->ops->size();
}

static int param_uaf_set(const char *val, const struct kernel_param *kp)
{
	printk(KERN_INFO "param_uaf: command %s", val);
	if (sysfs_streq(val, "new")) {
		param_uaf_o = kzalloc(sizeof(*param_uaf_o), GFP_KERNEL);
		param_uaf_o->ops = &param_uaf_ops;
	} else if (sysfs_streq(val, "free")) {
		kfree(param_uaf_o);
	} else if (sysfs_streq(val, "use")) {
		printk(KERN_INFO "param_uaf: size %ld\n", param_uaf_use(param_uaf_o));
	} else {
		return -EINVAL;
	}
	return 0;
}

static const struct kernel_param_ops param_uaf_param_ops = { .set = param_uaf_set };
module_param_cb(cmd, &param_uaf_param_ops, NULL, 0200);

static int __init param_uaf_init(void)
{
	printk(KERN_INFO "param_uaf: write new, free or use\n");
	return 0;
}

static void __exit param_uaf_exit(void)
{
	printk(KERN_INFO "param_uaf: unloaded\n");
}

module_init(param_uaf_init);
module_exit(param_uaf_exit);
