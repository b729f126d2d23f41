/* The exit function frees what the parameter points to; then the parameter's own free function does. */
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

struct limits {
	int low, high;
};

static struct limits *limits;

static int limits_set(const char *val, const struct kernel_param *kp)
{
	struct limits **at = kp->arg;

	if (!*at)
		*at = kzalloc(sizeof(**at), GFP_KERNEL);
	if (!*at)
		return -ENOMEM;
	return sscanf(val, "%d-%d", &(*at)->low, &(*at)->high) == 2 ? 0 : -EINVAL;
}

static int limits_get(char *buffer, const struct kernel_param *kp)
{
	struct limits *at = *(struct limits **)kp->arg;

	return sprintf(buffer, "%d-%d\n", at->low, at->high);
}

static void limits_free(void *arg)
{
	struct limits *at = *(struct limits **)arg;

	pr_info("param_free: frees %d-%d\n", at->low, at->high);
	kfree(at);
}

static const struct kernel_param_ops limits_ops = {
	.set = limits_set,
	.get = limits_get,
	.free = limits_free,
};
module_param_cb(limits, &limits_ops, &limits, 0444);

static bool forget;
module_param(forget, bool, 0444);

static int __init param_free_init(void)
{
	return forget ? -ENODEV : 0;
}

static void __exit param_free_exit(void)
{
	limits = NULL;
}

module_init(param_free_init);
module_exit(param_free_exit);
MODULE_LICENSE("GPL");
