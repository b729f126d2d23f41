/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel that a module is built for. The loader compares this text.
 */
#ifndef _LINUX_VERMAGIC_H
#define _LINUX_VERMAGIC_H

#define UTS_RELEASE	"6.1.0-mmusim"

#define VERMAGIC_STRING UTS_RELEASE " SMP preempt mod_unload modversions "

#endif
