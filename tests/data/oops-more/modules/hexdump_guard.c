#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>
#include <linux/string.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a hex dump that is longer than the area");

static noinline void show(const void *p, size_t n)
{
	print_hex_dump(KERN_INFO, "hexdump_guard: ", DUMP_PREFIX_OFFSET, 16, 4, p, n, true);
}

static int __init hexdump_guard_init(void)
{
	char *p = vzalloc(PAGE_SIZE);

	memcpy(p + PAGE_SIZE - 48, "The quick brown fox jumps over the lazy dog....", 48);
	show(p + PAGE_SIZE - 48, 80);
	vfree(p);
	return 0;
}

static void __exit hexdump_guard_exit(void)
{
	pr_info("hexdump_guard: unloaded\n");
}

module_init(hexdump_guard_init);
module_exit(hexdump_guard_exit);
