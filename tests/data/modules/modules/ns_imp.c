// SPDX-License-Identifier: GPL-2.0-or-later
/* imports from a namespace */
#include <linux/module.h>
int ns_value(int x);
int ns_gpl(int x);
int ns_none(int x);
int ns_refs(void);
static int __init i(void)
{
	pr_info("ns_imp: %d %d %d refs %d\n", ns_value(1), ns_gpl(1),
		ns_none(1), ns_refs());
	return 0;
}
static void __exit e(void)
{
	pr_info("ns_imp: gone\n");
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(LESSON);
