/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page_list.c - lists that run through struct pages: free blocks, and pages that
 * may be reclaimed.
 *
 * Heads and links lie in simulated memory, as pointers of simulated code. What
 * is read there is believed no more than Linux, built with CONFIG_DEBUG_LIST,
 * believes it.
 *
 * Reference: Linux 6.1, lib/list_debug.c.
 */
#include "kernel/page.h"

/* The word at a pointer that simulated code may have written, if it lies in a
 * struct page or the zone, where links belong. */
uint64_t *kern_link_word(struct kern *k, uint64_t ptr)
{
	struct kern_pages *p = k->pages;
	const uint64_t word = sizeof(struct kern_page);

	if (ptr - p->zone_ptr <= sizeof(*p->zone) - 8)
		return (void *)((char *)p->zone + (ptr - p->zone_ptr));
	for (unsigned int i = 0; i < p->nspans; i++) {
		const struct kern_span *span = &p->span[i];
		uint64_t offset = ptr - span->ptr, pfn;

		if (offset >= (span->end - span->start) * word || offset % 8)
			continue;
		pfn = span->start + offset / word;
		if (kern_chunk_state(span, pfn) == KERN_CHUNK_READY)
			return (void *)((char *)span->map + offset);
	}
	return NULL;
}

/* The code of Linux would fault here. */
static bool nowhere(struct kern *k, uint64_t ptr, bool write)
{
	k->pages->fault = ptr;
	k->pages->fault_write = write;
	return false;
}

bool kern_link_get(struct kern *k, uint64_t ptr, uint64_t *value)
{
	const uint64_t *word = kern_link_word(k, ptr);

	if (word)
		*value = *word;
	else if (!kern_peek(k, kern_lift(k, ptr), value, sizeof(*value)))
		return nowhere(k, ptr, false);
	return true;
}

static bool put(struct kern *k, uint64_t ptr, uint64_t value)
{
	uint64_t *word = kern_link_word(k, ptr);

	if (word)
		*word = value;
	else if (!kern_poke(k, kern_lift(k, ptr), &value, sizeof(value)))
		return nowhere(k, ptr, true);
	return true;
}

static void *ptr_of(uint64_t ptr)
{
	return (void *)(uintptr_t)ptr;
}

/* __list_del_entry_valid(): false after its message. */
static bool del_is_valid(struct kern *k, uint64_t entry, uint64_t next,
			 uint64_t prev)
{
	uint64_t back;

	if (next == KERN_LIST_POISON1 || prev == KERN_LIST_POISON2) {
		bool first = next == KERN_LIST_POISON1;

		kern_printk(k,
			    KERN_ERR
			    "list_del corruption, %px->%s is LIST_POISON%d "
			    "(%px)\n",
			    ptr_of(entry), first ? "next" : "prev",
			    first ? 1 : 2, ptr_of(first ? next : prev));
		return false;
	}
	if (!kern_link_get(k, prev, &back))
		return false;
	if (back != entry) {
		kern_printk(k,
			    KERN_ERR "list_del corruption. prev->next "
				     "should be %px, but was %px. (prev=%px)\n",
			    ptr_of(entry), ptr_of(back), ptr_of(prev));
		return false;
	}
	if (!kern_link_get(k, next + 8, &back))
		return false;
	if (back != entry)
		kern_printk(k,
			    KERN_ERR "list_del corruption. next->prev "
				     "should be %px, but was %px. (next=%px)\n",
			    ptr_of(entry), ptr_of(back), ptr_of(next));
	return back == entry;
}

/* __list_add_valid(), for adding behind the head */
static bool add_is_valid(struct kern *k, uint64_t entry, uint64_t prev,
			 uint64_t next)
{
	uint64_t back;

	if (!kern_link_get(k, prev == next ? prev : next + 8, &back))
		return false;
	if (prev != next && back != prev) {
		kern_printk(k,
			    KERN_ERR
			    "list_add corruption. next->prev "
			    "should be prev (%px), but was %px. (next=%px).\n",
			    ptr_of(prev), ptr_of(back), ptr_of(next));
		return false;
	}
	if (!kern_link_get(k, prev, &back))
		return false;
	if (back != next)
		kern_printk(k,
			    KERN_ERR
			    "list_add corruption. prev->next "
			    "should be next (%px), but was %px. (prev=%px).\n",
			    ptr_of(next), ptr_of(back), ptr_of(prev));
	else if (entry == prev || entry == next)
		kern_printk(k,
			    KERN_ERR "list_add double add: new=%px, "
				     "prev=%px, next=%px.\n",
			    ptr_of(entry), ptr_of(prev), ptr_of(next));
	else
		return true;
	return false;
}

/* --- adding and taking out ------------------------------------------------------ */

struct links {
	uint64_t next, prev;
};

/* Where both links of an entry or head lie, if that is where links belong. */
static struct links *links_at(struct kern *k, uint64_t ptr)
{
	const struct kern_span *span = k->pages->span;
	uint64_t offset = ptr - span->ptr, pfn;

	if (offset < (span->end - span->start) * sizeof(struct kern_page) &&
	    offset % sizeof(struct kern_page) == KERN_LINK) {
		pfn = span->start + offset / sizeof(struct kern_page);
		if (kern_chunk_state(span, pfn) == KERN_CHUNK_READY)
			return (void *)((char *)span->map + offset);
	}
	/* Links are words that come in pairs: where the second one is, too. */
	return kern_link_word(k, ptr + 8) ? (void *)kern_link_word(k, ptr) :
					    NULL;
}

bool kern_list_add(struct kern *k, uint64_t entry, uint64_t prev, uint64_t next)
{
	struct links *e = links_at(k, entry), *p = links_at(k, prev);
	struct links *n = prev == next ? p : links_at(k, next);

	/* What is right needs no more questions. */
	if (!e || !p || !n || p->next != next || n->prev != prev || e == p ||
	    e == n) {
		if (!add_is_valid(k, entry, prev, next))
			return false;
		put(k, next + 8, entry);
		put(k, entry, next);
		put(k, entry + 8, prev);
		put(k, prev, entry);
		return true;
	}
	n->prev = entry;
	e->next = next;
	e->prev = prev;
	p->next = entry;
	return true;
}

static bool del_checked(struct kern *k, uint64_t entry)
{
	uint64_t next, prev;

	if (!kern_link_get(k, entry, &next) ||
	    !kern_link_get(k, entry + 8, &prev) ||
	    !del_is_valid(k, entry, next, prev))
		return false;
	put(k, next + 8, prev);
	put(k, prev, next);
	put(k, entry, KERN_LIST_POISON1);
	put(k, entry + 8, KERN_LIST_POISON2);
	return true;
}

bool kern_list_del(struct kern *k, uint64_t entry)
{
	struct links *e = links_at(k, entry), *n, *p;

	if (!e)
		return del_checked(k, entry);
	n = links_at(k, e->next);
	p = links_at(k, e->prev);
	if (!n || !p || p->next != entry || n->prev != entry)
		return del_checked(k, entry);
	n->prev = e->prev;
	p->next = e->next;
	e->next = KERN_LIST_POISON1;
	e->prev = KERN_LIST_POISON2;
	return true;
}
