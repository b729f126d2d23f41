// SPDX-License-Identifier: GPL-2.0-or-later
/* what is inline in headers: numbers, bits, rings, tables, pages, strings */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt
#include <linux/module.h>
#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/hashtable.h>
#include <linux/highmem.h>
#include <linux/jhash.h>
#include <linux/kfifo.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/rculist.h>
#include <linux/sched/signal.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time64.h>

static int n = 5;
module_param(n, int, 0);

/* One at a time: in which order arguments are evaluated, nobody knows. */
#define show(x) pr_info("%s: %lld\n", #x, (long long)(x))

static noinline void atomics(void)
{
	atomic_t a = ATOMIC_INIT(3);
	atomic64_t b = ATOMIC64_INIT(1ll << 40);
	atomic_long_t c = ATOMIC_LONG_INIT(-1);
	int old = 7;

	atomic_add(n, &a);
	atomic_inc(&a);
	show(atomic_read(&a));
	show(atomic_add_return(2, &a));
	show(atomic_fetch_sub(4, &a));
	show(atomic_dec_return(&a));
	show(atomic_sub_and_test(6, &a));
	show(atomic_inc_and_test(&a));
	show(atomic_add_negative(-9, &a));
	show(atomic_cmpxchg(&a, -7, 7));
	show(atomic_try_cmpxchg(&a, &old, 9));
	show(old);
	show(atomic_add_unless(&a, 1, 7));
	show(atomic_inc_not_zero(&a));
	show(atomic_dec_if_positive(&a));
	show(atomic_xchg(&a, 12));
	show(atomic_fetch_or(3, &a));
	show(atomic_fetch_and(6, &a));
	show(atomic_fetch_xor(5, &a));
	show(atomic_fetch_andnot(1, &a));
	atomic_or(0x40, &a);
	atomic_andnot(2, &a);
	show(atomic_read(&a));
	atomic64_sub(1, &b);
	show(atomic64_fetch_add(n, &b));
	show(atomic64_read(&b));
	show(atomic_long_inc_and_test(&c));
	show(atomic_long_dec_return(&c));
}

static noinline void exchanges(void)
{
	u8 byte = 1;
	u16 word = 2;
	u32 was = 3, dword = 3;
	void *pointer = &word;

	show(xchg(&byte, 9));
	show(byte);
	show(cmpxchg(&word, 2, 300));
	show(word);
	show(try_cmpxchg(&dword, &was, 5));
	show(try_cmpxchg(&dword, &was, 6));
	show(was);
	show(xchg(&pointer, NULL) == &word);
	smp_mb();
	smp_store_release(&dword, 17);
	show(smp_load_acquire(&dword));
}

static noinline void bits(void)
{
	DECLARE_BITMAP(map, 100);
	unsigned long word = 0;
	unsigned int bit;

	bitmap_zero(map, 100);
	set_bit(n, map);
	__set_bit(99, map);
	set_bit(64, map);
	bitmap_set(map, 70, n);
	pr_info("bits %*pbl\n", 100, map);
	show(bitmap_weight(map, 100));
	show(bitmap_empty(map, 100));
	show(test_and_set_bit(n, map));
	show(test_and_clear_bit(n, map));
	show(test_bit(n, map));
	show(test_bit(99, map));
	change_bit(n + 1, map);
	clear_bit(64, map);
	for_each_set_bit(bit, map, 100)
		show(bit);
	show(find_first_bit(map, 100));
	show(find_next_bit(map, 100, 75));
	show(find_next_zero_bit(map, 100, 70));
	__change_bit(n, &word);
	show(word);
	show(find_first_zero_bit(&word, 64));
	show(find_next_bit(&word, 20, n + 1));
	show(ilog2(n));
	show(roundup_pow_of_two(n));
	show(is_power_of_2(n));
	show(rol32(n, 30));
	show(sign_extend64(n, 2));
	show(fls64(n));
}

struct entry {
	struct hlist_node node;
	struct list_head list;
	int key;
};

static DEFINE_HASHTABLE(table, 3);

static noinline void tables(void)
{
	static struct entry entries[6];
	struct entry *e;
	LIST_HEAD(list);
	int i;

	for (i = 0; i < 6; i++) {
		entries[i].key = i * n;
		hash_add(table, &entries[i].node, entries[i].key);
		list_add_tail_rcu(&entries[i].list, &list);
	}
	hash_for_each_possible(table, e, node, 3 * n)
		if (e->key == 3 * n)
			pr_info("table has %d\n", e->key);
	hash_del(&entries[3].node);
	list_del_rcu(&entries[4].list);
	rcu_read_lock();
	list_for_each_entry_rcu(e, &list, list)
		pr_info("list has %d, hashed %d\n", e->key,
			hash_hashed(&e->node));
	rcu_read_unlock();
	pr_info("hash %x %x %x %x\n", hash_32(n, 8), (u32)hash_long(n, 12),
		jhash("a longer text to hash", 21, n), jhash_2words(n, 2, 3));
}

static DEFINE_KFIFO(bytes, unsigned char, 16);
static STRUCT_KFIFO_REC_1(32) records;

static noinline void rings(void)
{
	DECLARE_KFIFO_PTR(numbers, long);
	unsigned char buf[16];
	long number = 0;
	int ret;

	ret = kfifo_in(&bytes, "hello, ring", 11);
	pr_info("ring in %d len %u avail %u\n", ret, kfifo_len(&bytes),
		kfifo_avail(&bytes));
	ret = kfifo_out(&bytes, buf, n);
	pr_info("ring out %d %.*s full %d\n", ret, ret, buf,
		kfifo_is_full(&bytes));
	kfifo_skip(&bytes);
	ret = kfifo_peek(&bytes, buf);
	pr_info("ring peek %d '%c'\n", ret, buf[0]);
	INIT_KFIFO(records);
	kfifo_in(&records, "one", 3);
	kfifo_in(&records, "three", 5);
	pr_info("records %u next %u avail %u\n", kfifo_len(&records),
		kfifo_peek_len(&records), kfifo_avail(&records));
	ret = kfifo_out(&records, buf, sizeof(buf));
	pr_info("records out %d %.*s\n", ret, ret, buf);
	ret = kfifo_alloc(&numbers, n, GFP_KERNEL);
	pr_info("numbers %d size %u esize %zu\n", ret, kfifo_size(&numbers),
		(size_t)kfifo_esize(&numbers));
	while (kfifo_put(&numbers, 1l << number))
		number++;
	ret = kfifo_get(&numbers, &number);
	pr_info("numbers %d %ld left %u\n", ret, number, kfifo_len(&numbers));
	kfifo_free(&numbers);
}

static noinline void pages(void)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);
	struct page *one = alloc_page(GFP_KERNEL);
	char *text;

	if (!page || !one)
		return;
	pr_info("page order %u nr %lu head %d tail %d count %d\n",
		compound_order(page), compound_nr(page), PageHead(page),
		PageTail(page + 1), page_count(page + 3));
	pr_info("page same %d size %lu slab %d buddy %d\n",
		compound_head(page + 2) == page, page_size(page),
		PageSlab(page), PageBuddy(one));
	text = kmap_local_page(one);
	strscpy(text, "text", PAGE_SIZE);
	copy_highpage(page, one);
	clear_highpage(one);
	pr_info("page '%s' '%s'\n", (char *)page_address(page), text);
	kunmap_local(text);
	get_page(one);
	pr_info("page count %d\n", page_count(one));
	put_page(one);
	__free_page(one);
	__free_pages(page, 2);
}

struct flexible {
	int count;
	short items[];
};

static noinline void numbers(void)
{
	struct timespec64 a = { 5, 900000000 }, b = { n, 200000000 };
	DEFINE_SEQLOCK(lock);
	unsigned int seq;
	u64 big = 1ull << 60;
	u32 left;
	size_t size;
	int sum;

	b = timespec64_add(a, b);
	pr_info("time %lld.%09ld %d\n", b.tv_sec, b.tv_nsec,
		timespec64_compare(&a, &b));
	big = div_u64_rem(big, n + 1000, &left);
	pr_info("div %llu %u %llu\n", big, left, mul_u64_u32_shr(big, n, 3));
	left = do_div(big, n);
	pr_info("div %llu %u\n", big, left);
	show(check_add_overflow(INT_MAX, n, &sum));
	show(sum);
	show(check_mul_overflow((size_t)n, (size_t)7, &size));
	show(size);
	show(struct_size((struct flexible *)0, items, n));
	show(struct_size((struct flexible *)0, items, SIZE_MAX / 2) == SIZE_MAX);
	seqlock_init(&lock);
	seq = read_seqbegin(&lock);
	write_seqlock(&lock);
	write_sequnlock(&lock);
	show(read_seqretry(&lock, seq));
	show(_IO('x', 1));
	show(_IOWR('x', 2, long));
	show(_IOC_SIZE(_IOR('x', 3, char[20])));
	pr_info("mode %o %d dev %u:%u\n", S_IRUGO | S_IWUSR, S_ISDIR(0040755),
		MAJOR(MKDEV(250, n)), MINOR(MKDEV(250, n)));
	pr_info("uid %d root %d kthread %d leader %d\n",
		__kuid_val(current_uid()),
		uid_eq(current_euid(), GLOBAL_ROOT_UID),
		!!(current->flags & PF_KTHREAD),
		current->group_leader == current);
}

static noinline void strings(void)
{
	char buf[16] = "begin", *to = buf;

	strcat(buf, "-end");
	strncat(buf, "more", n - 3);
	pr_info("string '%s'\n", buf);
	show(strnlen(buf, n));
	show(strscpy(buf, "does not fit in there", sizeof(buf)));
	OPTIMIZER_HIDE_VAR(to);
	memmove(to + 2, to, n);
	pr_info("string '%s'\n", to);
	show(memcmp(to, "dodoes", n));
	show(strlcpy(buf, "short", sizeof(buf)));
	strcpy(buf, n ? "copied" : "not");
	memset(buf + 2, 'x', n - 3);
	pr_info("string '%s'\n", buf);
	show(memchr(buf, 'x', 8) == buf + 2);
}

static int __init i(void)
{
	atomics();
	exchanges();
	bits();
	tables();
	rings();
	pages();
	numbers();
	strings();
	return 0;
}

static void __exit e(void)
{
}

module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("what headers do");
