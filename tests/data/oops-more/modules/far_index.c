#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an index that is larger than the array, to read, to write, to call");

static int samples[16] = { 1, 2, 3 };
static long index = 0x900000;
module_param(index, long, 0);
static char mode = 'r';
static char *op = "read";
module_param(op, charp, 0);

static noinline int sample_read(long i)
{
	return samples[i];
}

static noinline void sample_write(long i, int v)
{
	samples[i] = v;
}

static int __init far_index_init(void)
{
	mode = op[0];
	pr_info("far_index: %s %ld\n", op, index);
	if (mode == 'r')
		return sample_read(index) == 1;
	sample_write(index, 5);
	return 0;
}

static void __exit far_index_exit(void)
{
}

module_init(far_index_init);
module_exit(far_index_exit);
