/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm_frames.c - the page frames of address spaces: how many references each
 * has, and what it is for.
 *
 * The counts lie in chunks for 512 frames each, which exist as long as one of
 * these frames is in use. A reference more never needs memory.
 */
#include "kernel/fault_inject.h"
#include "kernel/gfp.h"
#include "kernel/mm.h"

#define CHUNK 512

struct kern_frames {
	RB_ENTRY(kern_frames) node;
	uint64_t index; /* frame number / CHUNK */
	unsigned int used;
	struct frame {
		uint32_t refs;
		uint8_t kind;
	} frame[CHUNK];
};

int kern_frames_cmp(const struct kern_frames *a, const struct kern_frames *b);
int kern_frames_cmp(const struct kern_frames *a, const struct kern_frames *b)
{
	return a->index < b->index ? -1 : a->index > b->index;
}

RB_PROTOTYPE(kern_frames_tree, kern_frames, node, kern_frames_cmp)
RB_GENERATE(kern_frames_tree, kern_frames, node, kern_frames_cmp)

/* --- failures --------------------------------------------------------------- */

void kern_mm_fail_nth(struct kern *k, uint64_t n)
{
	kern_fail_nth(k, KERN_FAIL_ALLOCATIONS, n);
}

void *kern_mm_zalloc(struct kern *k, size_t size)
{
	return pool_zalloc(k->pool, size);
}

/* --- counts ----------------------------------------------------------------- */

static struct kern_frames *find_chunk(struct kern *k, uint64_t pa)
{
	struct kern_frames key;

	key.index = pa / KERN_PAGE / CHUNK;
	return RB_FIND(kern_frames_tree, &k->mms->chunks, &key);
}

static struct kern_frames *make_chunk(struct kern *k, uint64_t pa)
{
	struct kern_frames *chunk = find_chunk(k, pa);

	if (chunk)
		return chunk;
	chunk = pool_zalloc(k->pool, sizeof(*chunk));
	if (!chunk)
		return NULL;
	chunk->index = pa / KERN_PAGE / CHUNK;
	RB_INSERT(kern_frames_tree, &k->mms->chunks, chunk);
	return chunk;
}

static struct frame *find_frame(struct kern *k, uint64_t pa)
{
	struct kern_frames *chunk = find_chunk(k, pa);

	return chunk ? &chunk->frame[pa / KERN_PAGE % CHUNK] : NULL;
}

uint64_t kern_frame_new(struct kern *k, enum kern_frame_kind kind)
{
	struct kern_frames *chunk;
	uint64_t la;

	la = kern_get_free_pages(k, KERN_GFP_KERNEL | KERN_GFP_ZERO, 0);
	if (!la)
		return 0;
	chunk = make_chunk(k, kern_phys(la));
	if (!chunk) {
		kern_free_pages(k, la, 0);
		return 0;
	}
	chunk->used++;
	chunk->frame[kern_phys(la) / KERN_PAGE % CHUNK] =
		(struct frame){.refs = 1, .kind = kind};
	return kern_phys(la);
}

void kern_frame_get(struct kern *k, uint64_t pa)
{
	find_frame(k, pa)->refs++;
}

void kern_frame_put(struct kern *k, uint64_t pa)
{
	struct kern_frames *chunk = find_chunk(k, pa);
	struct frame *frame = &chunk->frame[pa / KERN_PAGE % CHUNK];

	if (--frame->refs)
		return;
	frame->kind = KERN_FRAME_NONE;
	kern_free_pages(k, kern_virt(pa), 0);
	if (--chunk->used)
		return;
	RB_REMOVE(kern_frames_tree, &k->mms->chunks, chunk);
	pool_free(k->pool, chunk);
}

unsigned int kern_frame_refs(struct kern *k, uint64_t pa)
{
	const struct frame *frame = find_frame(k, pa);

	return frame ? frame->refs : 0;
}

enum kern_frame_kind kern_frame_kind(struct kern *k, uint64_t pa)
{
	const struct frame *frame = find_frame(k, pa);

	return frame ? (enum kern_frame_kind)frame->kind : KERN_FRAME_NONE;
}

uint64_t kern_frames_end(struct kern *k)
{
	const struct kern_frames *last =
		RB_MAX(kern_frames_tree, &k->mms->chunks);

	return last ? (last->index + 1) * CHUNK : 0;
}

bool kern_frames_check(struct kern *k, const uint32_t *expected)
{
	struct kern_frames *chunk;

	RB_FOREACH(chunk, kern_frames_tree, &k->mms->chunks)
	{
		unsigned int used = 0;

		for (uint64_t i = 0; i < CHUNK; i++) {
			uint32_t refs = chunk->frame[i].refs;

			if (refs != expected[chunk->index * CHUNK + i])
				return false;
			used += refs != 0;
		}
		if (used != chunk->used)
			return false;
	}
	return true;
}
