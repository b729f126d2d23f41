/* checksums of all lengths, and of what is not there */
#include <linux/crc32.h>
#include <linux/prandom.h>
#include <linux/sort.h>
#include <net/checksum.h>
#include <linux/module.h>
#include <linux/slab.h>

static u8 data[256];

static int cmp(const void *a, const void *b, const void *priv)
{
	return (*(const u8 *)a - *(const u8 *)b) * *(const int *)priv;
}

static int __init sum_init(void)
{
	struct rnd_state state;
	int i, sign = -1;
	u32 all = 0, crc;

	prandom_seed_state(&state, 42);
	prandom_bytes_state(&state, data, sizeof(data));
	for (i = 0; i < 200; i++) {
		all = all * 31 + csum_partial(data + i % 9, i, i * 77777);
		all = all * 31 + ip_compute_csum(data + i % 7, i);
		all = all * 31 + csum_partial_copy_nocheck(data, data, 0);
	}
	pr_info("sum: %08x\n", all);
	crc = crc32_le(~0, data, 200);
	pr_info("sum: %08x %08x %08x\n", crc, crc32_be(~0, data, 200),
		__crc32c_le(~0, data, 199));
	pr_info("sum: %d %d\n",
		crc32_le_combine(crc32_le(~0, data, 100),
				 crc32_le(0, data + 100, 100), 100) == crc,
		__crc32c_le_combine(__crc32c_le(~0, data, 70),
				    __crc32c_le(0, data + 70, 30), 30) ==
			__crc32c_le(~0, data, 100));
	sort_r(data, 64, 1, cmp, NULL, &sign);
	for (i = 1; i < 64 && data[i] <= data[i - 1]; i++)
		;
	pr_info("sum: %d in order\n", i);
	dump_stack_lvl(KERN_INFO);
	return crc32_le(0, (u8 *)0x4003, 64) ^ ip_compute_csum((u8 *)0x5000, 8);
}
module_init(sum_init);
MODULE_LICENSE("GPL");
