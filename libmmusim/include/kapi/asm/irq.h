/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupt lines.
 */
#ifndef _ASM_IRQ_H
#define _ASM_IRQ_H

#include <linux/interrupt.h>

#define NR_IRQS_LEGACY 16

#endif
