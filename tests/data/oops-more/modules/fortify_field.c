#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memset beyond a field of a structure, its size known only at run time");

struct record {
	u32 id;
	char text[12];
	u64 sum;
};

static noinline void fortify_field_clear(struct record *r, size_t n)
{
	memset(r->text, 0, n);
}

static int __init fortify_field_init(void)
{
	static struct record r = { 1, "text", 2 };
	size_t n = 12;

	OPTIMIZER_HIDE_VAR(n);
	fortify_field_clear(&r, n);
	printk(KERN_INFO "fortify_field: cleared %zu\n", n);
	n = 2000;
	OPTIMIZER_HIDE_VAR(n);
	fortify_field_clear(&r, n);
	printk(KERN_INFO "fortify_field: cleared %zu\n", n);
	return 0;
}

static void __exit fortify_field_exit(void)
{
	printk(KERN_INFO "fortify_field: unloaded\n");
}

module_init(fortify_field_init);
module_exit(fortify_field_exit);
