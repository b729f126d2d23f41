/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Neither an init nor an exit function: a module of data, which may leave.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a module without functions");

int passive_answer = 42;
EXPORT_SYMBOL(passive_answer);
