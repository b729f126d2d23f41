#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/math64.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("128/64 bit division whose quotient does not fit");

struct link {
	const char *name;
	u64 bytes;
	u64 usecs;
};

static struct link rate_links[] = {
	{ "eth0", 1500000, 1000000 },
	{ "eth1", 0xffffffff00000000ULL, 1000 },
};

static noinline u64 rate_of(const struct link *l)
{
	return mul_u64_u64_div_u64(l->bytes, 1000000, l->usecs);
}

static int __init rate_div64_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(rate_links); i++)
		pr_info("rate_div64: %s %llu bytes/s\n", rate_links[i].name,
			rate_of(&rate_links[i]));
	return 0;
}

static void __exit rate_div64_exit(void)
{
}

module_init(rate_div64_init);
module_exit(rate_div64_exit);
