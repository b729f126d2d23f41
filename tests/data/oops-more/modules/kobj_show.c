#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an attribute of sysfs that reads through NULL");

struct state {
	int pad[5];
	int level;
};
static struct state *state;
static struct kobject *obj;

static ssize_t level_show(struct kobject *k, struct kobj_attribute *a, char *buf)
{
	return sysfs_emit(buf, "%d\n", state->level);
}

static ssize_t level_store(struct kobject *k, struct kobj_attribute *a,
			   const char *buf, size_t n)
{
	int v;

	if (kstrtoint(buf, 10, &v))
		return -EINVAL;
	printk(KERN_INFO "kobj_show: level %d\n", v);
	return n;
}
static struct kobj_attribute level = __ATTR_RW(level);

static int __init kobj_show_init(void)
{
	obj = kobject_create_and_add("kobj_show", kernel_kobj);
	return sysfs_create_file(obj, &level.attr);
}

static void __exit kobj_show_exit(void)
{
	kobject_put(obj);
}

module_init(kobj_show_init);
module_exit(kobj_show_exit);
