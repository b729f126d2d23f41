/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * XArrays with a place that the caller keeps, and a lock that the caller takes: part
 * of <linux/xarray.h>.
 */
#ifndef _LINUX_XARRAY_STATE_H
#define _LINUX_XARRAY_STATE_H

#include <linux/xarray.h>

struct xa_node;
struct list_lru;

typedef void (*xa_update_node_t)(struct xa_node *node);

/* xa_node: where it is; an odd or internal value says that it is nowhere. */
struct xa_state {
	struct xarray *xa;
	unsigned long xa_index;
	unsigned char xa_shift;
	unsigned char xa_sibs;
	unsigned char xa_offset;
	unsigned char xa_pad;
	struct xa_node *xa_node;
	struct xa_node *xa_alloc;
	xa_update_node_t xa_update;
	struct list_lru *xa_lru;
};

#define XA_ERROR(errno) \
	((struct xa_node *)(((unsigned long)(errno) << 2) | 2UL))
#define XAS_BOUNDS  ((struct xa_node *)1UL)
#define XAS_RESTART ((struct xa_node *)3UL)

#define XA_STATE(name, array, index) \
	struct xa_state name = {     \
		.xa = (array), .xa_index = (index), .xa_node = XAS_RESTART}

#define xas_marked(xas, mark) xa_marked((xas)->xa, (mark))
#define xas_lock(xas)	      xa_lock((xas)->xa)
#define xas_unlock(xas)	      xa_unlock((xas)->xa)
#define xas_lock_bh(xas)      spin_lock_bh(&(xas)->xa->xa_lock)
#define xas_unlock_bh(xas)    spin_unlock_bh(&(xas)->xa->xa_lock)
#define xas_lock_irq(xas)     spin_lock_irq(&(xas)->xa->xa_lock)
#define xas_unlock_irq(xas)   spin_unlock_irq(&(xas)->xa->xa_lock)
#define xas_lock_irqsave(xas, flags) \
	spin_lock_irqsave(&(xas)->xa->xa_lock, flags)
#define xas_unlock_irqrestore(xas, flags) \
	spin_unlock_irqrestore(&(xas)->xa->xa_lock, flags)

void *xas_load(struct xa_state *xas);
/* What was there; xas_error() says what went wrong. */
void *xas_store(struct xa_state *xas, void *entry);
/* True: it may be tried again. Without the lock. */
bool xas_nomem(struct xa_state *xas, gfp_t gfp);
void *xas_find(struct xa_state *xas, unsigned long max);
void *xas_find_marked(struct xa_state *xas, unsigned long max, xa_mark_t mark);
void *xas_find_conflict(struct xa_state *xas);
bool xas_get_mark(const struct xa_state *xas, xa_mark_t mark);
void xas_set_mark(const struct xa_state *xas, xa_mark_t mark);
void xas_clear_mark(const struct xa_state *xas, xa_mark_t mark);
void xas_init_marks(const struct xa_state *xas);
void xas_pause(struct xa_state *xas);
void *__xas_next(struct xa_state *xas);
void *__xas_prev(struct xa_state *xas);

static inline int xas_error(const struct xa_state *xas)
{
	return xa_err(xas->xa_node);
}

static inline void xas_set_err(struct xa_state *xas, long err)
{
	xas->xa_node = XA_ERROR(err);
}

static inline bool xas_invalid(const struct xa_state *xas)
{
	return (unsigned long)xas->xa_node & 3;
}

static inline bool xas_valid(const struct xa_state *xas)
{
	return !xas_invalid(xas);
}

static inline void xas_reset(struct xa_state *xas)
{
	xas->xa_node = XAS_RESTART;
}

static inline void xas_set(struct xa_state *xas, unsigned long index)
{
	xas->xa_index = index;
	xas->xa_node = XAS_RESTART;
}

/* No entry is one that others replace just now: there is one CPU. */
static inline bool xas_retry(struct xa_state *xas, const void *entry)
{
	return entry == (void *)((257UL << 2) | 2);
}

static inline void xas_set_update(struct xa_state *xas, xa_update_node_t update)
{
	xas->xa_update = update;
}

static inline void *xas_next(struct xa_state *xas)
{
	return __xas_next(xas);
}

static inline void *xas_prev(struct xa_state *xas)
{
	return __xas_prev(xas);
}

#define xas_for_each(xas, entry, max) \
	for (entry = xas_find(xas, max); entry; entry = xas_find(xas, max))
#define xas_for_each_marked(xas, entry, max, mark)           \
	for (entry = xas_find_marked(xas, max, mark); entry; \
	     entry = xas_find_marked(xas, max, mark))
#define xas_for_each_conflict(xas, entry) \
	while ((entry = xas_find_conflict(xas)))

#endif
