/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Uses ns_exporter, but imports only one of its namespaces.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("forgets a namespace");
MODULE_IMPORT_NS(SECOND_COURSE);

int ns_exporter_one(void);
int ns_exporter_two(void);

static int __init ns_stranger_init(void)
{
	pr_err("ns_stranger: %d %d\n", ns_exporter_one(), ns_exporter_two());
	return 0;
}

module_init(ns_stranger_init);
