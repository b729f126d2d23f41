#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/sort.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sort with a function to compare that is NULL");

static int v[] = { 5, 2, 9, 1 };

static int cmp(const void *a, const void *b)
{
	return *(int *)a - *(int *)b;
}

static int __init sort_nocmp_init(void)
{
	int (*f)(const void *, const void *) = NULL;

	sort(v, 4, sizeof(int), cmp, NULL);
	printk(KERN_INFO "sort_nocmp: %d %d %d %d\n", v[0], v[1], v[2], v[3]);
	OPTIMIZER_HIDE_VAR(f);
	sort(v, 4, sizeof(int), f, NULL);
	printk(KERN_INFO "sort_nocmp: sorted\n");
	return 0;
}

static void __exit sort_nocmp_exit(void)
{
	printk(KERN_INFO "sort_nocmp: unloaded\n");
}

module_init(sort_nocmp_init);
module_exit(sort_nocmp_exit);
