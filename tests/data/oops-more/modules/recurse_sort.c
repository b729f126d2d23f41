#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/sort.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a comparison that sorts");

static int recurse_sort_keys[16];

static noinline int recurse_sort_cmp(const void *a, const void *b)
{
	int copy[16];

	memcpy(copy, recurse_sort_keys, sizeof(copy));
	sort(copy, 16, sizeof(int), recurse_sort_cmp, NULL);
	return *(int *)a - *(int *)b + copy[0];
}

static int __init recurse_sort_init(void)
{
	int i;

	for (i = 0; i < 16; i++)
		recurse_sort_keys[i] = (i * 7) % 16;
	pr_info("recurse_sort: sorting\n");
	sort(recurse_sort_keys, 16, sizeof(int), recurse_sort_cmp, NULL);
	return 0;
}

static void __exit recurse_sort_exit(void)
{
	printk(KERN_INFO "recurse_sort: unloaded\n");
}

module_init(recurse_sort_init);
module_exit(recurse_sort_exit);
