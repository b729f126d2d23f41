/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Error numbers: x86 uses the common ones.
 */
#ifndef _ASM_X86_ERRNO_H
#define _ASM_X86_ERRNO_H

#include <asm-generic/errno.h>

#endif
