/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model.h - what simulated memory must hold, and what each access must do, in
 * plain arrays.
 *
 * A page is what its entry says, or, until INVLPG or the like, what it said
 * before: the TLB may have kept that. So for a page that is @stale two
 * outcomes are right. Page frames are counted: one is given back when no entry
 * says it any more, nor may a TLB.
 *
 * Linear addresses, in each of two address spaces:
 *
 *   0000000000400000   96 pages, two windows
 *   0000000040000000    4 MiB, large pages come and go, one window
 *   ffff888000000000   all RAM, an identity window; the same in both spaces
 *   ffffc90000000000   64 pages, one window
 *   ffffc90080000000   stacks for simulated code, one window
 */
#ifndef TESTS_SOAK_MODEL_H
#define TESTS_SOAK_MODEL_H

#include "soak.h"

enum { NSPACES = 2, NAREAS = 3, NWINDOWS = 4, NKEYS = 4, NSTACKS = 8 };

#define RAM	  (24ull << 20)
#define NFRAMES	  (RAM / PAGE)
#define DIRECT_LA 0xffff888000000000ull
#define STACKS_LA 0xffffc90080000000ull

static const struct area {
	uint64_t la;
	unsigned int first, npages; /* numbers of its pages */
	bool user, large;
} areas[NAREAS] = {
	{0x400000, 0, 96, true, false},
	{0x40000000, 96, 1024, true, true},
	{0xffffc90000000000, 1120, 64, false, false},
};

enum { NPAGES = 1184 };

/* Windows on these, in pages. */
static const struct {
	unsigned int first, npages;
} views[NWINDOWS] = {{0, 48}, {48, 48}, {96, 1024}, {1120, 64}};

/* What an entry says. */
struct pte {
	bool present, rw, us, nx;
	unsigned int key;
	uint32_t frame;
};

/**
 * struct page - a page of one address space
 * @old:     what its entry said before, if @stale
 * @used, @written: A, D must be set
 * @may_be_used, @may_be_written: may be set
 */
struct page {
	struct pte now, old;
	bool stale;
	bool used, written;
	bool may_be_used, may_be_written;
};

/* What of the CPU's state decides. */
struct mode {
	unsigned int cpl;
	bool wp, smap, ac;
	uint32_t pkru;
};

/* What an access must do. */
struct verdict {
	bool ok;
	uint32_t error_code;
};

/* Written from the manual, not from the library: vol. 3A, "Access Rights" and
 * "Page-Fault Exceptions". */
static inline struct verdict judge(const struct mode *mode,
				   const struct pte *pte, unsigned int how)
{
	bool write = how == MMU_WRITE, fetch = how == MMU_FETCH;
	bool user = mode->cpl == 3;
	bool access_disable = mode->pkru >> (2 * pte->key) & 1;
	bool write_disable = mode->pkru >> (2 * pte->key + 1) & 1;
	bool key = false, page = false;
	struct verdict verdict = {.error_code = (write ? MMU_PF_WR : 0) |
						(fetch ? MMU_PF_ID : 0) |
						(user ? MMU_PF_US : 0)};

	if (!pte->present)
		return verdict;
	if (user && !pte->us)
		page = true;
	if (fetch && (pte->nx || (!user && pte->us)))
		page = true;
	if (write && !pte->rw && (user || mode->wp))
		page = true;
	if (!fetch && !user && pte->us && mode->smap && !mode->ac)
		page = true;
	if (!fetch && pte->us)
		key = access_disable ||
		      (write && write_disable && (user || mode->wp));
	verdict.ok = !page && !key;
	verdict.error_code |= MMU_PF_P | (key ? MMU_PF_PK : 0);
	return verdict;
}

/**
 * struct model - memory and tables as they should be
 * @bytes: of RAM
 * @refs:  entries that say a frame, now or before
 */
struct model {
	unsigned char *bytes;
	uint16_t refs[NFRAMES];
	unsigned int nframes; /* in use */
	struct page page[NSPACES][NPAGES];
	unsigned int space;
	struct mode mode;
};

static inline const struct area *area_of(unsigned int number)
{
	const struct area *area = areas;

	while (number >= area->first + area->npages)
		area++;
	return area;
}

static inline uint64_t la_of(unsigned int number)
{
	const struct area *area = area_of(number);

	return area->la + (number - area->first) * PAGE;
}

static inline unsigned char *model_at(const struct model *model, uint32_t frame,
				      unsigned int offset)
{
	return model->bytes + frame * PAGE + offset;
}

static inline uint64_t model_get(const struct model *model, uint32_t frame,
				 unsigned int offset)
{
	uint64_t value;

	memcpy(&value, model_at(model, frame, offset), sizeof(value));
	return value;
}

static inline void model_set(const struct model *model, uint32_t frame,
			     unsigned int offset, uint64_t value)
{
	memcpy(model_at(model, frame, offset), &value, sizeof(value));
}

#endif
