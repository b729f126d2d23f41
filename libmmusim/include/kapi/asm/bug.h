/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BUG() and WARN(). */
#ifndef _ASM_X86_BUG_H
#define _ASM_X86_BUG_H

#include <linux/bug.h>

#endif
