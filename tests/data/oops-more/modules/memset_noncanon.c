#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memset through a pointer whose top bits were used as flags");

struct memset_noncanon_ref {
	unsigned long bits;
};

static char memset_noncanon_buf[256];

static noinline void *memset_noncanon_ptr(struct memset_noncanon_ref *r)
{
	return (void *)READ_ONCE(r->bits);
}

static int __init memset_noncanon_init(void)
{
	struct memset_noncanon_ref r = { (unsigned long)memset_noncanon_buf };
	int n = 256;

	OPTIMIZER_HIDE_VAR(n);
	memset(memset_noncanon_ptr(&r), 1, n);
	printk(KERN_INFO "memset_noncanon: cleared %d\n", memset_noncanon_buf[255]);
	r.bits &= ~(1UL << 62);
	memset(memset_noncanon_ptr(&r), 2, n);
	printk(KERN_INFO "memset_noncanon: cleared %d\n", memset_noncanon_buf[255]);
	return 0;
}

static void __exit memset_noncanon_exit(void)
{
	printk(KERN_INFO "memset_noncanon: unloaded\n");
}

module_init(memset_noncanon_init);
module_exit(memset_noncanon_exit);
