#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/cache.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a sysfs parameter sets a variable that is read-only after init");

static int limit_max __ro_after_init;

static int limit_set(const char *val, const struct kernel_param *kp)
{
	int n, err = kstrtoint(val, 0, &n);

	if (err)
		return err;
	limit_max = n;
	return 0;
}

static int limit_get(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%d\n", limit_max);
}

static const struct kernel_param_ops limit_ops = { .set = limit_set, .get = limit_get };
module_param_cb(limit, &limit_ops, NULL, 0644);

static int __init ro_after_init_write_init(void)
{
	limit_max = 3;
	pr_info("ro_after_init_write: limit is %d\n", limit_max);
	return 0;
}

static void __exit ro_after_init_write_exit(void)
{
	pr_info("ro_after_init_write: unloaded\n");
}

module_init(ro_after_init_write_init);
module_exit(ro_after_init_write_exit);
