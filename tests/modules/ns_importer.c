/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Imports both namespaces of ns_exporter, and looks for a symbol by its name.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("uses two namespaces");
MODULE_IMPORT_NS(FIRST_COURSE);
MODULE_IMPORT_NS(SECOND_COURSE);

int ns_exporter_one(void);
int ns_exporter_two(void);

static int __init ns_importer_init(void)
{
	int (*two)(void) = symbol_get(ns_exporter_two);

	pr_info("ns_importer: %d %d, by name %d\n", ns_exporter_one(),
		ns_exporter_two(), two ? two() : -1);
	if (two)
		symbol_put(ns_exporter_two);
	pr_info("ns_importer: used %d times\n", module_refcount(THIS_MODULE));
	return 0;
}

static void __exit ns_importer_exit(void)
{
}

module_init(ns_importer_init);
module_exit(ns_importer_exit);
