/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exports in a namespace, and for GPL modules in another; a file may export
 * nothing else.
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("two namespaces");

int ns_exporter_one(void);
int ns_exporter_two(void);

int ns_exporter_one(void)
{
	return 1;
}
EXPORT_SYMBOL_NS(ns_exporter_one, FIRST_COURSE);

int ns_exporter_two(void)
{
	return 2;
}
EXPORT_SYMBOL_NS_GPL(ns_exporter_two, SECOND_COURSE);
