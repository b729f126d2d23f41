/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lru.c - pages that can be reclaimed, and the policy that chooses among them:
 * see mmusim/kern_reclaim.h.
 *
 * A page that a policy has is PG_lru. It has every page of the page cache, and
 * every anonymous page, but those that were just chosen:
 *
 *   kern_lru_cache_add()   add()       the page is new
 *   kern_isolate_victim()  victim()    it may go ...
 *   kern_putback_page()    putback()   ... but did not
 *   kern_lru_cache_del()   remove()    it is freed otherwise
 *
 * Reference: Linux 6.1, mm/swap.c, include/linux/mm_inline.h.
 */
#include <errno.h>
#include <string.h>

#include "kernel/reclaim.h"
#include "kernel/replace.h"
#include "kernel/swap.h"
#include "mem/bug.h"
#include "mem/limits.h"

static struct kern_page *page_of(struct kern *k, uint64_t pfn)
{
	return kern_pfn_to_page(k, pfn);
}

/* --- lists ------------------------------------------------------------------------- */

static struct kern_lru_list *list_at(struct kern *k, unsigned int list)
{
	return &k->pages->zone->lru[list % KERN_NR_LRU_LISTS];
}

static uint64_t head_of(struct kern *k, unsigned int list)
{
	return k->pages->zone_ptr +
	       offsetof(struct kern_zone, lru[list % KERN_NR_LRU_LISTS]);
}

static void make_empty(struct kern *k, unsigned int list)
{
	struct kern_lru_list *l = list_at(k, list);

	l->next = l->prev = head_of(k, list);
	l->length = 0;
}

static void drop_list(struct kern *k, unsigned int list)
{
	kern_printk(k,
		    KERN_ERR "mm: list %u of pages is corrupted, %llu pages "
			     "will not be reclaimed\n",
		    list, (unsigned long long)list_at(k, list)->length);
	make_empty(k, list);
}

static void count(struct kern *k, unsigned int list, uint64_t pfn, int n)
{
	enum kern_stat item = list & 1 ? KERN_NR_ACTIVE_ANON :
					 KERN_NR_INACTIVE_ANON;

	if (!kern_page_anon(k, pfn))
		item += KERN_NR_INACTIVE_FILE - KERN_NR_INACTIVE_ANON;
	k->pages->stat[item] += n;
	list_at(k, list)->length += (uint64_t)(int64_t)n;
}

static void add_between(struct kern *k, unsigned int list, uint64_t pfn,
			bool tail)
{
	const struct kern_lru_list *l = list_at(k, list);
	uint64_t entry = kern_page_ptr(k, pfn) + KERN_LINK;
	uint64_t head = head_of(k, list);

	if (!kern_list_add(k, entry, tail ? l->prev : head,
			   tail ? head : l->next)) {
		drop_list(k, list);
		kern_list_add(k, entry, head, head);
	}
	count(k, list, pfn, 1);
}

void kern_lru_add(struct kern *k, unsigned int list, uint64_t pfn)
{
	add_between(k, list, pfn, false);
}

void kern_lru_add_tail(struct kern *k, unsigned int list, uint64_t pfn)
{
	add_between(k, list, pfn, true);
}

void kern_lru_del(struct kern *k, unsigned int list, uint64_t pfn)
{
	count(k, list, pfn, -1);
	if (!kern_list_del(k, kern_page_ptr(k, pfn) + KERN_LINK))
		drop_list(k, list);
}

/* The page that a link leads to; 0: the end. */
static uint64_t follow(struct kern *k, unsigned int list, uint64_t link)
{
	uint64_t pfn;

	if (link == head_of(k, list))
		return 0;
	if (kern_ptr_to_pfn(k, link - KERN_LINK, &pfn))
		return pfn;
	drop_list(k, list);
	return 0;
}

uint64_t kern_lru_first(struct kern *k, unsigned int list)
{
	return follow(k, list, list_at(k, list)->next);
}

uint64_t kern_lru_last(struct kern *k, unsigned int list)
{
	return follow(k, list, list_at(k, list)->prev);
}

uint64_t kern_lru_next(struct kern *k, unsigned int list, uint64_t pfn)
{
	return follow(k, list, page_of(k, pfn)->lru_next);
}

uint64_t kern_lru_prev(struct kern *k, unsigned int list, uint64_t pfn)
{
	return follow(k, list, page_of(k, pfn)->lru_prev);
}

uint64_t kern_lru_length(struct kern *k, unsigned int list)
{
	return list_at(k, list)->length;
}

/* --- pages that the policy has --------------------------------------------------------- */

bool kern_page_anon(struct kern *k, uint64_t pfn)
{
	return page_of(k, pfn)->flags & KERN_PG(SWAPBACKED);
}

uint64_t *kern_page_data(struct kern *k, uint64_t pfn)
{
	return &page_of(k, pfn)->memcg_data;
}

/* What policies have noted in the page. */
static void forget(struct kern_page *page)
{
	page->flags &= ~(KERN_PG(ACTIVE) | KERN_PG(REFERENCED));
	page->memcg_data = 0;
}

void kern_lru_cache_add(struct kern *k, uint64_t pa)
{
	struct kern_page *page = page_of(k, pa / KERN_PAGE);
	struct kern_reclaim *r = k->reclaim;

	page->flags |= KERN_PG(LRU);
	r->npages++;
	r->policy->add(k, r->state, pa / KERN_PAGE);
}

void kern_lru_cache_del(struct kern *k, uint64_t pa)
{
	struct kern_page *page = page_of(k, pa / KERN_PAGE);
	struct kern_reclaim *r = k->reclaim;

	if (page->flags & KERN_PG(LRU)) {
		page->flags &= ~KERN_PG(LRU);
		r->npages--;
		r->policy->remove(k, r->state, pa / KERN_PAGE);
	}
	forget(page);
}

uint64_t kern_isolate_victim(struct kern *k)
{
	struct kern_reclaim *r = k->reclaim;
	uint64_t pfn = r->policy->victim(k, r->state);
	struct kern_page *page = pfn ? kern_find_page(k, pfn) : NULL;

	if (!pfn)
		return 0;
	if (!page || !(page->flags & KERN_PG(LRU))) {
		mmu_bug("policy %s chose frame 0x%llx, which it does not have",
			r->policy->name, (unsigned long long)pfn);
		return 0;
	}
	page->flags &= ~KERN_PG(LRU);
	r->npages--;
	return pfn * KERN_PAGE;
}

void kern_putback_page(struct kern *k, uint64_t pa)
{
	struct kern_reclaim *r = k->reclaim;

	page_of(k, pa / KERN_PAGE)->flags |= KERN_PG(LRU);
	r->npages++;
	r->policy->putback(k, r->state, pa / KERN_PAGE);
}

void kern_reclaim_sample(struct kern *k)
{
	struct kern_reclaim *r = k->reclaim;

	r->next_tick = k->clock_ns + r->policy->period_ns;
	r->policy->tick(k, r->state);
}

/* --- which policy ---------------------------------------------------------------------- */

static const struct kern_replacement *const policies[] = {
#define KERN_REPLACEMENT(name) &kern_replacement_##name,
#include "kernel/replacements.def"
#undef KERN_REPLACEMENT
};

#define NPOLICIES (sizeof(policies) / sizeof(policies[0]))

const struct kern_replacement *kern_replacement_at(unsigned int n)
{
	return n < NPOLICIES ? policies[n] : NULL;
}

const struct kern_replacement *kern_find_replacement(const char *name)
{
	for (unsigned int i = 0; i < NPOLICIES; i++)
		if (!strcmp(policies[i]->name, name))
			return policies[i];
	return NULL;
}

const struct kern_replacement *kern_replacement(struct kern *k)
{
	return k->reclaim->policy;
}

static int give_page(struct kern *k, uint64_t pa, void *arg)
{
	const struct kern_page *page = page_of(k, pa / KERN_PAGE);

	(void)arg;
	if (page->flags & KERN_PG(LRU))
		k->reclaim->policy->add(k, k->reclaim->state, pa / KERN_PAGE);
	return 0;
}

static int take_page(struct kern *k, uint64_t pa, void *arg)
{
	struct kern_page *page = page_of(k, pa / KERN_PAGE);

	(void)arg;
	if (!(page->flags & KERN_PG(LRU)))
		return 0;
	k->reclaim->policy->remove(k, k->reclaim->state, pa / KERN_PAGE);
	forget(page);
	return 0;
}

static void use(struct kern_reclaim *r, const struct kern_replacement *policy,
		void *state, uint64_t now)
{
	r->policy = policy;
	r->state = state;
	r->next_tick = policy->tick && policy->period_ns ?
			       now + policy->period_ns :
			       UINT64_MAX;
}

int kern_set_replacement(struct kern *k, const struct kern_replacement *policy,
			 void *arg)
{
	struct kern_reclaim *r = k->reclaim;
	void *state, *old = r->state;
	int err;

	if (!policy || policy->size != sizeof(*policy) || !policy->name ||
	    !policy->add || !policy->remove || !policy->victim ||
	    !policy->putback)
		return -EINVAL;
	state = pool_zalloc(k->pool, policy->state_size + 1);
	if (!state)
		return -ENOMEM;
	err = policy->init ? policy->init(k, state, arg) : 0;
	if (err) {
		pool_free(k->pool, state);
		return err;
	}
	kern_frames_each(k, take_page, NULL);
	use(r, policy, state, k->clock_ns);
	pool_free(k->pool, old);
	kern_frames_each(k, give_page, NULL);
	return 0;
}

int kern_reclaim_init(struct kern *k, const char *cmdline)
{
	char *name = kern_cmdline_option(k, cmdline, "mmusim.replacement");
	const struct kern_replacement *policy =
		name ? kern_find_replacement(name) : policies[0];
	int err = policy ? 0 : -EINVAL;

	pool_free(k->pool, name);
	k->reclaim = pool_zalloc(k->pool, sizeof(*k->reclaim));
	k->swaps = pool_zalloc(k->pool, sizeof(*k->swaps));
	if (!k->reclaim || !k->swaps)
		return -ENOMEM;
	for (unsigned int list = 0; list < KERN_NR_LRU_LISTS; list++)
		make_empty(k, list);
	k->reclaim->max = UINT64_MAX;
	use(k->reclaim, policies[0], NULL, 0);
	return err ? mem_errorf(err, "mmusim.replacement: no such policy") :
		     kern_set_replacement(k, policy, NULL);
}
