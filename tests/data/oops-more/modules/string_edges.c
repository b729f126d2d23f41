/* No fault: what the string functions answer when the room, the count or the number does not fit. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
#include <linux/kernel.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("edges of the string functions");

static int __init string_edges_init(void)
{
	static const char * const words[] = { "off", "on", "auto", NULL };
	char b[8], *e;
	u8 x[4], u = 7;
	u64 m;
	int i = -1;
	size_t n = sizeof(b);

	OPTIMIZER_HIDE_VAR(n);
	printk(KERN_INFO "string_edges: strscpy %zd\n", strscpy(b, "exactly8", n));
	printk(KERN_INFO "string_edges: left \"%s\", none %zd\n", b, strscpy(b, "x", n - 8));
	strscpy(b, "abc", n);
	printk(KERN_INFO "string_edges: strlcat %zu\n", strlcat(b, "defghij", n));
	printk(KERN_INFO "string_edges: \"%s\" strnchr %d strnstr %d memchr_inv %d\n", b, strnchr(b, 2, 'c') == NULL,
	       strnstr(b, "cd", 3) == NULL, memchr_inv("aaab", 'a', 3) == NULL);
	printk(KERN_INFO "string_edges: kstrtoint %d %d\n", kstrtoint("2147483648", 10, &i), kstrtoint("12 ", 0, &i));
	printk(KERN_INFO "string_edges: kstrtoint %d\n", kstrtoint("-2147483648\n", 0, &i));
	printk(KERN_INFO "string_edges: i %d kstrtou8 %d\n", i, kstrtou8("256", 0, &u));
	printk(KERN_INFO "string_edges: u %u kstrtou8 %d\n", u, kstrtou8("-1", 0, &u));
	printk(KERN_INFO "string_edges: hex2bin %d %d match %d %d\n", hex2bin(x, "00fg1122", 4), hex2bin(x, "00ff1122", 4),
	       match_string(words, -1, "auto"), match_string(words, 2, "auto"));
	m = memparse("3Kx", &e);
	printk(KERN_INFO "string_edges: memparse %llu %s sysfs_streq %d\n", m, e, sysfs_streq("on\n", words[1]));
	printk(KERN_INFO "string_edges: %s %s %pe\n", (char *)NULL, (char *)-14L, (void *)-12L);
	return 0;
}

static void __exit string_edges_exit(void)
{
	printk(KERN_INFO "string_edges: unloaded\n");
}

module_init(string_edges_init);
module_exit(string_edges_exit);
