/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory as a whole. What swaps is no module's business.
 */
#ifndef _LINUX_SWAP_H
#define _LINUX_SWAP_H

#include <linux/mm.h>
#include <linux/shrinker.h>

#endif
