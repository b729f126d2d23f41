// SPDX-License-Identifier: GPL-2.0-or-later
/* Asks the kernel's library, and prints what it answers. */
#include <linux/bitmap.h>
#include <linux/gcd.h>
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/kfifo.h>
#include <linux/lcm.h>
#include <linux/list_sort.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time.h>
#include <linux/utsname.h>
#include <linux/uuid.h>
MODULE_LICENSE("GPL");
MODULE_VERSION("2.5");

static void strings(void)
{
	char text[24] = "ab", *end, *args, *name, *value;
	u8 bytes[4];
	size_t n;
	int err;

	n = strlcat(text, "cd", 4);
	pr_info("libs: strlcat %zu %s\n", n, text);
	strcpy(text, "a-b-c");
	end = strreplace(text, '-', '+');
	pr_info("libs: strreplace %s %ld\n", text, (long)(end - text));
	pr_info("libs: strnstr %s %d\n", strnstr(text, "b+", 4),
		!strnstr(text, "b+", 3));
	pr_info("libs: strchrnul %ld %ld\n", (long)(strchrnul(text, 'b') - text),
		(long)(strchrnul(text, 'x') - text));
	memset(text, 7, 20);
	text[13] = 8;
	pr_info("libs: memchr_inv %ld %d\n",
		(long)((char *)memchr_inv(text, 7, 20) - text),
		!memchr_inv(text, 7, 13));
	pr_info("libs: memscan %ld\n",
		(long)((char *)memscan(text, 8, 20) - text));
	n = strscpy_pad(text, "pad", 20);
	pr_info("libs: strscpy_pad %zu %d\n", n, !memchr_inv(text + 3, 0, 17));
	err = hex2bin(bytes, "01fE9cXX", 3);
	pr_info("libs: hex2bin %d %*ph %d\n", err, 3, bytes,
		hex2bin(bytes, "0g", 1));
	end = bin2hex(text, bytes, 3);
	*end = 0;
	pr_info("libs: bin2hex %s\n", text);
	args = strcpy(text, "one=\"a b\" two");
	args = next_arg(args, &name, &value);
	pr_info("libs: next_arg %s %s\n", name, value);
	args = next_arg(args, &name, &value);
	pr_info("libs: next_arg %s %s %d\n", name, value ? value : "none",
		*args);
}

static void numbers(void)
{
	int list[8];
	char *end, *text = "7,x";
	int kind, one;

	end = get_options("1,3-6,9,x", 8, list);
	pr_info("libs: get_options %d: %d %d %d %d %d %d; %s\n", list[0],
		list[1], list[2], list[3], list[4], list[5], list[6], end);
	get_options("1,3-6,9", 0, list);
	pr_info("libs: get_options counts %d\n", list[0]);
	kind = get_option(&text, &one);
	pr_info("libs: get_option %d %d %s\n", kind, one, text);
	pr_info("libs: memparse %llu %llu %s\n", memparse("64K", NULL),
		memparse("0x2Gx", &end), end);
	pr_info("libs: arithmetic %lu %lu %lu %lu %llu\n", gcd(84, 36),
		lcm(4, 6), int_sqrt(1000), int_sqrt(~0ul), int_pow(3, 20));
	pr_info("libs: glob %d %d %d %d\n", glob_match("a*[!c-e]?", "abxfy"),
		glob_match("a*[!c-e]?", "abxdy"), glob_match("\\*", "*"),
		glob_match("[]x]", "]"));
}

static void times(void)
{
	struct timespec64 t = ns_to_timespec64(-1);
	struct tm tm;

	time64_to_tm(1709210096, 0, &tm); /* a leap day */
	pr_info("libs: %ld-%02d-%02d %02d:%02d:%02d day %d of week, %d of year\n",
		tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		tm.tm_min, tm.tm_sec, tm.tm_wday, tm.tm_yday);
	time64_to_tm(-1, -3600, &tm);
	pr_info("libs: %ld-%02d-%02d %02d:%02d:%02d day %d of week, %d of year\n",
		tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		tm.tm_min, tm.tm_sec, tm.tm_wday, tm.tm_yday);
	pr_info("libs: mktime64 %lld\n", mktime64(2024, 2, 29, 12, 34, 56));
	pr_info("libs: ns_to_timespec64 %lld %ld\n", t.tv_sec, t.tv_nsec);
}

static void fifos(void)
{
	static DEFINE_KFIFO(bytes, unsigned char, 8);
	struct kfifo_rec_ptr_1 records;
	char text[16];
	unsigned int n;
	int err;

	n = kfifo_in(&bytes, "abcdef", 6);
	n += kfifo_out(&bytes, text, 4);
	n += kfifo_in(&bytes, "ghijklmn", 8);
	pr_info("libs: kfifo %u, %u of %u\n", n, kfifo_len(&bytes),
		kfifo_size(&bytes));
	n = kfifo_out(&bytes, text, 16);
	pr_info("libs: kfifo %.*s\n", n, text);
	err = kfifo_alloc(&records, 16, GFP_KERNEL);
	n = kfifo_in(&records, "hello", 5);
	n += kfifo_in(&records, "you", 3) * 10;
	n += kfifo_in(&records, "too long", 8) * 100;
	pr_info("libs: records %d %u, first %u\n", err, n,
		kfifo_peek_len(&records));
	n = kfifo_out(&records, text, 2);
	pr_info("libs: record %.*s\n", n, text);
	n = kfifo_out(&records, text, 16);
	pr_info("libs: record %.*s, empty %d\n", n, text,
		kfifo_is_empty(&records));
	kfifo_free(&records);
}

static void bitmaps(void)
{
	DECLARE_BITMAP(a, 100);
	DECLARE_BITMAP(b, 100);
	int err = bitmap_parselist("0-9,20-39:2/5,99", a, 100);

	pr_info("libs: parselist %d %*pbl\n", err, 100, a);
	bitmap_shift_left(b, a, 67, 100);
	pr_info("libs: shift_left %*pbl\n", 100, b);
	bitmap_shift_right(b, a, 18, 100);
	pr_info("libs: shift_right %*pb\n", 100, b);
	bitmap_cut(b, a, 5, 20, 100);
	pr_info("libs: cut %*pbl\n", 100, b);
	pr_info("libs: and %d %*pbl\n", bitmap_and(b, a, b, 100), 100, b);
	pr_info("libs: subset %d intersects %d equal %d weight %d\n",
		bitmap_subset(b, a, 100), bitmap_intersects(a, b, 100),
		bitmap_equal(a, b, 100), bitmap_weight(a, 100));
	err = bitmap_parse("1,80000000,00000001", 64, a, 100);
	pr_info("libs: parse %d %*pbl\n", err, 100, a);
	pr_info("libs: errors %d %d %d %d\n", bitmap_parselist("3-1", a, 100),
		bitmap_parselist("100", a, 100), bitmap_parselist("x", a, 100),
		bitmap_parse("ffffffff,0,0,0", 64, a, 100));
	bitmap_fill(a, 100);
	bitmap_clear(a, 40, 20);
	pr_info("libs: room at %lu, last %lu\n",
		bitmap_find_next_zero_area(a, 100, 0, 10, 7),
		find_last_bit(a, 100));
}

struct item {
	struct list_head list;
	int key, number;
};

static int compare(void *data, const struct list_head *a,
		   const struct list_head *b)
{
	return list_entry(a, struct item, list)->key -
	       list_entry(b, struct item, list)->key;
}

static void others(void)
{
	static const siphash_key_t key = {{1, 2}};
	static struct item items[7];
	static const int keys[7] = {3, 1, 2, 3, 1, 2, 0};
	struct rnd_state state = {1000, 2000, 3000, 4000};
	u32 one = prandom_u32_state(&state), two = prandom_u32_state(&state);
	struct item *item;
	LIST_HEAD(list);
	uuid_t uuid;
	int err, i;

	for (i = 0; i < 7; i++) {
		items[i].key = keys[i];
		items[i].number = i;
		list_add_tail(&items[i].list, &list);
	}
	list_sort(NULL, &list, compare);
	list_for_each_entry_reverse(item, &list, list)
		pr_info("libs: item %d %d\n", item->key, item->number);
	pr_info("libs: random %u %u\n", one, two);
	pr_info("libs: siphash %llx %llx\n", siphash("hello, world", 12, &key),
		siphash_2u64(3, 4, &key));
	err = uuid_parse("7e1bf3d0-6f5c-4b3a-9a57-0123456789ab", &uuid);
	pr_info("libs: uuid %d %pUb %pUl\n", err, &uuid, &uuid);
	pr_info("libs: uuid %d %d\n", uuid_parse("7e1bf3d0-6f5c", &uuid),
		uuid_is_valid("7e1bf3d0-6f5c-4b3a-9a57-0123456789ag"));
	pr_info("libs: %s %s %s\n", utsname()->sysname, utsname()->machine,
		utsname()->domainname);
	pr_info("libs: version %s, capable %d\n", THIS_MODULE->version,
		capable(CAP_SYS_ADMIN));
}

static void memory(void)
{
	char *text = kmalloc(64, GFP_KERNEL), *more;

	pr_info("libs: zeroed %d\n", !memchr_inv(text, 0, 64));
	memset(text, 'x', 64);
	kfree(text);
	text = kmalloc(64, GFP_KERNEL);
	pr_info("libs: again %d\n", !memchr_inv(text, 0, 64));
	strcpy(text, "kept");
	more = kvrealloc(text, 64, 8192, GFP_KERNEL);
	pr_info("libs: kvrealloc %s\n", more);
	kvfree(more);
	text = kmemdup_nul("abcdef", 3, GFP_KERNEL);
	pr_info("libs: kmemdup_nul %s\n", text);
	kfree(text);
	pr_info("libs: unfinished");
}

static int __init libs_init(void)
{
	strings();
	numbers();
	times();
	fifos();
	bitmaps();
	others();
	memory();
	return 0;
}

static void __exit libs_exit(void)
{
	pr_info("libs: unloaded\n");
}

module_init(libs_init);
module_exit(libs_exit);
