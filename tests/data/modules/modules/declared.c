// SPDX-License-Identifier: GPL-2.0-or-later
/* Uses what inline functions and macros of headers make of the kernel's exports. */
#include <linux/bitmap.h>
#include <linux/cred.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/ktime.h>
#include <linux/mempool.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/time.h>
#include <linux/timekeeping.h>
#include <linux/uuid.h>
MODULE_LICENSE("GPL");

static void bitmaps(void)
{
	DECLARE_BITMAP(a, 40);
	DECLARE_BITMAP(b, 40);
	DECLARE_BITMAP(c, 200);
	unsigned long clump, *d = bitmap_zalloc(200, GFP_KERNEL);
	unsigned int start, end;
	u32 words[7];

	bitmap_parselist("1-5,33", a, 40);
	bitmap_parselist("4-8,33,39", b, 40);
	pr_info("declared: weight_and %lu, subset %d, intersects %d, equal %d\n",
		(unsigned long)bitmap_weight_and(a, b, 40), bitmap_subset(a, b, 40),
		bitmap_intersects(a, b, 40), bitmap_equal(a, a, 40));
	bitmap_andnot(a, a, b, 40);
	bitmap_or(a, a, b, 40);
	pr_info("declared: or %*pbl, nth %lu\n", 40, a,
		find_nth_bit(a, 40, 3));
	bitmap_xor(a, a, b, 40);
	bitmap_complement(b, b, 40);
	pr_info("declared: xor %*pbl, complement %*pbl\n", 40, a, 40, b);
	bitmap_zero(c, 200);
	bitmap_set(c, 60, 10);
	bitmap_set(c, 190, 5);
	for_each_set_bitrange(start, end, c, 200)
		pr_info("declared: range %u-%u\n", start, end);
	for_each_set_clump8(start, clump, c, 200)
		pr_info("declared: clump %u %lx\n", start, clump);
	bitmap_to_arr32(words, c, 200);
	bitmap_from_arr32(d, words, 200);
	pr_info("declared: arr32 %x %x, %d\n", words[1], words[2],
		bitmap_equal(c, d, 200));
	pr_info("declared: region %d %d\n", bitmap_find_free_region(c, 200, 6),
		bitmap_allocate_region(c, 128, 5));
	bitmap_free(d);
}

static void times(void)
{
	struct timespec64 a = {5, 900000000}, b;
	ktime_t t = timespec64_to_ktime(a);

	timespec64_add_ns(&a, 2200000000ull);
	set_normalized_timespec64(&b, 3, -1);
	pr_info("declared: %lld.%09ld %lld.%09ld %d\n", (long long)a.tv_sec,
		a.tv_nsec, (long long)b.tv_sec, b.tv_nsec,
		timespec64_valid(&b));
	pr_info("declared: %lld %d %d %lld\n", ktime_add_ms(t, 3),
		ktime_before(t, 1), ktime_compare(t, t), ktime_divns(t, 7));
	pr_info("declared: jiffies %llu %lu %llu %lu\n",
		jiffies_to_nsecs(3), (unsigned long)nsecs_to_jiffies(9000000),
		jiffies64_to_msecs(5), timespec64_to_jiffies(&a));
	ktime_get_real_ts64(&a);
	getboottime64(&b);
	pr_info("declared: clocks %d %d\n", timespec64_compare(&a, &b) > 0,
		ktime_get_boottime_seconds() < 1000);
}

static void strings(void)
{
	char text[16] = "Mixed Case", *end;
	u32 words[3];
	const char *names[] = {"one", "two", NULL};

	string_upper(text, text);
	pr_info("declared: %s %s %s\n", text, str_yes_no(true),
		str_enabled_disabled(false));
	memcpy_and_pad(text, 8, "ab", 2, '.');
	pr_info("declared: %.8s %d\n", text, sysfs_match_string(names, "two\n"));
	memset32(words, 0x01020304, 3);
	end = hex_byte_pack_upper(text, 0xa5);
	*end = 0;
	pr_info("declared: %x %s %d\n", words[2], text, hex_to_bin('f'));
	pr_info("declared: %llx %lld\n", simple_strtoull("0xffz", &end, 0),
		simple_strtoll("-12", NULL, 10));
}

static void hashes(void)
{
	static const siphash_key_t key = {{3, 4}};
	static const hsiphash_key_t small = {{3, 4}};
	static const guid_t guid = GUID_INIT(0x01020304, 0x0506, 0x0708, 9, 10,
					     11, 12, 13, 14, 15, 16);
	struct rnd_state state;
	uuid_t uuid = UUID_INIT(0x01020304, 0x0506, 0x0708, 9, 10, 11, 12, 13,
				14, 15, 16);
	u8 bytes[6];

	pr_info("declared: %llx %llx %x %x\n", siphash_2u32(1, 2, &key),
		siphash_4u32(1, 2, 3, 4, &key), hsiphash("abc", 3, &small),
		hsiphash_2u32(1, 2, &small));
	prandom_seed_state(&state, 0x123456789ull);
	prandom_bytes_state(&state, bytes, sizeof(bytes));
	pr_info("declared: %*ph %d\n", 6, bytes, prandom_u32_max(10) < 10);
	pr_info("declared: %pUl %pUb %d\n", &guid, &uuid, uuid_is_null(&uuid));
}

static void on_cpu(void *info)
{
	pr_info("declared: on a CPU, %d %d\n", irqs_disabled(), *(int *)info);
}

static void others(void)
{
	struct kmem_cache *cache = kmem_cache_create("declared", 64, 0, 0, NULL);
	mempool_t *pool = mempool_create_slab_pool(3, cache);
	void *objects[2], *element = mempool_alloc(pool, GFP_KERNEL);
	int number = 5;

	pr_info("declared: pool %d %d\n", pool->curr_nr, element != NULL);
	mempool_free(element, pool);
	mempool_destroy(pool);
	pr_info("declared: bulk %d\n",
		kmem_cache_alloc_bulk(cache, GFP_KERNEL, 2, objects));
	kmem_cache_free_bulk(cache, 2, objects);
	kmem_cache_destroy(cache);
	on_each_cpu(on_cpu, &number, 1);
	pr_info("declared: single %d %d\n",
		smp_call_function_single(0, on_cpu, &number, 1),
		smp_call_function_single(5000, on_cpu, &number, 1));
	pr_info("declared: capable %d\n",
		ns_capable(current_user_ns(), CAP_NET_ADMIN));
	pr_info("declared: %llu %lu\n", int_pow(7, 5), int_sqrt(99));
}

static noinline int probed(int a, int b)
{
	pr_info("declared: probed %d %d\n", a, b);
	return a + b;
}

static int before(struct kprobe *p, struct pt_regs *regs)
{
	pr_info("declared: before, %lu %lu, at %ld, user %d\n",
		regs_get_kernel_argument(regs, 0),
		regs_get_kernel_argument(regs, 1),
		(long)(instruction_pointer(regs) - (unsigned long)p->addr),
		user_mode(regs));
	return 0;
}

static void probes(void)
{
	struct kprobe p = {.addr = (kprobe_opcode_t *)probed,
			   .pre_handler = before};
	int err = register_kprobe(&p);

	pr_info("declared: register %d, disabled %d\n", err,
		kprobe_disabled(&p));
	pr_info("declared: %d\n", probed(3, 4));
	unregister_kprobe(&p);
	pr_info("declared: %d\n", probed(5, 6));
}

static int __init declared_init(void)
{
	bitmaps();
	times();
	strings();
	hashes();
	others();
	probes();
	return 0;
}

static void __exit declared_exit(void)
{
	pr_info("declared: unloaded\n");
}

module_init(declared_init);
module_exit(declared_exit);
