/* Over the end of a member is a warning, over the end of the whole object is a BUG. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memcpy past a member, then past the object");

struct label {
	char name[16];
	char note[8];
};

static noinline void fortify_span_set(const char *s, size_t n)
{
	struct label l = { "", "keep" };

	memcpy(l.name, s, n);
	printk(KERN_INFO "fortify_span: %zu copied, note %.8s\n", n, l.note);
}

static int __init fortify_span_init(void)
{
	char *s = kmalloc(64, GFP_KERNEL);

	memset(s, 'S', 64);
	fortify_span_set(s, 16);
	fortify_span_set(s, 19);
	fortify_span_set(s, 25);
	kfree(s);
	return 0;
}

static void __exit fortify_span_exit(void)
{
	printk(KERN_INFO "fortify_span: unloaded\n");
}

module_init(fortify_span_init);
module_exit(fortify_span_exit);
