/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hosted.c - which TLB entries have host pages, in order of their addresses.
 *
 * A change of mode or a flush looks at these, and not at the whole TLB. An
 * entry is added when it gets its host pages. It is not taken out when it loses
 * them, for that happens in many places; a note whose entry has none, or is
 * another page's by now, is dead. The dead are taken out when the list is
 * sorted the next time, by which the list also stays within its bounds:
 *
 *   | sorted: live, dead, live, live, ... | added since, in no order | free |
 *                                  nsorted                  nhosted    max
 *
 * There are at most as many live ones as the TLB has entries, half of max.
 */
#include <errno.h>

#include "mem/bug.h"
#include "native/window.h"

int hosted_init(struct native *native, size_t entries)
{
	struct pool *pool = native->cpu->machine->pool;
	size_t size = 2 * entries * sizeof(native->hosted[0]);

	native->max_hosted = 2 * entries;
	native->hosted = pool_alloc(pool, size);
	native->merged = pool_alloc(pool, size);
	if (native->hosted && native->merged)
		return 0;
	pool_free(pool, native->hosted);
	pool_free(pool, native->merged);
	return -ENOMEM;
}

bool hosted_live(const struct hosted *hosted)
{
	const struct tlb_entry *entry = hosted->entry;

	return entry->shift && entry->hosted && tlb_start(entry) == hosted->la;
}

/* Take the dead out; the order stays. */
void hosted_bury(struct native *native)
{
	size_t n = 0, nsorted = 0;

	for (size_t i = 0; i < native->nhosted; i++) {
		if (!hosted_live(&native->hosted[i]))
			continue;
		nsorted += i < native->nsorted;
		native->hosted[n++] = native->hosted[i];
	}
	native->nhosted = n;
	native->nsorted = nsorted;
}

void hosted_add(struct native *native, struct tlb_entry *entry)
{
	if (native->nhosted == native->max_hosted) {
		hosted_sort(native); /* one entry may be noted twice */
		hosted_bury(native);
	}
	native->hosted[native->nhosted++] = (struct hosted){
		.la = tlb_start(entry),
		.last = tlb_start(entry) + (tlb_size(entry) - 1),
		.entry = entry};
}

/* --- sorting ----------------------------------------------------------------- */

static bool less(const struct hosted *a, const struct hosted *b)
{
	return a->la < b->la || (a->la == b->la && a->entry < b->entry);
}

/* Heap sort: qsort() may allocate, and this may run inside the signal
 * handler. */
static void sift(struct hosted *heap, size_t root, size_t n)
{
	for (;;) {
		size_t child = 2 * root + 1;
		struct hosted top = heap[root];

		if (child >= n)
			return;
		if (child + 1 < n && less(&heap[child], &heap[child + 1]))
			child++;
		if (!less(&top, &heap[child]))
			return;
		heap[root] = heap[child];
		heap[child] = top;
		root = child;
	}
}

static void heap_sort(struct hosted *hosted, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sift(hosted, i, n);
	for (size_t end = n; end-- > 1;) {
		struct hosted max = hosted[0];

		hosted[0] = hosted[end];
		hosted[end] = max;
		sift(hosted, 0, end);
	}
}

static bool same(const struct hosted *a, const struct hosted *b)
{
	return a->la == b->la && a->entry == b->entry;
}

/* The two sorted parts become one, in which no entry stands twice for one
 * address. */
static void merge(struct native *native)
{
	struct hosted *from = native->hosted, *to = native->merged;
	size_t a = 0, b = native->nsorted, n = 0;

	while (a < native->nsorted || b < native->nhosted) {
		bool first = b == native->nhosted ||
			     (a < native->nsorted && less(&from[a], &from[b]));
		const struct hosted *next = &from[first ? a++ : b++];

		if (!n || !same(&to[n - 1], next))
			to[n++] = *next;
	}
	native->hosted = to;
	native->merged = from;
	native->nhosted = native->nsorted = n;
}

void hosted_sort(struct native *native)
{
	if (native->nsorted == native->nhosted)
		return;
	heap_sort(&native->hosted[native->nsorted],
		  native->nhosted - native->nsorted);
	merge(native);
}

/* --- checking ---------------------------------------------------------------- */

static void count(struct tlb_entry *entry, void *arg)
{
	size_t *n = arg;

	*n += entry->hosted;
}

bool hosted_check(struct native *native)
{
	const struct hosted *before = NULL;
	size_t live = 0, n = 0;

	hosted_sort(native);
	for (size_t i = 0; i < native->nhosted; i++) {
		const struct hosted *hosted = &native->hosted[i];

		if (!hosted_live(hosted))
			continue;
		live++;
		if (before && before->last >= hosted->la) {
			mmu_bug("window: two TLB entries have host pages at "
				"%#llx",
				(unsigned long long)hosted->la);
			return false;
		}
		before = hosted;
	}
	tlb_each(&native->cpu->tlb, count, &n);
	if (n != live)
		mmu_bug("window: %zu TLB entries have host pages, %zu are "
			"known",
			n, live);
	return n == live;
}
