/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_GENERIC_BUG_H
#define _ASM_GENERIC_BUG_H

#include <linux/bug.h>
#include <linux/panic.h>
#include <linux/printk.h>

#endif
