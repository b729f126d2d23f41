/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where code runs: in_interrupt() and its like.
 */
#ifndef _ASM_HARDIRQ_H
#define _ASM_HARDIRQ_H

#include <linux/hardirq.h>

#endif
