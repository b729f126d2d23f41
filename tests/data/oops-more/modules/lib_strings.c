#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
#include <linux/sort.h>
#include <linux/bsearch.h>
#include <linux/slab.h>
#include <linux/random.h>
#include <linux/jhash.h>
#include <linux/bitmap.h>
#include <linux/ctype.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("strings, sorting, numbers");

static int lib_strings_cmp(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int __init lib_strings_init(void)
{
	int v[] = { 9, 3, 7, 1, 5 }, key = 7, n = 0, ret;
	char buf[32] = "  a,b;;c  ", *s = buf, *tok, *dup;
	unsigned long ul;
	u32 rnd;
	bool yes;
	u8 byte;
	DECLARE_BITMAP(bits, 100);

	sort(v, 5, sizeof(int), lib_strings_cmp, NULL);
	printk(KERN_INFO "lib_strings: %d %d %d %d %d\n", v[0], v[1], v[2], v[3], v[4]);
	printk(KERN_INFO "lib_strings: at %ld\n", (long)((int *)bsearch(&key, v, 5, sizeof(int), lib_strings_cmp) - v));
	s = strim(s);
	while ((tok = strsep(&s, ",;")))
		printk(KERN_INFO "lib_strings: token '%s'\n", tok);
	ret = kstrtoul("0x1f", 0, &ul);
	printk(KERN_INFO "lib_strings: %d %lu\n", ret, ul);
	ret = kstrtoint("12x", 10, &n);
	printk(KERN_INFO "lib_strings: %d %d\n", ret, n);
	ret = kstrtou8("300", 10, &byte);
	printk(KERN_INFO "lib_strings: %d\n", ret);
	ret = kstrtobool("on", &yes);
	printk(KERN_INFO "lib_strings: %d %d\n", ret, yes);
	dup = kasprintf(GFP_KERNEL, "%s-%d", "name", 12);
	printk(KERN_INFO "lib_strings: %s %zu %s\n", dup, strlen(dup), strpbrk(dup, "-+"));
	kfree(dup);
	dup = kstrndup("truncated", 5, GFP_KERNEL);
	printk(KERN_INFO "lib_strings: %s %d %d %zu\n", dup, strcasecmp("ABC", "abc"), strncasecmp("ABd", "abc", 2), strspn("aab", "a"));
	kfree(dup);
	get_random_bytes(&rnd, sizeof(rnd));
	printk(KERN_INFO "lib_strings: random %s %u\n", get_random_u32() != rnd ? "differs" : "same", jhash("abc", 3, 0));
	bitmap_zero(bits, 100);
	set_bit(3, bits);
	bitmap_set(bits, 64, 5);
	printk(KERN_INFO "lib_strings: %*pbl %lu %lu %d\n", 100, bits, find_first_bit(bits, 100), find_next_zero_bit(bits, 100, 64), bitmap_weight(bits, 100));
	printk(KERN_INFO "lib_strings: %d %d %c\n", hweight32(0xff0f), ilog2(1000), toupper('q'));
	printk(KERN_INFO "lib_strings: %d %d %s\n", sysfs_streq("on\n", "on"), match_string((const char *[]){ "x", "y" }, 2, "y"), kbasename("/a/b/c"));
	return 0;
}

static void __exit lib_strings_exit(void)
{
	printk(KERN_INFO "lib_strings: unloaded\n");
}

module_init(lib_strings_init);
module_exit(lib_strings_exit);
