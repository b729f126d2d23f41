/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marks on functions that assembly calls. On x86-64 they change nothing.
 */
#ifndef _LINUX_LINKAGE_H
#define _LINUX_LINKAGE_H

#include <linux/compiler_types.h>
#include <linux/stringify.h>

#define asmlinkage

#endif
