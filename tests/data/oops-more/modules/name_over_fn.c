#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("name without bound runs into a function pointer");

struct handler {
	char name[8];
	int (*fn)(int);
};

static int name_over_fn_double(int x)
{
	return 2 * x;
}

static struct handler name_over_fn_h = { .name = "dbl", .fn = name_over_fn_double };

static noinline void name_over_fn_set(char *dst, const char *src)
{
	while ((*dst++ = *src++))
		;
}

static noinline int name_over_fn_call(struct handler *h, int x)
{
	int r = h->fn(x);

	barrier();
	return r;
}

static int __init name_over_fn_init(void)
{
	char *dst = name_over_fn_h.name;

	pr_info("name_over_fn: %d\n", name_over_fn_call(&name_over_fn_h, 21));
	OPTIMIZER_HIDE_VAR(dst);
	memset(&name_over_fn_h.fn, 0, sizeof(name_over_fn_h.fn));
	name_over_fn_set(dst, "doubler!ABCDE");
	pr_info("name_over_fn: fn is %px\n", name_over_fn_h.fn);
	pr_info("name_over_fn: %d\n", name_over_fn_call(&name_over_fn_h, 21));
	return 0;
}

static void __exit name_over_fn_exit(void)
{
	printk(KERN_INFO "name_over_fn: unloaded\n");
}

module_init(name_over_fn_init);
module_exit(name_over_fn_exit);
