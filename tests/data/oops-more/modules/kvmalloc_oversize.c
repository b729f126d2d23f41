#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/mm.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kvmalloc of more than 2 GB, then the missing check");

struct kvmalloc_oversize_row {
	u64 key, value;
};

static noinline struct kvmalloc_oversize_row *kvmalloc_oversize_new(size_t rows)
{
	return kvmalloc_array(rows, sizeof(struct kvmalloc_oversize_row), GFP_KERNEL);
}

static int __init kvmalloc_oversize_init(void)
{
	size_t rows = 0xc000001;
	struct kvmalloc_oversize_row *t = kvmalloc_oversize_new(100);

	OPTIMIZER_HIDE_VAR(rows);
	t[99].key = 1;
	kvfree(t);
	printk(KERN_INFO "kvmalloc_oversize: asking for %zu rows\n", rows);
	t = kvmalloc_oversize_new(rows);
	WRITE_ONCE(t[3].value, 1);
	return 0;
}

static void __exit kvmalloc_oversize_exit(void)
{
	printk(KERN_INFO "kvmalloc_oversize: unloaded\n");
}

module_init(kvmalloc_oversize_init);
module_exit(kvmalloc_oversize_exit);
