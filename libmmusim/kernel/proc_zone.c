/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc_zone.c - /proc/zoneinfo: the only zone, and its per-CPU lists.
 *
 * Simplified: what this kernel does not count is left out.
 *
 * Reference: Linux 6.1, mm/vmstat.c, zoneinfo_show_print().
 */
#include "kernel/page.h"
#include "kernel/proc.h"
#include "kernel/reclaim.h"

typedef unsigned long long ull;

#define MAX_RECLAIM_RETRIES 16

static ull stat(const struct kern *k, enum kern_stat item)
{
	return (ull)__atomic_load_n(&k->pages->stat[item], __ATOMIC_RELAXED);
}

/* What Linux counts for a node, by its name in /proc/vmstat. */
static void show_node(struct kern *k, struct kern_text *t)
{
	static const char *const names[] = {
#define KERN_STAT(item, name) [KERN_##item] = name,
#include "kernel/stats.def"
#undef KERN_STAT
	};

	kern_text_add(t, "\n  per-node stats");
	for (int i = KERN_NR_INACTIVE_ANON; i <= KERN_NR_SWAPCACHE; i++)
		kern_text_add(t, "\n      %-12s %llu", names[i], stat(k, i));
}

static void show_pages(const struct kern *k, struct kern_text *t)
{
	const struct kern_pages *p = k->pages;
	const struct kern_span *last = &p->span[p->nspans - 1];

	kern_text_add(t, "\n  pages free     %llu\n        boost    0",
		      stat(k, KERN_NR_FREE_PAGES));
	kern_text_add(t, "\n        min      %llu\n        low      %llu",
		      (ull)p->wmark[KERN_WMARK_MIN],
		      (ull)p->wmark[KERN_WMARK_LOW]);
	kern_text_add(t, "\n        high     %llu\n        spanned  %llu",
		      (ull)p->wmark[KERN_WMARK_HIGH],
		      (ull)(last->end - p->span->start));
	kern_text_add(t, "\n        present  %llu\n        managed  %llu",
		      (ull)p->present, (ull)p->managed);
	kern_text_add(t, "\n        cma      0"
			 "\n        protection: (0, 0, 0, 0, 0)");
}

static void show_zone(const struct kern *k, struct kern_text *t)
{
	static const struct {
		const char *name;
		enum kern_stat item;
	} rows[] = {
		{"nr_free_pages", KERN_NR_FREE_PAGES},
		{"nr_zone_inactive_anon", KERN_NR_INACTIVE_ANON},
		{"nr_zone_active_anon", KERN_NR_ACTIVE_ANON},
		{"nr_zone_inactive_file", KERN_NR_INACTIVE_FILE},
		{"nr_zone_active_file", KERN_NR_ACTIVE_FILE},
		{"nr_zone_unevictable", KERN_NR_UNEVICTABLE},
		{"nr_mlock", KERN_NR_MLOCK},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		kern_text_add(t, "\n      %-12s %llu", rows[i].name,
			      stat(k, rows[i].item));
}

static void show_lists(const struct kern *k, struct kern_text *t)
{
	const struct kern_pcp *pcp = &k->pages->pcp;

	kern_text_add(t, "\n  pagesets\n    cpu: 0");
	kern_text_add(t, "\n              count: %u", pcp->count);
	kern_text_add(t, "\n              high:  %u", pcp->high);
	kern_text_add(t, "\n              batch: %u", pcp->batch);
}

void kern_show_zoneinfo(struct kern *k, struct kern_text *t)
{
	kern_text_add(t, "Node 0, zone %8s", "DMA32");
	show_node(k, t);
	show_pages(k, t);
	show_zone(k, t);
	show_lists(k, t);
	kern_text_add(t, "\n  node_unreclaimable:  %d",
		      k->reclaim &&
			      k->reclaim->failures >= MAX_RECLAIM_RETRIES);
	kern_text_add(t, "\n  start_pfn:           %llu\n",
		      (ull)k->pages->span->start);
}
