#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a kset with two objects");

struct member {
	struct kobject kobj;
	int id;
};

static ssize_t id_show(struct kobject *kobj, struct kobj_attribute *attr,
		       char *buf)
{
	return sysfs_emit(buf, "%d\n",
			  container_of(kobj, struct member, kobj)->id);
}

static struct kobj_attribute id = __ATTR_RO(id);
static struct attribute *member_attrs[] = { &id.attr, NULL };
ATTRIBUTE_GROUPS(member);

static void rel(struct kobject *kobj)
{
	pr_info("family: release %s\n", kobject_name(kobj));
	kfree(container_of(kobj, struct member, kobj));
}

static struct kobj_type type = {
	.release = rel,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = member_groups,
};

static struct kset *kset;
static struct member *member[2];

static int __init family_init(void)
{
	static const char *const name[] = { "one", "two" };
	struct kobject *found;
	int i;

	kset = kset_create_and_add("kset_family", NULL, NULL);
	if (!kset)
		return -ENOMEM;
	for (i = 0; i < 2; i++) {
		member[i] = kzalloc(sizeof(*member[i]), GFP_KERNEL);
		member[i]->id = i + 1;
		member[i]->kobj.kset = kset;
		pr_info("family: %d\n", kobject_init_and_add(&member[i]->kobj, &type, NULL, "%s", name[i]));
		kobject_uevent(&member[i]->kobj, KOBJ_ADD);
	}
	found = kset_find_obj(kset, "two");
	pr_info("family: %s, kset count %u\n", found ? kobject_name(found) : "none",
		kref_read(&kset->kobj.kref));
	kobject_put(found);
	return 0;
}

static void __exit family_exit(void)
{
	kobject_put(&member[0]->kobj);
	kobject_put(&member[1]->kobj);
	kset_unregister(kset);
}

module_init(family_init);
module_exit(family_exit);
