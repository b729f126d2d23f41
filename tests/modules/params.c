// SPDX-License-Identifier: GPL-2.0-or-later
/* params - a module with parameters of every kind; says what they are. */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/module.h>

static int number = 4;
module_param(number, int, 0644);
MODULE_PARM_DESC(number, "any number");

static unsigned char small = 1;
module_param(small, byte, 0644);

static long far_away = -1;
module_param(far_away, long, 0444);

static bool flag;
module_param(flag, bool, 0644);

static char *text = "nothing";
module_param(text, charp, 0444);

static char copy[8] = "abc";
module_param_string(copy, copy, sizeof(copy), 0644);

static int list[4];
static unsigned int nlist;
module_param_array(list, int, &nlist, 0444);

static unsigned int hidden = 7;
module_param(hidden, uint, 0);

/* Half of what is said. */
static int half;
static int half_set(const char *val, const struct kernel_param *kp)
{
	int err = param_set_int(val, kp);

	half /= 2;
	return err;
}
static const struct kernel_param_ops half_ops = {
	.set = half_set,
	.get = param_get_int,
};
module_param_cb(half, &half_ops, &half, 0644);

/* Never is read. */
static int faulty_get(char *buffer, const struct kernel_param *kp)
{
	const char *wild = (const char *)8;

	OPTIMIZER_HIDE_VAR(wild);
	buffer[0] = *(const volatile char *)wild;
	return 1;
}
static const struct kernel_param_ops faulty_ops = {.get = faulty_get};
module_param_cb(faulty, &faulty_ops, NULL, 0444);

/* Takes its time. */
static int slow_get(char *buffer, const struct kernel_param *kp)
{
	msleep(20);
	return sprintf(buffer, "slow\n");
}
static const struct kernel_param_ops slow_ops = {.get = slow_get};
module_param_cb(slow, &slow_ops, NULL, 0444);

static int __init params_init(void)
{
	pr_info("params: number %d small %u far_away %ld flag %d text %s\n",
		number, small, far_away, flag, text);
	pr_info("params: copy %s list %u: %d %d hidden %u half %d\n", copy,
		nlist, list[0], list[1], hidden, half);
	return 0;
}

static void __exit params_exit(void)
{
	pr_info("params: number %d half %d\n", number, half);
}

module_init(params_init);
module_exit(params_exit);
MODULE_LICENSE("GPL");
