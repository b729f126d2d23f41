/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pool.h - memory for the host-side state of one machine.
 *
 * All that a machine and its kernel allocate on the host side comes from one
 * contiguous range, so that a machine can be saved and restored by copying
 * the range: pointers inside it stay valid because it never moves.
 * Blocks are known to memcheck and poisoned under ASan like those of malloc.
 */
#ifndef MEM_POOL_H
#define MEM_POOL_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

struct pool;

/* Reserve a pool of at most @bytes (rounded up to pages); NULL on failure. */
struct pool *pool_create(size_t bytes);
/* Everything allocated in it is gone. NULL does nothing. */
void pool_destroy(struct pool *pool);

/* 16-byte aligned. NULL when the pool is full; contents undefined, zeroed,
 * or kept, as in malloc, calloc, realloc. */
void *pool_alloc(struct pool *pool, size_t size);
void *pool_zalloc(struct pool *pool, size_t size);
void *pool_realloc(struct pool *pool, void *block, size_t size);
char *pool_strdup(struct pool *pool, const char *text);
/* Freeing what is not an allocated block is a bug. NULL does nothing. */
void pool_free(struct pool *pool, void *block);

/**
 * struct pool_image - a pool as it was
 *
 * pool_restore() puts it back, in place: blocks that were live then are live
 * again, at their addresses and with their contents; what was allocated since
 * is gone. Ranges that @keep names stay as they are now; each lies within one
 * block that is live in the image. Restoring cannot fail.
 */
struct pool_image;

struct pool_keep {
	const void *at;
	size_t len;
};

/* NULL without memory; free() it. */
struct pool_image *pool_save(const struct pool *pool);
void pool_restore(struct pool *pool, const struct pool_image *image,
		  const struct pool_keep *keep, size_t nkeep);

/* Ask before each allocation whether it shall fail. NULL: nobody is asked. */
void pool_set_fail(struct pool *pool, bool (*fail)(void *arg, size_t size),
		   void *arg);

size_t pool_used(const struct pool *pool); /* bytes in live blocks */
bool pool_check(const struct pool *pool);

#endif
