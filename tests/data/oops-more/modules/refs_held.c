#include <linux/module.h>
#include <linux/moduleparam.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("try_module_get and module_put out of balance");

static int put_set(const char *val, const struct kernel_param *kp)
{
	int n, err = kstrtoint(val, 0, &n);

	while (!err && n-- > 0) {
		pr_info("refs_held: put, refcount %d\n", module_refcount(THIS_MODULE));
		module_put(THIS_MODULE);
	}
	return err;
}
static const struct kernel_param_ops put_ops = { .set = put_set };
module_param_cb(put, &put_ops, NULL, 0200);

static int __init refs_held_init(void)
{
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	pr_info("refs_held: refcount %d\n", module_refcount(THIS_MODULE));
	return 0;
}

static void __exit refs_held_exit(void)
{
	pr_info("refs_held: gone\n");
}
module_init(refs_held_init);
module_exit(refs_held_exit);
