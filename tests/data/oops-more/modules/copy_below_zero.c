#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the length of a copy comes out negative");

struct header {
	int total;
	int header_len;
};

static noinline int body_len(const struct header *h)
{
	return h->total - h->header_len;
}

static noinline unsigned long take_body(char *to, const char __user *from, int n)
{
	return copy_from_user(to, from, n);
}

static int __init copy_below_zero_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	struct header h = { .total = 12, .header_len = 20 };
	char *to = kmalloc(512, GFP_KERNEL);

	pr_info("copy_below_zero: body of %d bytes\n", body_len(&h));
	pr_info("copy_below_zero: %lu bytes missing\n", take_body(to, (char __user *)u, body_len(&h)));
	kfree(to);
	return 0;
}

static void __exit copy_below_zero_exit(void)
{
	pr_info("copy_below_zero: unloaded\n");
}

module_init(copy_below_zero_init);
module_exit(copy_below_zero_exit);
