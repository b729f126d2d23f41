/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of the kernel's configuration, as Debian has them.
 */
#ifndef _ASM_PARAM_H
#define _ASM_PARAM_H

#define HZ	       250 /* ticks in a second */
#define USER_HZ	       100 /* the unit of times that user programs get */
#define CLOCKS_PER_SEC USER_HZ
#define EXEC_PAGESIZE  4096
#define MAXHOSTNAMELEN 64

#endif
