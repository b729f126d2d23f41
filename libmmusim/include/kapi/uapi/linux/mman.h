/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What mmap() takes.
 */
#ifndef _UAPI_LINUX_MMAN_H
#define _UAPI_LINUX_MMAN_H

#include <linux/mman.h>

#endif
