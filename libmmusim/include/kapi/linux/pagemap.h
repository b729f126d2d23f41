/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages that somebody has locked, or changed.
 */
#ifndef _LINUX_PAGEMAP_H
#define _LINUX_PAGEMAP_H

#include <linux/bitops.h>
#include <linux/mm.h>
#include <linux/page-flags.h>

/* True: nobody else had it locked. */
static inline bool trylock_page(struct page *page)
{
	return !test_and_set_bit(PG_locked, &compound_head(page)->flags);
}

/* User memory shall be there: how many bytes are not. Those that are written to become
 * zero, one in each page. */
size_t fault_in_readable(const char __user *uaddr, size_t size);
size_t fault_in_writeable(char __user *uaddr, size_t size);

#endif
