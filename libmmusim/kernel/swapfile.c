/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * swapfile.c - swap areas and their slots: who has which, and how often.
 *
 *   used = number of slots with count or page; slot 0 is mkswap's header
 *
 * Simplified: slots are looked for one by one, from the last one that was found
 * on; Linux keeps clusters, and a cache for each CPU. A count has 32 bits, where
 * Linux has 8 and continues elsewhere.
 *
 * Reference: Linux 6.1, mm/swapfile.c.
 */
#include "kernel/page.h"
#include "kernel/swap.h"

struct kern_swap_area *kern_swap_area_of(struct kern *k, uint64_t entry)
{
	unsigned int type = kern_swp_type(entry);

	return type < KERN_MAX_SWAPFILES ? k->swaps->area[type] : NULL;
}

struct kern_slot *kern_swap_slot(struct kern *k, uint64_t entry)
{
	struct kern_swap_area *area = kern_swap_area_of(k, entry);
	uint64_t offset = kern_swp_offset(entry);

	if (!area || !offset || offset > area->npages ||
	    entry != kern_swp_entry(area->type, offset))
		return NULL;
	return &area->slot[offset];
}

/* --- how much there is ----------------------------------------------------------- */

uint64_t kern_swap_total(const struct kern *k)
{
	uint64_t n = 0;

	for (unsigned int i = 0; k->swaps && i < KERN_MAX_SWAPFILES; i++)
		if (k->swaps->area[i])
			n += k->swaps->area[i]->npages;
	return n;
}

uint64_t kern_swap_unused(const struct kern *k)
{
	uint64_t n = 0;

	for (unsigned int i = 0; k->swaps && i < KERN_MAX_SWAPFILES; i++)
		if (k->swaps->area[i] && !k->swaps->area[i]->closing)
			n += k->swaps->area[i]->npages -
			     k->swaps->area[i]->used;
	return n;
}

bool kern_swap_has_room(const struct kern *k)
{
	return kern_swap_unused(k) || k->pages->stat[KERN_NR_SWAPCACHE];
}

bool kern_swap_is_full(const struct kern *k)
{
	return kern_swap_unused(k) * 2 < kern_swap_total(k);
}

/* --- free slots -------------------------------------------------------------------- */

static bool is_free(const struct kern_slot *slot)
{
	return !slot->count && !slot->pa;
}

/* The next slot, round the area, for which is() holds; 0. */
static uint64_t find_slot(struct kern_swap_area *area,
			  bool (*is)(const struct kern_slot *slot))
{
	for (uint64_t i = 0; i < area->npages; i++) {
		uint64_t offset = 1 + (area->next + i) % area->npages;

		if (!is(&area->slot[offset]))
			continue;
		area->next = offset % area->npages;
		return offset;
	}
	return 0;
}

/* Only the cache has it: the page needs it no more than any other. */
static bool is_cache_only(const struct kern_slot *slot)
{
	return !slot->count && slot->pa;
}

/* A free slot of the area; 0. __try_to_reclaim_swap() */
static uint64_t find_free(struct kern *k, struct kern_swap_area *area)
{
	uint64_t offset;

	if (area->closing)
		return 0;
	if (area->used < area->npages)
		return find_slot(area, is_free);
	offset = find_slot(area, is_cache_only);
	if (offset)
		kern_swap_cache_del(k, area->slot[offset].pa);
	return offset;
}

/* get_swap_page(): of the area of the highest priority that has one. */
static uint64_t get_slot(struct kern *k)
{
	struct kern_swap_area *best = NULL;
	uint64_t offset = 0;

	for (unsigned int i = 0; i < KERN_MAX_SWAPFILES; i++) {
		struct kern_swap_area *area = k->swaps->area[i];
		uint64_t found;

		if (!area || (best && area->prio <= best->prio))
			continue;
		found = find_free(k, area);
		if (!found)
			continue;
		best = area;
		offset = found;
	}
	if (!best)
		return 0;
	best->used++;
	return kern_swp_entry(best->type, offset);
}

/* --- counts --------------------------------------------------------------------------- */

uint64_t kern_swap_alloc(struct kern *k)
{
	uint64_t entry = get_slot(k);

	if (entry)
		kern_swap_slot(k, entry)->count = 1;
	return entry;
}

bool kern_add_to_swap(struct kern *k, uint64_t pa)
{
	uint64_t entry = get_slot(k);

	if (!entry)
		return false;
	kern_swap_cache_add(k, pa, entry);
	kern_page_set_dirty(k, pa, true);
	return true;
}

void kern_swap_dup(struct kern *k, uint64_t entry)
{
	kern_swap_slot(k, entry)->count++;
}

/* Nobody holds the entry, no page has it. */
void kern_swap_release(struct kern *k, uint64_t entry)
{
	struct kern_slot *slot = kern_swap_slot(k, entry);

	if (!is_free(slot))
		return;
	pool_free(k->pool, slot->data);
	slot->data = NULL;
	kern_swap_area_of(k, entry)->used--;
}

void kern_swap_free(struct kern *k, uint64_t entry)
{
	kern_swap_slot(k, entry)->count--;
	kern_swap_release(k, entry);
}

bool kern_free_swap_and_cache(struct kern *k, uint64_t entry)
{
	struct kern_slot *slot = kern_swap_slot(k, entry);

	if (!slot || !slot->count)
		return false;
	slot->count--;
	if (!slot->pa)
		kern_swap_release(k, entry);
	else if (!kern_frame_mapcount(k, slot->pa))
		kern_try_to_free_swap(k, slot->pa);
	return true;
}
