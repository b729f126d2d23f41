/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab.h - caches of objects, inside: shared by slab*.c and x_slab.c.
 *
 * An object of a cache with all debug options, and where its parts lie:
 *
 *   object - red_left_pad   left red zone               bb free, cc in use
 *   object                  the caller's bytes          6b ... a5 when free
 *   object + object_size    right red zone, up to inuse
 *   object + offset         free pointer
 *   info_end                two struct kern_track: allocated, freed
 *                           size that was asked for, 4 bytes (kmalloc only)
 *                           padding up to size - red_left_pad       5a
 *
 * Without options there is nothing but the object, and the free pointer lies
 * in its middle.
 */
#ifndef KERNEL_SLAB_H
#define KERNEL_SLAB_H

#include "kernel/kern.h"

/* What kmalloc(0) returns. It faults when used, and kfree() ignores it. */
#define KERN_ZERO_SIZE_PTR 16ull

/* Options of a cache, with the values of Linux's linux/slab.h. */
#define KERN_SLAB_CONSISTENCY	0x100u /* F */
#define KERN_SLAB_RED_ZONE	0x400u /* Z */
#define KERN_SLAB_POISON	0x800u /* P */
#define KERN_SLAB_KMALLOC	0x1000u
#define KERN_SLAB_HWCACHE_ALIGN 0x2000u
#define KERN_SLAB_DMA		0x4000u
#define KERN_SLAB_DMA32		0x8000u
#define KERN_SLAB_STORE_USER	0x10000u /* U */
#define KERN_SLAB_RECLAIM	0x20000u
#define KERN_SLAB_PANIC		0x40000u
#define KERN_SLAB_BY_RCU	0x80000u
#define KERN_SLAB_TRACE		0x200000u /* T */
#define KERN_SLAB_NOLEAKTRACE	0x800000u
#define KERN_SLAB_ACCOUNT	0x4000000u
#define KERN_SLAB_OBJ_POISON	0x80000000u /* the object itself is poisoned */
#define KERN_SLAB_DEBUG                                                  \
	(KERN_SLAB_CONSISTENCY | KERN_SLAB_RED_ZONE | KERN_SLAB_POISON | \
	 KERN_SLAB_STORE_USER | KERN_SLAB_TRACE)

enum {
	KERN_RED_INACTIVE = 0xbb,
	KERN_RED_ACTIVE = 0xcc,
	KERN_POISON_INUSE = 0x5a,
	KERN_POISON_FREE = 0x6b,
	KERN_POISON_END = 0xa5,
};

#define KERN_KMALLOC_CACHES 14 /* kmalloc_caches[] by index, as in Linux */
#define KERN_KMALLOC_MAX    8192u
#define KERN_TRACK_FRAMES   16

/**
 * struct kern_slab - a block of pages, cut into objects of one cache
 * @cache:    NULL: one large object of kmalloc()
 * @freelist: first free object as simulated code would point at it; 0: none
 * @objects:  that fit in
 * @inuse:    objects handed out; may be wrong after a double free
 * @frozen:   given up, because a consistency check failed
 * @live:     for memcheck, a bit for each object that was handed out; behind these,
 *            one for each that memcheck takes for a block
 */
struct kern_slab {
	struct kern_slab *hash_next;
	struct kern_slab *next, *prev; /* of its cache: all slabs */
	struct kern_slab *next_partial, *prev_partial;
	struct kern_cache *cache;
	uint64_t la;
	uint64_t freelist;
	uint64_t size; /* of a large object, as asked for */
	unsigned int order;
	unsigned int objects;
	unsigned int inuse;
	bool partial;
	bool frozen;
	uint64_t live[];
};

/**
 * struct kern_cache - a cache
 * @handle: linear address of its struct kmem_cache, as simulated code has it
 * @size:   from one object to the next; @object_size: the caller's part
 * @inuse:  where metadata begin; @offset: of the free pointer
 * @active: the slab that objects come from; NULL for caches with options
 * @ctor:   host pointer of the constructor, code of a module; 0: none. What it
 *          wrote stays in objects that are free: the free pointer lies behind
 * @users:  how often it was created: slab_merge.c
 * @kernels: a cache of the kernel's own that has no slab yet
 * @own:    objects that stand for what a running kernel has in its slabs
 * @user_offset, @user_size: what of an object user space may see
 */
struct kern_cache {
	struct kern_cache *next; /* the older one */
	char name[48];
	uint64_t handle;
	uint32_t flags;
	uint32_t size, object_size, inuse, offset, align, red_left_pad;
	unsigned int order;
	uint64_t ctor;
	unsigned int users;
	bool kernels;
	unsigned int own;
	uint32_t user_offset, user_size;
	struct kern_slab *active;
	struct kern_slab *slabs;
	struct kern_slab *partials, *last_partial;
	unsigned int npartials;
};

/* In simulated RAM, as Linux 6.1 has it. */
struct kern_track {
	uint64_t addr;	 /* who called; linear */
	uint32_t handle; /* of the trace in the depot */
	int32_t cpu;
	int32_t pid;
	uint64_t when; /* jiffies */
};

_Static_assert(sizeof(struct kern_track) == 32, "as in Linux");

struct kern_depot;

/* stack_depot_init(): the first cache that notes who has its objects says that. */
void kern_depot_init(struct kern *k);

enum { KERN_SLAB_BUCKETS = 256 };

/**
 * struct kern_slabs - all caches of a kernel
 * @caches:    newest first
 * @kmalloc:   by index; [1] is kmalloc-96, [2] is kmalloc-192, [0] is unused
 * @memcheck:  memcheck is told of objects
 * @busy:      the kernel has objects of its own in its caches
 * @random:    scrambles free pointers; 0: they are plain
 */
struct kern_slabs {
	struct kern_cache *caches;
	struct kern_cache *kmem_cache;
	struct kern_cache *kmalloc[KERN_KMALLOC_CACHES];
	struct kern_slab *bucket[KERN_SLAB_BUCKETS];
	struct kern_depot *depot;
	uint64_t random;
	bool memcheck, nomerge, busy, warned_large, warned_no_slab,
		warned_zeroed, has_depot;
	char *debug; /* the text behind slub_debug=, or NULL */
};

/* --- slab.c ----------------------------------------------------------------- */

/* The slab that an address of the direct map lies in, or NULL. */
struct kern_slab *kern_slab_of(struct kern *k, uint64_t la);
/* Where there is no RAM there is no struct page, and who looks at it faults:
 * compound_head is its second word. kmalloc.c */
bool kern_has_page(struct kern *k, uint64_t la);
static inline uint64_t kern_slab_bytes(const struct kern_slab *s)
{
	return KERN_PAGE << s->order;
}
/* The library's view of simulated RAM; NULL where there is none. */
static inline void *kern_slab_host(struct kern *k, uint64_t la, uint64_t len)
{
	return mmu_mem_ptr(k->machine, kern_phys(la), len);
}

/* 2^order pages, for a cache or, with NULL, one large object. NULL without
 * memory. */
struct kern_slab *kern_slab_create(struct kern *k, struct kern_cache *c,
				   unsigned int gfp, unsigned int order);
void kern_slab_destroy(struct kern *k, struct kern_slab *s);
void kern_zero_object(struct kern *k, uint64_t la, uint64_t len);

/* An object, or 0. With size: what kmalloc() was asked for. */
uint64_t kern_cache_alloc(struct kern *k, struct kern_cache *c,
			  unsigned int gfp, uint64_t size);
void kern_cache_free(struct kern *k, struct kern_cache *c, uint64_t la);
/* Objects of a cache with a constructor: is one ready? If not, make a slab; its
 * first object is to be constructed; 0 without memory. Then the one behind that;
 * 0 when all are done: the slab is in use from now on. */
bool kern_cache_is_ready(const struct kern_cache *c);
uint64_t kern_construct_slab(struct kern *k, struct kern_cache *c,
			     unsigned int gfp);
uint64_t kern_construct_next(struct kern *k, struct kern_cache *c, uint64_t la);
/* Give back what is empty. Return: how many slabs hold objects. */
unsigned int kern_cache_shrink(struct kern *k, struct kern_cache *c);
/* The bytes of an object that its owner may use. */
uint64_t kern_usable(const struct kern_cache *c);
/* Objects that somebody has; @own do not count. */
unsigned int kern_cache_inuse(const struct kern_cache *c);

/* --- slab_freelist.c ---------------------------------------------------------- */

/* The free pointer of an object of the slab, decoded: a linear address. */
uint64_t kern_get_freepointer(struct kern *k, const struct kern_cache *c,
			      uint64_t la);
void kern_set_freepointer(struct kern *k, const struct kern_cache *c,
			  uint64_t la, uint64_t next);
uint64_t kern_slab_freelist(struct kern *k, const struct kern_slab *s);

/* Is this 0, or the start of an object of the slab? */
bool kern_slab_valid(const struct kern_slab *s, uint64_t la);
/* Is the object on its slab's free list? */
bool kern_slab_is_free(struct kern *k, const struct kern_slab *s, uint64_t la);
void kern_slab_set_freelist(struct kern *k, struct kern_slab *s, uint64_t la);
/* Chain all objects of a new slab. */
void kern_slab_thread(struct kern *k, struct kern_slab *s);
/* Take the first free object; 0: there is none, or the list leads nowhere. */
uint64_t kern_slab_pop(struct kern *k, struct kern_slab *s);

/* --- slab_cache.c ------------------------------------------------------------- */

/* NULL without memory, or with bad arguments. align 0: as fits. */
struct kern_cache *kern_cache_create(struct kern *k, const char *name,
				     uint32_t size, uint32_t align,
				     uint32_t flags);
/* The same with a constructor, which only kmem_cache_alloc() of simulated code
 * calls: image_slab.inc. */
struct kern_cache *kern_cache_create_ctor(struct kern *k, const char *name,
					  uint32_t size, uint32_t align,
					  uint32_t flags, uint64_t ctor);
/* Releases the cache unless objects remain, which it reports. */
bool kern_cache_destroy(struct kern *k, struct kern_cache *c);
struct kern_cache *kern_cache_find(struct kern *k, uint64_t handle);
/* What slub_debug= says of a cache with this name. */
uint32_t kern_cache_debug_flags(struct kern *k, const char *name);
uint32_t kern_cache_alignment(uint32_t flags, uint32_t align, uint32_t size);

/* --- slab_merge.c --------------------------------------------------------------- */

/* A cache that is there and will do, with one user more; NULL: create one. */
struct kern_cache *kern_cache_merge(struct kern *k, const char *name,
				    uint32_t size, uint32_t align,
				    uint32_t flags);

/* The kernel has booted, and uses its caches. */
void kern_slab_busy(struct kern *k);

/* --- kmalloc.c ------------------------------------------------------------------ */

int kern_kmalloc_init(struct kern *k);
/* The cache of kmalloc(size); NULL: too large for one. */
struct kern_cache *kern_kmalloc_cache(struct kern *k, uint64_t size);

/* --- slab_debug.c ------------------------------------------------------------- */

static inline bool kern_cache_debugs(const struct kern_cache *c)
{
	return c->flags & KERN_SLAB_DEBUG;
}
/* Where metadata other than the free pointer begin, from the object on. */
static inline uint32_t kern_info_end(const struct kern_cache *c)
{
	return c->offset >= c->inuse ? c->inuse + 8 : c->inuse;
}
/* Where an object's padding begins. */
uint32_t kern_padding_start(const struct kern_cache *c);

/* Fill a new slab, then an object of it, before they are used. */
void kern_debug_setup_slab(struct kern *k, struct kern_slab *s);
void kern_debug_setup_object(struct kern *k, const struct kern_cache *c,
			     uint64_t la);
/* The object was taken off the free list. False: do not use the slab. */
bool kern_debug_alloc(struct kern *k, struct kern_slab *s, uint64_t la,
		      uint64_t size);
void kern_debug_track_alloc(struct kern *k, const struct kern_cache *c,
			    uint64_t la);
/* Check all objects of a slab, free or in use. */
void kern_debug_validate(struct kern *k, struct kern_slab *s);
/* Before @count objects of one slab are freed together, of which la is the first: may
 * they? */
bool kern_debug_free_bulk(struct kern *k, struct kern_slab *s, uint64_t la,
			  unsigned int count);
/* May the object be freed? If so it looks free now. */
bool kern_debug_free(struct kern *k, struct kern_cache *c, struct kern_slab *s,
		     uint64_t la);

/* --- slab_report.c -------------------------------------------------------------- */

void kern_slab_bug(struct kern *k, const struct kern_cache *c,
		   const char *format, ...) MMU_PRINTF(3, 4);
void kern_slab_fix(struct kern *k, const struct kern_cache *c,
		   const char *format, ...) MMU_PRINTF(3, 4);
/* A bug of a slab, and one of an object of it, with all there is to say. */
void kern_slab_err(struct kern *k, const struct kern_cache *c,
		   const struct kern_slab *s, const char *format, ...)
	MMU_PRINTF(4, 5);
void kern_object_err(struct kern *k, const struct kern_slab *s, uint64_t la,
		     const char *reason);
void kern_slab_trailer(struct kern *k, const struct kern_slab *s, uint64_t la);
void kern_print_tracking(struct kern *k, const struct kern_cache *c,
			 uint64_t la);
void kern_print_section(struct kern *k, const char *text, uint64_t la,
			uint64_t len);
void kern_slab_taint(struct kern *k);
/* The frames of the call that is served, the exported function first. Return:
 * how many; 0 when the library itself is at work. */
unsigned int kern_save_trace(struct kern *k, uint64_t *ip, unsigned int max);
/* Note who allocated (0) or freed (1) the object. */
void kern_set_track(struct kern *k, const struct kern_cache *c, uint64_t la,
		    int which);

/* --- slab_memcheck.c -------------------------------------------------------------- */

/* A snapshot of the machine is about to be restored, or was. */
void kern_memcheck_restore(struct kern *k, bool after);
/* Tell memcheck from now on, where there is one. */
void kern_memcheck_begin(struct kern *k);
/* Pages that belong to slabs are out of bounds, but for objects in use. */
void kern_memcheck_slab(struct kern *k, const struct kern_slab *s, bool begin);
void kern_memcheck_alloc(struct kern *k, uint64_t la, uint64_t len, bool zero);
/* room: what belongs to the object, when there is one at la; else 0 */
void kern_memcheck_free(struct kern *k, uint64_t la, uint64_t room);
/* The constructor may write to the object, and then nobody. */
void kern_memcheck_construct(struct kern *k, uint64_t la, uint64_t len,
			     bool begin);
/* All of the object may be used from now on: ksize(). */
void kern_memcheck_grow(struct kern *k, uint64_t la, uint64_t room);

/* --- slab_sysfs.c: paths below /sys ------------------------------------------- */

struct kern_text;
/* 0; -ENOENT when there is no such file */
int kern_slab_sysfs_show(struct kern *k, const char *path, struct kern_text *t);
/* 0; -ENOENT, -EACCES, -EINVAL; -EBUSY after a panic; -ENOMEM */
int kern_slab_sysfs_store(struct kern *k, const char *path, const char *text);
int kern_slab_sysfs_each(struct kern *k,
			 int (*file)(const char *name, bool writable,
				     void *arg),
			 void *arg);

#endif
