#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the show function of an attribute unlocks twice");

static DEFINE_SPINLOCK(lk_sysfs_lock);
static struct kobject *lk_sysfs_k;

static ssize_t temp_show(struct kobject *k, struct kobj_attribute *a, char *buf)
{
	int n;

	spin_lock(&lk_sysfs_lock);
	n = sysfs_emit(buf, "21\n");
	spin_unlock(&lk_sysfs_lock);
	spin_unlock(&lk_sysfs_lock);
	return n;
}
static struct kobj_attribute lk_sysfs_temp = __ATTR_RO(temp);

static int __init lk_sysfs_init(void)
{
	lk_sysfs_k = kobject_create_and_add("lk_sysfs", kernel_kobj);
	return sysfs_create_file(lk_sysfs_k, &lk_sysfs_temp.attr);
}

static void __exit lk_sysfs_exit(void)
{
	kobject_put(lk_sysfs_k);
}

module_init(lk_sysfs_init);
module_exit(lk_sysfs_exit);
