/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sscanf() in all its forms, and with a bad pointer (bad=1). */
#include <linux/module.h>

static bool bad;
module_param(bad, bool, 0);

static noinline void scan_badly(void)
{
	int *nowhere = (int *)8;

	OPTIMIZER_HIDE_VAR(nowhere);
	sscanf("5", "%d", nowhere);
}

static int __init scans_init(void)
{
	int n, d = 0, i = 0, o = 0, at = 0;
	unsigned int x = 0, y = 0;
	unsigned long long big = 0;
	unsigned char byte = 0;
	char word[16] = "", set[16] = "", c = 0;

	if (bad)
		scan_badly();
	n = sscanf("-12 0x1f 17 ff", "%d %i %o %x", &d, &i, &o, &x);
	pr_info("scans: %d: %d %d %d %x\n", n, d, i, o, x);
	n = sscanf("name=value; 300", "name=%5s%c %hhu%n", word, &c, &byte,
		   &at);
	pr_info("scans: %d: %s%c %u at %d\n", n, word, c, byte, at);
	n = sscanf("18446744073709551615 abcxyz", "%llu %10[a-c]", &big, set);
	pr_info("scans: %d: %llu %s\n", n, big, set);
	n = sscanf("1,2", "%*u,%2u", &y);
	pr_info("scans: %d: %u\n", n, y);
	n = sscanf("12:34:56:78:90", "%d:%d:%i:%x:%u", &d, &i, &o, &x, &y);
	pr_info("scans: %d: %d %d %d %x %u\n", n, d, i, o, x, y);
	n = sscanf("x", "%d", &d);
	pr_info("scans: %d\n", n);
	return 0;
}

static void __exit scans_exit(void)
{
}

module_init(scans_init);
module_exit(scans_exit);
MODULE_LICENSE("GPL");
