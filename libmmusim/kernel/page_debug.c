/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page_debug.c - what is printed of pages: a bad one, and an allocation that
 * failed.
 *
 * Reference: Linux 6.1, mm/page_alloc.c, bad_page(), warn_alloc(),
 * __show_free_areas(); mm/debug.c, __dump_page(); lib/show_mem.c;
 * include/trace/events/mmflags.h.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/oom.h"
#include "kernel/page.h"
#include "kernel/swap.h"
#include "kernel/task.h"

typedef unsigned long long ull;

#define SECOND	  1000000000ull
#define ZONE_NAME "DMA32"

/* --- flags by name ------------------------------------------------------------- */

struct flag_name {
	uint64_t bits;
	const char *name;
};

/* Names of flags, and at the end what no name covers. */
static size_t flags_text(uint64_t flags, const struct flag_name *names,
			 size_t n, char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = 0;
	for (size_t i = 0; i < n && flags; i++) {
		if ((flags & names[i].bits) != names[i].bits)
			continue;
		flags &= ~names[i].bits;
		len += (size_t)snprintf(buf + len, size - len, "%s%s",
					len ? "|" : "", names[i].name);
	}
	if (flags)
		len += (size_t)snprintf(buf + len, size - len, "%s0x%llx",
					len ? "|" : "", (ull)flags);
	return len;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void kern_gfp_text(unsigned int gfp, char *buf, size_t size)
{
	static const struct flag_name names[] = {
		{0x100cca, "GFP_HIGHUSER_MOVABLE"},
		{0x100cc2, "GFP_HIGHUSER"},
		{0x100cc0, "GFP_USER"},
		{0x400cc0, "GFP_KERNEL_ACCOUNT"},
		{0xcc0, "GFP_KERNEL"},
		{0xc40, "GFP_NOFS"},
		{0xa20, "GFP_ATOMIC"},
		{0xc00, "GFP_NOIO"},
		{0x800, "GFP_NOWAIT"},
		{0x1, "GFP_DMA"},
		{0x2, "__GFP_HIGHMEM"},
		{0x4, "GFP_DMA32"},
		{0x20, "__GFP_HIGH"},
		{0x200, "__GFP_ATOMIC"},
		{0x40, "__GFP_IO"},
		{0x80, "__GFP_FS"},
		{0x2000, "__GFP_NOWARN"},
		{0x4000, "__GFP_RETRY_MAYFAIL"},
		{0x8000, "__GFP_NOFAIL"},
		{0x10000, "__GFP_NORETRY"},
		{0x40000, "__GFP_COMP"},
		{0x100, "__GFP_ZERO"},
		{0x80000, "__GFP_NOMEMALLOC"},
		{0x20000, "__GFP_MEMALLOC"},
		{0x100000, "__GFP_HARDWALL"},
		{0x200000, "__GFP_THISNODE"},
		{0x10, "__GFP_RECLAIMABLE"},
		{0x8, "__GFP_MOVABLE"},
		{0x400000, "__GFP_ACCOUNT"},
		{0x1000, "__GFP_WRITE"},
		{0xc00, "__GFP_RECLAIM"},
		{0x400, "__GFP_DIRECT_RECLAIM"},
		{0x800, "__GFP_KSWAPD_RECLAIM"},
	};

	flags_text(gfp, names, COUNT(names), buf, size);
}

void kern_pageflags_text(uint64_t flags, char *buf, size_t size)
{
	static const char *const bit_names[KERN_NR_PAGEFLAGS] = {
		"locked",      "referenced",   "uptodate",     "dirty",
		"lru",	       "active",       "workingset",   "waiters",
		"error",       "slab",	       "owner_priv_1", "arch_1",
		"reserved",    "private",      "private_2",    "writeback",
		"head",	       "mappedtodisk", "reclaim",      "swapbacked",
		"unevictable", "mlocked",      "uncached",     "hwpoison",
		"young",       "idle",
	};
	struct flag_name names[KERN_NR_PAGEFLAGS];
	uint64_t low = flags & ((1ull << KERN_NR_PAGEFLAGS) - 1);
	size_t len;

	for (size_t i = 0; i < KERN_NR_PAGEFLAGS; i++)
		names[i] = (struct flag_name){1ull << i, bit_names[i]};
	len = flags_text(low, names, KERN_NR_PAGEFLAGS, buf, size);
	snprintf(buf + len, size - len,
		 "%snode=%llu|zone=%llu|lastcpupid=0x%llx", len ? "|" : "",
		 (ull)(flags >> 54), (ull)(flags >> 51 & 7),
		 (ull)(flags >> 30 & 0x1fffff));
}

/* --- one page -------------------------------------------------------------------- */

/* The words of a struct page; pointers in it are those of simulated code. */
static void dump_raw(struct kern *k, const struct kern_page *page,
		     const char *name)
{
	uint64_t word[8];

	memcpy(word, page, sizeof(word));
	for (int i = 0; i < 8; i++)
		word[i] = kern_lift(k, word[i]);
	for (int i = 0; i < 8; i += 4)
		kern_printk(k,
			    KERN_WARNING "%s: %016llx %016llx %016llx "
					 "%016llx\n",
			    name, (ull)word[i], (ull)word[i + 1],
			    (ull)word[i + 2], (ull)word[i + 3]);
}

static void *pointer(uint64_t value)
{
	return (void *)(uintptr_t)value;
}

/* compound_head(), as a frame; the page's own when what it says is none. */
static uint64_t head_of(struct kern *k, uint64_t pfn)
{
	uint64_t word = kern_pfn_to_page(k, pfn)->compound_head, head;

	if (!(word & 1) || !kern_ptr_to_pfn(k, word - 1, &head) || head > pfn ||
	    pfn - head >= 1ull << KERN_ORDER_MAX)
		return pfn;
	return head;
}

/* page_mapping(): not what anonymous pages and slabs keep there */
static uint64_t mapping_of(const struct kern_page *head)
{
	bool none = head->flags & KERN_PG(SLAB) || head->mapping & 3;

	return none ? 0 : head->mapping;
}

/* page_mapcount() */
static int mapcount_of(const struct kern_page *page,
		       const struct kern_page *head, bool compound)
{
	int count = page->mapcount + 1;

	if (head->flags & KERN_PG(SLAB))
		return 0;
	if (compound && head->mapping & KERN_MAPPING_ANON)
		count += head[1].compound_mapcount + 1;
	return count;
}

/* Simplified: of a mapping that can be read nothing is said. */
static const char *dump_mapping(struct kern *k, const struct kern_page *head)
{
	uint64_t mapping = mapping_of(head), word;

	if ((head->mapping & 3) == 3)
		return "ksm ";
	if (head->mapping & 1)
		return "anon ";
	if (mapping &&
	    !kern_peek(k, kern_lift(k, mapping), &word, sizeof(word)))
		kern_printk(k, KERN_WARNING "invalid mapping:%px\n",
			    pointer(mapping));
	return "";
}

void kern_dump_page(struct kern *k, uint64_t pfn, const char *reason)
{
	uint64_t head_pfn = head_of(k, pfn);
	const struct kern_page *page = kern_pfn_to_page(k, pfn);
	const struct kern_page *head = kern_pfn_to_page(k, head_pfn);
	bool compound = head->flags & KERN_PG(HEAD) || head != page;
	const char *type;
	char flags[300];

	kern_printk(k,
		    KERN_WARNING "page:%p refcount:%d mapcount:%d "
				 "mapping:%p index:%#llx pfn:%#llx\n",
		    pointer(kern_page_ptr(k, pfn)), head->refcount,
		    mapcount_of(page, head, compound),
		    pointer(mapping_of(head)),
		    (ull)(head->index + pfn - head_pfn), (ull)pfn);
	if (compound)
		kern_printk(k,
			    KERN_WARNING
			    "head:%p order:%u "
			    "compound_mapcount:%d compound_pincount:%d\n",
			    pointer(kern_page_ptr(k, head_pfn)),
			    head[1].compound_order,
			    head[1].compound_mapcount + 1,
			    head[1].compound_pincount);
	if (head->memcg_data)
		kern_printk(k, KERN_WARNING "memcg:%llx\n",
			    (ull)head->memcg_data);
	type = dump_mapping(k, head);
	kern_pageflags_text(head->flags, flags, sizeof(flags));
	kern_printk(k, KERN_WARNING "%sflags: %#llx(%s)\n", type,
		    (ull)head->flags, flags);
	dump_raw(k, page, "raw");
	if (head != page)
		dump_raw(k, head, "head");
	if (reason)
		kern_printk(k, KERN_WARNING "page dumped because: %s\n",
			    reason);
}

/* Sixty reports a minute, then one line about the rest. */
static bool may_report(struct kern *k)
{
	struct kern_pages *p = k->pages;

	if (p->bad_shown == 60) {
		if (k->clock_ns < p->bad_resume) {
			p->bad_unshown++;
			return false;
		}
		if (p->bad_unshown)
			kern_printk(k,
				    KERN_ALERT "BUG: Bad page state: %lu "
					       "messages suppressed\n",
				    p->bad_unshown);
		p->bad_unshown = 0;
		p->bad_shown = 0;
	}
	if (p->bad_shown++ == 0)
		p->bad_resume = k->clock_ns + 60 * SECOND;
	return true;
}

void kern_bad_page(struct kern *k, uint64_t pfn, const char *reason)
{
	if (may_report(k)) {
		kern_printk(k,
			    KERN_ALERT "BUG: Bad page state in process %s "
				       " pfn:%05llx\n",
			    kern_current_comm(k), (ull)pfn);
		kern_dump_page(k, pfn, reason);
		kern_print_modules(k);
		kern_dump_stack(k);
	}
	/* Leave bad fields for debugging, but PageBuddy could make trouble. */
	kern_pfn_to_page(k, pfn)->mapcount = KERN_MAPCOUNT_NONE;
	kern_add_taint(k, KERN_TAINT_BAD_PAGE);
}

/* --- all of memory ------------------------------------------------------------------ */

static ull stat(const struct kern *k, enum kern_stat item)
{
	return (ull)k->pages->stat[item];
}

static void show_totals(struct kern *k)
{
	kern_printk(k, KERN_DEFAULT "Mem-Info:\n");
	kern_printk(
		k,
		KERN_DEFAULT
		"active_anon:%llu inactive_anon:%llu isolated_anon:0\n"
		" active_file:%llu inactive_file:%llu isolated_file:0\n"
		" unevictable:%llu dirty:%llu writeback:%llu\n"
		" slab_reclaimable:%llu slab_unreclaimable:%llu\n"
		" mapped:%llu shmem:%llu pagetables:%llu\n"
		" sec_pagetables:0 bounce:0\n"
		" kernel_misc_reclaimable:0\n"
		" free:%llu free_pcp:%u free_cma:0\n",
		stat(k, KERN_NR_ACTIVE_ANON), stat(k, KERN_NR_INACTIVE_ANON),
		stat(k, KERN_NR_ACTIVE_FILE), stat(k, KERN_NR_INACTIVE_FILE),
		stat(k, KERN_NR_UNEVICTABLE), stat(k, KERN_NR_FILE_DIRTY),
		stat(k, KERN_NR_WRITEBACK), stat(k, KERN_NR_SLAB_RECLAIMABLE),
		stat(k, KERN_NR_SLAB_UNRECLAIMABLE),
		stat(k, KERN_NR_FILE_MAPPED), stat(k, KERN_NR_SHMEM),
		stat(k, KERN_NR_PAGETABLE), stat(k, KERN_NR_FREE_PAGES),
		k->pages->pcp.count);
}

static ull kb(const struct kern *k, enum kern_stat item)
{
	return stat(k, item) * 4;
}

static void show_node(struct kern *k)
{
	kern_printk(k,
		    KERN_DEFAULT
		    "Node 0 active_anon:%llukB inactive_anon:%llukB "
		    "active_file:%llukB inactive_file:%llukB "
		    "unevictable:%llukB isolated(anon):0kB isolated(file):0kB "
		    "mapped:%llukB dirty:%llukB writeback:%llukB shmem:%llukB "
		    "shmem_thp: 0kB shmem_pmdmapped: 0kB anon_thp: 0kB "
		    "writeback_tmp:0kB kernel_stack:%llukB pagetables:%llukB "
		    "sec_pagetables:0kB all_unreclaimable? no\n",
		    kb(k, KERN_NR_ACTIVE_ANON), kb(k, KERN_NR_INACTIVE_ANON),
		    kb(k, KERN_NR_ACTIVE_FILE), kb(k, KERN_NR_INACTIVE_FILE),
		    kb(k, KERN_NR_UNEVICTABLE), kb(k, KERN_NR_FILE_MAPPED),
		    kb(k, KERN_NR_FILE_DIRTY), kb(k, KERN_NR_WRITEBACK),
		    kb(k, KERN_NR_SHMEM), stat(k, KERN_NR_KERNEL_STACK_KB),
		    kb(k, KERN_NR_PAGETABLE));
}

static void show_zone(struct kern *k)
{
	const struct kern_pages *p = k->pages;

	kern_printk(k,
		    KERN_DEFAULT
		    "Node 0 " ZONE_NAME " free:%llukB boost:0kB min:%llukB "
		    "low:%llukB high:%llukB reserved_highatomic:0KB "
		    "active_anon:%llukB inactive_anon:%llukB "
		    "active_file:%llukB inactive_file:%llukB "
		    "unevictable:%llukB writepending:%llukB present:%llukB "
		    "managed:%llukB mlocked:%llukB bounce:0kB free_pcp:%ukB "
		    "local_pcp:%ukB free_cma:0kB\n",
		    kb(k, KERN_NR_FREE_PAGES),
		    (ull)p->wmark[KERN_WMARK_MIN] * 4,
		    (ull)p->wmark[KERN_WMARK_LOW] * 4,
		    (ull)p->wmark[KERN_WMARK_HIGH] * 4,
		    kb(k, KERN_NR_ACTIVE_ANON), kb(k, KERN_NR_INACTIVE_ANON),
		    kb(k, KERN_NR_ACTIVE_FILE), kb(k, KERN_NR_INACTIVE_FILE),
		    kb(k, KERN_NR_UNEVICTABLE),
		    kb(k, KERN_NR_FILE_DIRTY) + kb(k, KERN_NR_WRITEBACK),
		    (ull)p->present * 4, (ull)p->managed * 4,
		    kb(k, KERN_NR_MLOCK), p->pcp.count * 4, p->pcp.count * 4);
	kern_printk(k, KERN_DEFAULT "lowmem_reserve[]: 0 0 0 0 0\n");
}

uint64_t kern_nr_free(struct kern *k, unsigned int order)
{
	uint64_t n = k->pages->zone->free_area[order].nr_free;

	return order == KERN_ORDER_MAX ? n + k->pages->deferred : n;
}

static void show_free_areas(struct kern *k)
{
	char text[600];
	size_t len = 0;
	ull total = 0;

	for (unsigned int order = 0; order < KERN_NR_ORDERS; order++) {
		ull n = kern_nr_free(k, order), size = 4ull << order;

		total += n * size;
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"%llu*%llukB %s", n, size,
					n ? "(U) " : "");
	}
	kern_printk(k, KERN_DEFAULT "Node 0 " ZONE_NAME ": %s= %llukB\n", text,
		    total);
	kern_printk(k, KERN_DEFAULT "Node 0 hugepages_total=0 hugepages_free=0 "
				    "hugepages_surp=0 hugepages_size=2048kB\n");
}

void kern_show_mem(struct kern *k)
{
	show_totals(k);
	show_node(k);
	show_zone(k);
	show_free_areas(k);
	kern_printk(k, KERN_DEFAULT "%llu total pagecache pages\n",
		    stat(k, KERN_NR_FILE_PAGES));
	kern_printk(k, KERN_DEFAULT "%llu pages in swap cache\n",
		    stat(k, KERN_NR_SWAPCACHE));
	kern_printk(k,
		    KERN_DEFAULT "Free swap  = %llukB\n"
				 "Total swap = %llukB\n",
		    (ull)kern_swap_unused(k) * 4, (ull)kern_swap_total(k) * 4);
	kern_printk(k, KERN_DEFAULT "%llu pages RAM\n", (ull)k->pages->present);
	kern_printk(k, KERN_DEFAULT "0 pages HighMem/MovableOnly\n");
	kern_printk(k, KERN_DEFAULT "%llu pages reserved\n",
		    (ull)(k->pages->present - k->pages->managed));
	kern_printk(k, KERN_DEFAULT "0 pages hwpoisoned\n");
}

/* One report in ten seconds; more are not shown. */
static bool may_warn(struct kern *k)
{
	struct kern_pages *p = k->pages;

	if (k->clock_ns >= p->failures_resume) {
		p->failures_resume = k->clock_ns + 10 * SECOND;
		p->failures_shown = 0;
	}
	return p->failures_shown++ < 1;
}

void kern_warn_alloc_what(struct kern *k, unsigned int gfp, const char *what)
{
	char flags[300];

	if (gfp & KERN_GFP_NOWARN || !may_warn(k))
		return;
	kern_gfp_text(gfp, flags, sizeof(flags));
	kern_printk(k,
		    KERN_WARNING
		    "%s: %s, mode:%#x(%s), nodemask=(null),cpuset=/,"
		    "mems_allowed=0\n",
		    kern_current_comm(k), what, gfp, flags);
	kern_dump_stack(k);
	kern_show_mem(k);
}

void kern_warn_alloc(struct kern *k, unsigned int gfp, unsigned int order)
{
	char what[64];

	snprintf(what, sizeof(what), "page allocation failure: order:%u",
		 order);
	kern_warn_alloc_what(k, gfp, what);
}
