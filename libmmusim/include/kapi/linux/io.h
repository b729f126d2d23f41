/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O ports. There are no devices whose registers ioremap() could map, and no such
 * function.
 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <asm/io.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/types.h>

#endif
