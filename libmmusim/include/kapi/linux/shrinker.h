/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Caches that give memory back when they are asked: by
 *
 *	echo 2 > /proc/sys/vm/drop_caches
 */
#ifndef _LINUX_SHRINKER_H
#define _LINUX_SHRINKER_H

#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/types.h>

/* What is asked for; and how many objects were looked at. */
struct shrink_control {
	gfp_t gfp_mask;
	int nid;
	unsigned long nr_to_scan, nr_scanned;
	void *memcg;
};

#define SHRINK_STOP   (~0UL)
#define SHRINK_EMPTY  (~0UL - 1)
#define DEFAULT_SEEKS 2

/* How many objects there are, and: free some, and say how many. */
struct shrinker {
	unsigned long (*count_objects)(struct shrinker *s,
				       struct shrink_control *sc);
	unsigned long (*scan_objects)(struct shrinker *s,
				      struct shrink_control *sc);
	long batch;
	int seeks;
	unsigned int flags;
	struct list_head list;
	int id;
	void *nr_deferred;
};

int __printf(2, 3)
	register_shrinker(struct shrinker *shrinker, const char *fmt, ...);
void unregister_shrinker(struct shrinker *shrinker);

#endif
