/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_shrink.c - caches of modules that give memory back when they are asked, as
 * code of the kernel image: what a module registered is called, and faults, where a
 * trace would show it.
 *
 *   struct shrinker         00 count_objects  08 scan_objects  10 batch
 *                           18 seeks  20 list
 *   struct shrink_control   00 gfp_mask  04 nid  08 nr_to_scan  10 nr_scanned
 *
 * They are asked when somebody writes 2 or 3 to /proc/sys/vm/drop_caches.
 * Simplified: not when memory is short.
 *
 * Reference: Linux 6.1, mm/vmscan.c, do_shrink_slab(); fs/drop_caches.c.
 */
#include "kernel/kimage_data.h"
#include "kernel/kimage_sync.h"

#define GFP_KERNEL   0xcc0
#define SHRINK_STOP  (~0ul)
#define SHRINK_EMPTY (~0ul - 1)
#define BATCH	     128ul

struct shrink_control {
	unsigned int gfp_mask;
	int nid;
	unsigned long nr_to_scan, nr_scanned;
	void *memcg;
};

struct shrinker {
	unsigned long (*count)(struct shrinker *s, struct shrink_control *sc);
	unsigned long (*scan)(struct shrinker *s, struct shrink_control *sc);
	long batch;
	int seeks;
	unsigned int flags;
	struct list list;
};

HIDDEN void kimg_drop_caches_end(void);
HIDDEN unsigned int kimg_drop_caches_begin(void);

/* The head of the list, in the kernel's data. It is all zeros at boot. */
KIMAGE_INLINE struct list *shrinkers(void)
{
	struct list *head = (struct list *)&image_data()->shrinker_list;

	if (!head->next)
		head->next = head->prev = head;
	return head;
}

KIMAGE_DEFINE(int, register_shrinker, struct shrinker *s, const char *format)
{
	(void)format;
	list_add_before(&s->list, shrinkers());
	return 0;
}

KIMAGE_DEFINE(void, unregister_shrinker, struct shrinker *s)
{
	s->list.prev->next = s->list.next;
	s->list.next->prev = s->list.prev;
}

/* They are asked for in pieces. Returns how many went. */
KIMAGE_TEXT unsigned long kimg_do_shrink_slab(struct shrink_control *sc,
					      struct shrinker *s);
KIMAGE_INNER(do_shrink_slab);
KIMAGE_TEXT unsigned long kimg_do_shrink_slab(struct shrink_control *sc,
					      struct shrinker *s)
{
	unsigned long batch = s->batch ? (unsigned long)s->batch : BATCH;
	unsigned long n = s->count(s, sc), freed = 0, left;

	if (!n || n == SHRINK_EMPTY)
		return 0;
	left = s->seeks ? 4 * n / (unsigned int)s->seeks : n / 2;
	if (left > 2 * n)
		left = 2 * n;
	while (left >= batch || left >= n) {
		unsigned long now;

		sc->nr_to_scan = left < batch ? left : batch;
		sc->nr_scanned = sc->nr_to_scan;
		now = s->scan(s, sc);
		if (now == SHRINK_STOP)
			break;
		freed += now;
		left -= sc->nr_scanned;
	}
	return freed;
}

KIMAGE_TEXT unsigned long kimg_shrink_slab(void);
KIMAGE_INNER(shrink_slab);
KIMAGE_TEXT unsigned long kimg_shrink_slab(void)
{
	struct list *head = shrinkers();
	unsigned long freed = 0;

	for (struct list *at = head->next; at != head; at = at->next) {
		struct shrink_control sc = {.gfp_mask = GFP_KERNEL};

		freed += kimg_do_shrink_slab(
			&sc,
			(struct shrinker *)(void *)((char *)at -
						    offsetof(struct shrinker,
							     list)));
	}
	return freed;
}

/* Again and again, until next to nothing comes. */
KIMAGE_TEXT void kimg_drop_slab(void);
KIMAGE_INNER(drop_slab);
KIMAGE_TEXT void kimg_drop_slab(void)
{
	unsigned int shift = 0;

	while (kimg_shrink_slab() >> shift++ > 1)
		;
}

/* int drop_caches_sysctl_handler(): the newline is written, too. */
KIMAGE_TEXT int kimg_drop_caches_sysctl_handler(void);
KIMAGE_INNER(drop_caches_sysctl_handler);
KIMAGE_TEXT int kimg_drop_caches_sysctl_handler(void)
{
	if (kimg_drop_caches_begin() & 2)
		kimg_drop_slab();
	kimg_drop_caches_end();
	return 2;
}
