#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/ratelimit.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("rate-limited messages and what is told about the suppressed ones");

static DEFINE_RATELIMIT_STATE(limit_state, HZ / 5, 3);

static noinline void limit_noise(int from, int n)
{
	int i;

	for (i = from; i < from + n; i++)
		if (__ratelimit(&limit_state))
			pr_warn("rate_limited: noise %d\n", i);
}

static int __init rate_limited_init(void)
{
	int i;

	limit_noise(0, 8);
	msleep(400);
	limit_noise(100, 5);
	for (i = 0; i < 14; i++)
		pr_err_ratelimited("rate_limited: error %d\n", i);
	for (i = 0; i < 2; i++)
		WARN_RATELIMIT(i >= 0, "rate_limited: warn %d\n", i);
	return 0;
}

static void __exit rate_limited_exit(void)
{
}

module_init(rate_limited_init);
module_exit(rate_limited_exit);
