/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page_poison.c - page_poison=1: free pages are filled with 0xaa, and who allocates
 * one is told when something else stands there.
 *
 * Simplified: pages that were never in use are not filled, and so not verified.
 *
 * Reference: Linux 6.1, mm/page_poison.c.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/page.h"
#include "kernel/timer.h"

#define PAGE_POISON   0xaa
#define ROW	      16
#define BURST	      10
#define BURST_JIFFIES 1250

static bool *mark_of(struct kern *k, uint64_t pfn)
{
	struct kern_span *span = kern_span_of(k, pfn);

	if (span && !span->poisoned)
		span->poisoned = pool_zalloc(k->pool, span->end - span->start);
	return span && span->poisoned ? &span->poisoned[pfn - span->start] :
					NULL;
}

void kern_poison_pages(struct kern *k, uint64_t pfn, unsigned int order)
{
	uint64_t len = KERN_PAGE << order;

	memset(mmu_mem_ptr(k->machine, pfn * KERN_PAGE, len), PAGE_POISON, len);
	for (uint64_t end = pfn + (1ull << order); pfn < end; pfn++) {
		bool *mark = mark_of(k, pfn);

		if (mark)
			*mark = true;
	}
}

/* __ratelimit(): so many in 5 seconds */
static bool may_report(struct kern *k)
{
	struct kern_pages *p = k->pages;
	uint64_t now = kern_jiffies(k);

	if (!p->poison_reports || now - p->poison_since > BURST_JIFFIES) {
		p->poison_reports = 0;
		p->poison_since = now;
	}
	return p->poison_reports++ < BURST;
}

static bool is_one_bit(unsigned char byte)
{
	unsigned char error = byte ^ PAGE_POISON;

	return error && !(error & (error - 1));
}

static void print_rows(struct kern *k, uint64_t la, const unsigned char *mem,
		       uint64_t len)
{
	for (uint64_t at = 0; at < len; at += ROW) {
		char hex[3 * ROW + 2] = "", ascii[ROW + 1] = "";

		for (uint64_t i = 0; i < ROW && at + i < len; i++) {
			unsigned char byte = mem[at + i];

			snprintf(hex + 3 * i, 4, "%02x ", byte);
			ascii[i] = byte >= 0x20 && byte < 0x7f ? (char)byte :
								 '.';
		}
		kern_printk(k, KERN_ERR "%p: %-49s%s\n",
			    (void *)(uintptr_t)kern_host(k, la + at), hex,
			    ascii);
	}
}

/* check_poison_mem() */
static void check(struct kern *k, uint64_t pfn)
{
	const unsigned char *mem =
		mmu_mem_ptr(k->machine, pfn * KERN_PAGE, KERN_PAGE);
	uint64_t start = 0, end = KERN_PAGE;

	while (start < end && mem[start] == PAGE_POISON)
		start++;
	while (end > start && mem[end - 1] == PAGE_POISON)
		end--;
	if (start == end || !may_report(k))
		return;
	kern_printk(k, end - start == 1 && is_one_bit(mem[start]) ?
			       KERN_ERR "pagealloc: single bit error\n" :
			       KERN_ERR "pagealloc: memory corruption\n");
	print_rows(k, kern_virt(pfn * KERN_PAGE) + start, mem + start,
		   end - start);
	kern_dump_stack(k);
	kern_dump_page(k, pfn, "pagealloc: corrupted page details");
}

void kern_unpoison_pages(struct kern *k, uint64_t pfn, unsigned int order)
{
	for (uint64_t end = pfn + (1ull << order); pfn < end; pfn++) {
		bool *mark = mark_of(k, pfn);

		if (mark && *mark)
			check(k, pfn);
		if (mark)
			*mark = false;
	}
}
