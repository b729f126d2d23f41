/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of system calls.
 */
#ifndef _LINUX_UNISTD_H
#define _LINUX_UNISTD_H

#include <asm/unistd.h>

#endif
