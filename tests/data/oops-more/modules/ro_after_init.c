/* A __ro_after_init variable is set while loading, then again by a write to the parameter. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/cache.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to __ro_after_init");

static int ro_after_init_limit __ro_after_init;

static noinline void ro_after_init_change(int v)
{
	WRITE_ONCE(ro_after_init_limit, v);
}

static int limit_set(const char *val, const struct kernel_param *kp)
{
	int v, r = kstrtoint(val, 0, &v);

	if (!r)
		ro_after_init_change(v);
	return r;
}
static int limit_get(char *buf, const struct kernel_param *kp)
{
	return sprintf(buf, "%d\n", ro_after_init_limit);
}
static const struct kernel_param_ops limit_ops = { .set = limit_set, .get = limit_get };
module_param_cb(limit, &limit_ops, NULL, 0600);

static int __init ro_after_init_init(void)
{
	ro_after_init_change(10);
	printk(KERN_INFO "ro_after_init: limit %d\n", ro_after_init_limit);
	return 0;
}

static void __exit ro_after_init_exit(void)
{
	printk(KERN_INFO "ro_after_init: unloaded\n");
}

module_init(ro_after_init_init);
module_exit(ro_after_init_exit);
