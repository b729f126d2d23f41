/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of addresses: "%pS" prints them.
 */
#ifndef _LINUX_KALLSYMS_H
#define _LINUX_KALLSYMS_H

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/types.h>

#define KSYM_NAME_LEN 512

/* What sprint_symbol() makes: NAME+0xOFFSET/0xSIZE [MODULE]. */
#define KSYM_SYMBOL_LEN (KSYM_NAME_LEN + 2 * 16 + 64 + 10)

/* That into @buffer; the length. */
int sprint_symbol(char *buffer, unsigned long address);
int sprint_symbol_no_offset(char *buffer, unsigned long address);

#endif
