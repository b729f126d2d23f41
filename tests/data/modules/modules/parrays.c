// SPDX-License-Identifier: GPL-2.0-or-later
/* parameters that are arrays */
#include <linux/module.h>
static unsigned char a_byte[3];
static int n_byte;
module_param_array(a_byte, byte, &n_byte, 0644);
static short a_short[2] = {1, 2};
module_param_array(a_short, short, NULL, 0644);
static int a_int[4];
static int n_int = 2;
module_param_array(a_int, int, &n_int, 0644);
static unsigned long long a_ullong[2];
module_param_array(a_ullong, ullong, NULL, 0644);
static bool a_bool[3];
static unsigned n_bool;
module_param_array(a_bool, bool, &n_bool, 0644);
static bool a_inv[3];
static unsigned n_inv;
module_param_array(a_inv, invbool, &n_inv, 0644);
static int a_bint[3];
static unsigned n_bint;
module_param_array(a_bint, bint, &n_bint, 0644);
static char *a_charp[3];
static unsigned n_charp;
module_param_array(a_charp, charp, &n_charp, 0644);
static unsigned int a_hex[2];
module_param_array(a_hex, hexint, NULL, 0444);
struct point {
	int x, y;
};
static struct point a_point[3];
static unsigned n_point;
static int set_point(const char *v, const struct kernel_param *kp)
{
	struct point *p = kp->arg;
	pr_info("parrays: set '%s' of %s level %d\n", v, kp->name, kp->level);
	return sscanf(v, "%d:%d", &p->x, &p->y) == 2 ? 0 : -EDOM;
}
static int get_point(char *b, const struct kernel_param *kp)
{
	struct point *p = kp->arg;
	return sprintf(b, "%d:%d\n", p->x, p->y);
}
static const struct kernel_param_ops param_ops_point = {.set = set_point,
							.get = get_point};
#define param_check_point(name, p) __param_check(name, p, struct point)
module_param_array_named(points, a_point, point, &n_point, 0644);
static int f_arr[2];
static int f_set(const char *v, const struct kernel_param *kp)
{
	if (v[0] == 'f')
		return *(volatile int *)8;
	return kstrtoint(v, 0, kp->arg);
}
static const struct kernel_param_ops param_ops_f = {.set = f_set};
#define param_check_f(name, p) __param_check(name, p, int)
module_param_array_named(faults, f_arr, f, NULL, 0644);
static int seen;
static int cb_set(const char *v, const struct kernel_param *kp)
{
	pr_info("parrays: cb %s\n", v ? v : "(none)");
	seen++;
	return 0;
}
static int cb_get(char *b, const struct kernel_param *kp)
{
	return sprintf(b, "seen %d\n", seen);
}
static const struct kernel_param_ops cb_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG, .set = cb_set, .get = cb_get};
module_param_cb(cb, &cb_ops, NULL, 0644);
static const struct kernel_param_ops cb_noarg = {.set = cb_set, .get = cb_get};
module_param_cb_unsafe(cb_unsafe, &cb_noarg, NULL, 0644);
static int __init i(void)
{
	pr_info("parrays: %d,%d,%d n %d; %d,%d; %d,%d,%d,%d n %d; %llu,%llu\n",
		a_byte[0], a_byte[1], a_byte[2], n_byte, a_short[0], a_short[1],
		a_int[0], a_int[1], a_int[2], a_int[3], n_int, a_ullong[0],
		a_ullong[1]);
	pr_info("parrays: %d%d%d n %d %d%d%d n %d %d%d%d n %d %s %s %s n %d\n",
		a_bool[0], a_bool[1], a_bool[2], n_bool, a_inv[0], a_inv[1],
		a_inv[2], n_inv, a_bint[0], a_bint[1], a_bint[2], n_bint,
		a_charp[0], a_charp[1], a_charp[2], n_charp);
	pr_info("parrays: %d:%d %d:%d %d:%d n %d\n", a_point[0].x, a_point[0].y,
		a_point[1].x, a_point[1].y, a_point[2].x, a_point[2].y,
		n_point);
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
