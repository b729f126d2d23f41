#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>
#include <linux/rcupdate.h>
#include <linux/preempt.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the store function of an attribute leaves preemption disabled");

static struct kobject *lk_sysstore_k;

static ssize_t mode_store(struct kobject *k, struct kobj_attribute *a, const char *buf, size_t n)
{
	preempt_disable();
	printk(KERN_INFO "lk_sysstore: mode %.*s\n", (int)n - 1, buf);
	return n;
}
static struct kobj_attribute lk_sysstore_mode = __ATTR_WO(mode);

static int __init lk_sysstore_init(void)
{
	lk_sysstore_k = kobject_create_and_add("lk_sysstore", kernel_kobj);
	return sysfs_create_file(lk_sysstore_k, &lk_sysstore_mode.attr);
}

static void __exit lk_sysstore_exit(void)
{
	kobject_put(lk_sysstore_k);
}

module_init(lk_sysstore_init);
module_exit(lk_sysstore_exit);
