/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clocks. */
#ifndef _LINUX_TIMEKEEPING_H
#define _LINUX_TIMEKEEPING_H

#include <linux/ktime.h>

#endif
