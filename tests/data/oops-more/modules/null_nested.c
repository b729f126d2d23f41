#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an inner pointer of an array of structures is NULL");

struct inner {
	char pad[0x1230];
	u16 kind;
	u16 code;
};

struct outer {
	long id;
	struct {
		u8 tag;
		struct inner *in;
	} slot[6];
};

static noinline u16 null_nested_code(struct outer *o, int i)
{
	return READ_ONCE(o->slot[i].in->code);
}

static int __init null_nested_init(void)
{
	struct outer *o = kzalloc(sizeof(*o), GFP_KERNEL);

	o->slot[2].tag = 9;
	printk(KERN_INFO "null_nested: size %zu, tag %u\n", sizeof(*o), o->slot[2].tag);
	printk(KERN_INFO "null_nested: code %u\n", null_nested_code(o, 2));
	return 0;
}

static void __exit null_nested_exit(void)
{
	printk(KERN_INFO "null_nested: unloaded\n");
}

module_init(null_nested_init);
module_exit(null_nested_exit);
