// SPDX-License-Identifier: GPL-2.0-or-later
/* a parameter of each type */
#include <linux/module.h>
static unsigned char p_byte = 1;
module_param(p_byte, byte, 0644);
static short p_short = -2;
module_param(p_short, short, 0644);
static unsigned short p_ushort = 3;
module_param(p_ushort, ushort, 0644);
static int p_int = -4;
module_param(p_int, int, 0644);
static unsigned int p_uint = 5;
module_param(p_uint, uint, 0644);
static long p_long = -6;
module_param(p_long, long, 0644);
static unsigned long p_ulong = 7;
module_param(p_ulong, ulong, 0644);
static unsigned long long p_ullong = 8;
module_param(p_ullong, ullong, 0644);
static unsigned int p_hexint = 9;
module_param(p_hexint, hexint, 0644);
static bool p_bool;
module_param(p_bool, bool, 0644);
static bool p_invbool;
module_param(p_invbool, invbool, 0644);
static int p_bint;
module_param(p_bint, bint, 0644);
static char *p_charp = "start";
module_param(p_charp, charp, 0644);
static char p_string[8] = "abc";
module_param_string(p_string, p_string, sizeof(p_string), 0644);
static int hidden_name = 10;
module_param_named(p_named, hidden_name, int, 0644);
static int p_unsafe = 11;
module_param_unsafe(p_unsafe, int, 0644);
static int unsafe_name = 12;
module_param_named_unsafe(p_nunsafe, unsafe_name, int, 0644);
static int p_none = 13;
module_param(p_none, int, 0);
static int p_ro = 14;
module_param(p_ro, int, 0444);
static int p_wo = 15;
module_param(p_wo, int, 0200);
MODULE_PARM_DESC(p_int, "an int");
static int __init i(void)
{
	pr_info("ptypes: %u %d %u %d %u %ld %lu %llu %x %d %d %d %s %s %d %d %d %d %d %d\n",
		p_byte, p_short, p_ushort, p_int, p_uint, p_long, p_ulong,
		p_ullong, p_hexint, p_bool, p_invbool, p_bint, p_charp,
		p_string, hidden_name, p_unsafe, unsafe_name, p_none, p_ro,
		p_wo);
	return 0;
}
static void __exit e(void)
{
	pr_info("ptypes: %u %d %u %d %u %ld %lu %llu %x %d %d %d %s %s %d %d %d %d %d %d\n",
		p_byte, p_short, p_ushort, p_int, p_uint, p_long, p_ulong,
		p_ullong, p_hexint, p_bool, p_invbool, p_bint, p_charp,
		p_string, hidden_name, p_unsafe, unsafe_name, p_none, p_ro,
		p_wo);
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
