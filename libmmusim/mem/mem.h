/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mem.h - simulated RAM and its page frames.
 *
 * RAM is a sorted table of regions over one memory file; a frame costs host
 * memory once it is touched. One host mapping of the whole file, the alias, is
 * always accessible: library code reaches RAM through it. Windows map pieces
 * of the same file a second time.
 *
 *   physical:  [region 0]      hole      [region 1]
 *   file:      [region 0][region 1]
 *   alias:     [region 0][region 1]
 */
#ifndef MEM_MEM_H
#define MEM_MEM_H

#include <mmusim/machine.h>

/**
 * struct mem_region - a region and its frame allocator
 * @offset: of its first byte in the file and the alias
 * @used:   bitmap, one bit a frame; memory that costs nothing until touched
 * @hint:   frame index below which none is free; see bitmap.c
 * @pins:   for each frame how often it is pinned, and MEM_DOOMED; NULL while
 *          none ever was
 * @npins:  sum of these counts, or more
 * Invariant: nfree == number of zero bits among the first len / 4096 of used.
 */
struct mem_region {
	uint64_t pa, len;
	uint64_t offset;
	uint64_t *used;
	uint64_t nfree;
	uint64_t hint;
	uint32_t *pins;
	uint64_t npins;
};

/* The frame was freed while it was pinned: it will be when it no longer is. */
#define MEM_DOOMED (1u << 31)

/**
 * struct mem_owner - who gives out frames instead of the bitmaps
 * @alloc, @reserve: as mem_frame_alloc() and mem_frame_reserve(), with arguments
 *         that make sense; the frames that reserve() gets are RAM
 * @used:  are all these frames in use?
 * @free:  take back frames that are in use and not pinned
 * @count: of free frames
 */
struct mem_owner {
	uint64_t (*alloc)(void *arg, uint64_t nframes, uint64_t align);
	int (*reserve)(void *arg, uint64_t pa, uint64_t nframes);
	bool (*used)(void *arg, uint64_t pa, uint64_t nframes);
	void (*free)(void *arg, uint64_t pa, uint64_t nframes);
	uint64_t (*count)(void *arg);
};

/**
 * struct mem - all RAM of a machine
 * @fd:    the memory file; -1 on hosts without one (no windows then)
 * @owner: a kernel that took over the frames, with its argument; NULL: none.
 *         The bitmaps then stay as they were when it did
 * @fail:  asked before frames are allocated whether that shall fail; NULL: never
 * Invariant: regions are sorted by pa, do not overlap, and their offsets are
 * consecutive.
 */
struct mem {
	int fd;
	char *alias;
	uint64_t bytes;
	struct mem_region *region;
	unsigned int nregions;
	const struct mem_owner *owner;
	void *owner_arg;
	bool (*fail)(void *arg, uint64_t nframes);
	void *fail_arg;
};

/* 0, -EINVAL (unsorted, overlapping, misaligned, empty), -ENOMEM, host errno */
int mem_init(struct mem *mem, const struct mmu_region *regions,
	     unsigned int nregions);
void mem_fini(struct mem *mem);

/*
 * In the child of a fork(): give this process RAM of its own, with the same
 * contents. 0 or -errno; then RAM is still the parent's.
 */
int mem_fork(struct mem *mem);

/* Or see to it that what is written from now on reaches nobody else. */
void mem_lose(struct mem *mem);

/* The region that holds pa, or NULL. May run inside the SIGSEGV handler. */
struct mem_region *mem_region_of(const struct mem *mem, uint64_t pa);

/* Host pointer to [pa, pa + len), or NULL. May run inside the handler. */
void *mem_ptr(const struct mem *mem, uint64_t pa, uint64_t len);

uint64_t mem_frame_alloc(struct mem *mem, uint64_t nframes, uint64_t align);
void mem_frame_free(struct mem *mem, uint64_t pa, uint64_t nframes);
int mem_frame_reserve(struct mem *mem, uint64_t pa, uint64_t nframes);

/*
 * Pinned frames stay what they are: mem_frame_free() of one takes effect when
 * it is unpinned as often as it was pinned. The frames lie in one region. Any
 * thread may free or unpin at any time; one at a time pins.
 * 0; -EINVAL when one is no RAM; -ENOMEM; -EOVERFLOW for the 2^31st time.
 */
int mem_frame_pin(struct mem *mem, uint64_t pa, uint64_t nframes);
void mem_frame_unpin(struct mem *mem, uint64_t pa, uint64_t nframes);
bool mem_frame_pinned(const struct mem *mem, uint64_t pa);

/* Is any? When none is, the last one is over in every respect. */
bool mem_pinned(const struct mem *mem);

/* All who pinned are gone. */
void mem_unpin_all(struct mem *mem);

uint64_t mem_frames_free(const struct mem *mem);

/* From now on frames are given out, and taken back, by somebody else. */
void mem_set_owner(struct mem *mem, const struct mem_owner *owner, void *arg);

/* Ask from now on whether an allocation of frames shall fail. */
void mem_set_fail(struct mem *mem, bool (*fail)(void *arg, uint64_t nframes),
		  void *arg);

/*
 * For the owner: how many frames from @pa on, of @nframes in one region, are
 * all free (@free), or all used, by the bitmap.
 */
uint64_t mem_frames_alike(const struct mem *mem, uint64_t pa, uint64_t nframes,
			  bool *free);

/* For the owner: the frame is to be freed. True: not yet, because it is pinned;
 * @owner's free() will be called when it no longer is. */
bool mem_frame_doom(struct mem *mem, uint64_t pa);

/* Fill frames of one region with junk, as frames that are freed are. */
void mem_frame_spoil(const struct mem *mem, uint64_t pa, uint64_t nframes);

/**
 * struct mem_image - RAM and its frames as they were
 *
 * mem_prepare() gets the pages that the image has and RAM has not, so that
 * mem_restore() cannot fail: -ENOSPC, -ENOMEM, -EIO. Pages that came into being since go
 * back to the host.
 */
struct mem_image;

int mem_save(const struct mem *mem, struct mem_image **image); /* -ENOMEM */
int mem_prepare(const struct mem *mem, const struct mem_image *image);
void mem_restore(struct mem *mem, const struct mem_image *image);
void mem_image_free(struct mem_image *image); /* NULL does nothing */

/* Verifies the invariants; calls mmu_bug() and returns false if one fails. */
bool mem_check(const struct mem *mem);

#endif
