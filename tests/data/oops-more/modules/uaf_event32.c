// Written after it was freed, in the cache that the kernel itself uses next: for the
// path in the event that tells of this module. With slub_debug that is where it
// shows, in a function that has nothing to do with it.
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static char *label;

static noinline void drop_label(void)
{
	kfree(label);
}

static noinline void set_label(const char *text)
{
	memcpy(label, text, 8);
}

static int __init uaf_event32_init(void)
{
	label = kmalloc(28, GFP_KERNEL);
	if (!label)
		return -ENOMEM;
	drop_label();
	set_label("pressure");
	return 0;
}

static void __exit uaf_event32_exit(void)
{
}

module_init(uaf_event32_init);
module_exit(uaf_event32_exit);
MODULE_LICENSE("GPL");
