/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_memory.c - exports that allocate memory.
 *
 * The allocators speak linear addresses; here they become the host pointers
 * that simulated code holds. No memory is NULL on both sides.
 *
 * Reference: Linux 6.1, mm/slab_common.c, mm/util.c, mm/vmalloc.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/gfp.h"
#include "kernel/slab.h"

/* The library's view of len bytes in the direct map. */
static void *direct(struct kern *k, uint64_t la, uint64_t len)
{
	return mmu_mem_ptr(k->machine, kern_phys(la), len);
}

static uint64_t result(struct kern_call *call, uint64_t la)
{
	return la ? kern_call_ptr(call, la) : 0;
}

uint64_t kern_x___kmalloc(struct kern_call *call)
{
	return result(call, kern_kmalloc(call->kern, call->arg[0],
					 (unsigned int)call->arg[1]));
}

/* In struct kmem_cache */
enum { OBJECT_SIZE = 0x1c, NAME = 0x60 };

/* The cache that simulated code names, of which it reads a member first. NULL after
 * kern_call_fault(): it faults where the pointer leads, or, when something is
 * there, at what that holds. */
static struct kern_cache *named_cache(struct kern_call *call, uint64_t ptr,
				      unsigned int member)
{
	struct kern_cache *c =
		kern_cache_find(call->kern, kern_call_la(call, ptr));
	uint64_t cpu_slab;

	if (!c && !kern_call_read(call, &cpu_slab, ptr + member, 4) &&
	    !kern_call_read(call, &cpu_slab, ptr, sizeof(cpu_slab)))
		kern_call_fault(call, cpu_slab, false);
	return c;
}

static struct kern_cache *passed_cache(struct kern_call *call, uint64_t ptr)
{
	return named_cache(call, ptr, OBJECT_SIZE);
}

/* kmalloc_trace(cache, flags, size): kmalloc() of a constant size */
uint64_t kern_x_kmalloc_trace(struct kern_call *call)
{
	struct kern_cache *c = passed_cache(call, call->arg[0]);

	if (!c)
		return 0;
	return result(call, kern_cache_alloc(call->kern, c,
					     (unsigned int)call->arg[1],
					     call->arg[2]));
}

uint64_t kern_x_kmalloc_large(struct kern_call *call)
{
	return kern_x___kmalloc(call);
}

uint64_t kern_x_kfree(struct kern_call *call)
{
	kern_kfree(call->kern, kern_call_la(call, call->arg[0]));
	return 0;
}

/* Where __ksize() has its UD2s, in Debian's Linux 6.1. */
enum { KSIZE_SMALL = 0x103, KSIZE_INSIDE = 0x10c };

/* __ksize(): it warns of pages that are no object, and of what is inside of one. */
static uint64_t size_of(struct kern_call *call, uint64_t la)
{
	struct kern *k = call->kern;
	const struct kern_slab *s;

	if (la <= KERN_ZERO_SIZE_PTR)
		return 0;
	s = kern_slab_of(k, la);
	if (!s && !kern_has_page(k, la)) {
		call->in = KERN_IN_KSIZE;
		return 0;
	}
	if (!s) {
		kern_cut_here(k);
		kern_warn_in(k, "mm/slab_common.c:1014", "__ksize",
			     KSIZE_SMALL);
		return 0;
	}
	if (!s->cache && la != s->la) {
		kern_cut_here(k);
		kern_warn_in(k, "mm/slab_common.c:1016", "__ksize",
			     KSIZE_INSIDE);
		return 0;
	}
	return kern_ksize(k, la);
}

uint64_t kern_x_ksize(struct kern_call *call)
{
	uint64_t la = kern_call_la(call, call->arg[0]);
	uint64_t size = size_of(call, la);

	kern_memcheck_grow(call->kern, la, size);
	return size;
}

/* --- caches ------------------------------------------------------------------ */

/**
 * struct window - the part of an object that user space may see
 * @at, @len: in bytes; nothing: 0
 */
struct window {
	uint32_t at, len;
};

/* It is too large, or there is no memory. */
static void complain_of_cache(struct kern *k, const char *name, uint32_t flags)
{
	char why[128];

	if (flags & KERN_SLAB_PANIC) {
		snprintf(why, sizeof(why),
			 "kmem_cache_create_usercopy: Failed to create slab "
			 "'%s'. Error %d",
			 name, -EINVAL);
		kern_panic(k, why);
		if (k->call)
			k->call->end = KERN_END_PANIC;
		return;
	}
	kern_printk(k,
		    KERN_WARNING "kmem_cache_create_usercopy(%s) failed with "
				 "error %d\n",
		    name, -EINVAL);
	kern_dump_stack(k);
}

/* One with a window of its own is nobody else's. */
static uint64_t create_cache(struct kern_call *call, struct window window,
			     uint64_t ctor)
{
	struct kern *k = call->kern;
	uint32_t size = (uint32_t)call->arg[1], align = (uint32_t)call->arg[2];
	uint32_t flags = (uint32_t)call->arg[3];
	struct kern_cache *c = NULL;
	char name[48];

	if (!call->arg[0] ||
	    kern_call_string(call, name, call->arg[0], sizeof(name)))
		return 0;
	if (flags & KERN_SLAB_STORE_USER)
		kern_depot_init(k);
	if (!window.len && !ctor)
		c = kern_cache_merge(k, name, size, align, flags);
	if (!c)
		c = kern_cache_create_ctor(k, name, size, align, flags, ctor);
	if (!c) {
		complain_of_cache(k, name, flags);
		return 0;
	}
	if (window.len) {
		c->user_offset = window.at;
		c->user_size = window.len;
	}
	return kern_call_ptr(call, c->handle);
}

/* kmem_cache_create(name, size, align, flags, ctor) */
uint64_t kern_x_kmem_cache_create(struct kern_call *call)
{
	return create_cache(call, (struct window){0}, call->arg[4]);
}

/* kmem_cache_create_usercopy(name, size, align, flags, offset, length, ctor) of
 * the window. A window that lies beyond the object is none. Simplified:
 * Linux warns of such a window. */
uint64_t kern_x_kmem_cache_create_usercopy(struct kern_call *call)
{
	struct window window = {(uint32_t)call->arg[4], (uint32_t)call->arg[5]};
	uint32_t size = (uint32_t)call->arg[1];
	uint64_t ctor;

	if (kern_call_read(call, &ctor, call->sp + 8, sizeof(ctor)))
		return 0;
	if ((!window.len && window.at) || size < window.len ||
	    size - window.len < window.at)
		window = (struct window){0};
	return create_cache(call, window, ctor);
}

/* Where these functions warn: kernel/image_layout.inc. */
#define KMEM_CACHE_DESTROY_WARNS     0x141
#define CACHE_FROM_OBJ_WARNS	     0xa1
#define CACHE_FROM_OBJ_WARNS_NO_SLAB 0xe0

uint64_t kern_x_kmem_cache_destroy(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_cache *c;
	uint64_t caller = 0;

	if (!call->arg[0])
		return 0;
	c = passed_cache(call, call->arg[0]);
	if (!c || kern_cache_destroy(k, c))
		return 0;
	kern_peek(k, kern_lift(k, call->sp), &caller, sizeof(caller));
	kern_cut_here(k);
	kern_printk(k,
		    KERN_WARNING "kmem_cache_destroy %s: Slab cache still "
				 "has objects when called from %pS\n",
		    c->name, (void *)(uintptr_t)caller);
	kern_warn_in(k, "mm/slab_common.c:493", "kmem_cache_destroy",
		     KMEM_CACHE_DESTROY_WARNS);
	return 0;
}

#define NO_OBJECT_READY 1 /* image_slab.inc makes some, and asks again */

/* kmem_cache_alloc() of the image: the cache, gfp */
uint64_t kern_e_cache_alloc(struct kern_call *call)
{
	struct kern_cache *c = passed_cache(call, call->arg[0]);
	uint64_t la;

	if (!c)
		return 0;
	if (c->ctor && !kern_cache_is_ready(c))
		return NO_OBJECT_READY;
	la = kern_cache_alloc(call->kern, c, (unsigned int)call->arg[1],
			      c->object_size);
	/* A slab that turned out damaged was given up. */
	if (!la && c->ctor && !call->fault && !kern_cache_is_ready(c))
		return NO_OBJECT_READY;
	return result(call, la);
}

/* allocate_slab() of the image: the cache, gfp */
uint64_t kern_e_new_slab(struct kern_call *call)
{
	struct kern_cache *c = passed_cache(call, call->arg[0]);

	return c ? result(call,
			  kern_construct_slab(call->kern, c,
					      (unsigned int)call->arg[1])) :
		   0;
}

/* The same: the cache, an object that was constructed just now */
uint64_t kern_e_next_object(struct kern_call *call)
{
	struct kern_cache *c = passed_cache(call, call->arg[0]);
	uint64_t la = kern_call_la(call, call->arg[1]);

	return c ? result(call, kern_construct_next(call->kern, c, la)) : 0;
}

/* virt_to_cache() of what belongs to none: it warns once. */
static void warn_no_slab(struct kern *k)
{
	if (k->slab->warned_no_slab)
		return;
	k->slab->warned_no_slab = true;
	kern_cut_here(k);
	kern_printk(k, KERN_WARNING "virt_to_cache: Object is not a Slab "
				    "page!\n");
	kern_warn_in(k, "mm/slab.h:630", "cache_from_obj",
		     CACHE_FROM_OBJ_WARNS_NO_SLAB);
}

/* The cache that the object really belongs to is what counts; the passed one is
 * not looked at unless it is another. */
/* build_detached_freelist(): of n objects those of one slab go to the end of the
 * array, the last of which tells the slab, and at most two others may stand between
 * them. The result is how many remain before them; with bit 63, they stay. */
uint64_t kern_e_detach_freelist(struct kern_call *call)
{
	enum { LOOKAHEAD = 3 };
	uint64_t array = call->arg[0], at = call->arg[1], same = at - 1;
	struct kern *k = call->kern;
	struct kern_slab *slab = NULL;
	uint64_t object, other, first = 0;
	int others = 0;

	while (at-- && others < LOOKAHEAD) {
		if (kern_call_read(call, &object, array + at * 8, 8))
			return 0;
		if (at == call->arg[1] - 1) {
			slab = kern_slab_of(k, kern_call_la(call, object));
		} else if (kern_slab_of(k, kern_call_la(call, object)) !=
			   slab) {
			others++;
			continue;
		} else if (at != --same) {
			if (kern_call_read(call, &other, array + same * 8, 8) ||
			    kern_call_write(call, array + same * 8, &object,
					    8) ||
			    kern_call_write(call, array + at * 8, &other, 8))
				return 0;
		}
		first = object;
		if (!slab)
			break;
	}
	if (slab && slab->cache && kern_cache_debugs(slab->cache) &&
	    !kern_debug_free_bulk(k, slab, kern_call_la(call, first),
				  (unsigned int)(call->arg[1] - same)))
		same |= 1ull << 63;
	return same;
}

uint64_t kern_x_kmem_cache_free(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t la = kern_call_la(call, call->arg[1]);
	const struct kern_slab *s = kern_slab_of(k, la);
	struct kern_cache *c;

	if (!s || !s->cache) {
		if (kern_has_page(k, la))
			warn_no_slab(k);
		return 0;
	}
	c = named_cache(call, call->arg[0], NAME); /* cache_from_obj() */
	if (!c)
		return 0;
	if (s->cache != c) {
		kern_cut_here(k);
		kern_printk(k,
			    KERN_WARNING "cache_from_obj: Wrong slab cache. "
					 "%s but object is from %s\n",
			    c->name, s->cache->name);
		kern_warn_in(k, "mm/slab.h:665", "cache_from_obj",
			     CACHE_FROM_OBJ_WARNS);
		kern_print_tracking(k, s->cache, la);
	}
	kern_kfree(k, la);
	return 0;
}

uint64_t kern_x_kmem_cache_size(struct kern_call *call)
{
	struct kern_cache *c = passed_cache(call, call->arg[0]);

	return c ? c->object_size : 0;
}

uint64_t kern_x_kmem_cache_shrink(struct kern_call *call)
{
	struct kern_cache *c = passed_cache(call, call->arg[0]);

	return c ? kern_cache_shrink(call->kern, c) != 0 : 0;
}

/* --- objects that are copies --------------------------------------------------- */

/* A new object with a copy of len bytes at ptr. Return: its address, or 0. */
static uint64_t copy_object(struct kern_call *call, uint64_t ptr, uint64_t len,
			    uint64_t size, unsigned int gfp)
{
	uint64_t la = kern_kmalloc(call->kern, size, gfp);

	if (!la || !len)
		return la;
	/* NULL when it sticks out of RAM, after a kfree() of a bad pointer */
	void *object = direct(call->kern, la, len);
	if (!object || kern_call_read(call, object, ptr, len)) {
		kern_kfree(call->kern, la);
		return 0;
	}
	kern_wrote(call->kern, la, len);
	return la;
}

/* krealloc(p, size, flags): the object stays where it is if it is large
 * enough. */
uint64_t kern_x_krealloc(struct kern_call *call)
{
	uint64_t ptr = call->arg[0], size = call->arg[1];
	uint64_t old = kern_call_la(call, ptr);
	uint64_t have;

	if (!size) {
		kern_kfree(call->kern, old);
		call->in = KERN_IN_KFREE;
		return KERN_ZERO_SIZE_PTR;
	}
	have = size_of(call, old);
	if (call->fault)
		return 0;
	if (have >= size) {
		kern_memcheck_grow(call->kern, old, size);
		return ptr;
	}
	uint64_t la =
		copy_object(call, ptr, have, size, (unsigned int)call->arg[2]);
	if (la)
		kern_kfree(call->kern, old);
	return result(call, la);
}

uint64_t kern_x_kmemdup(struct kern_call *call)
{
	uint64_t len = call->arg[1];

	return result(call, copy_object(call, call->arg[0], len, len,
					(unsigned int)call->arg[2]));
}

uint64_t kern_x_kstrdup(struct kern_call *call)
{
	struct kern *k = call->kern;

	if (!call->arg[0])
		return 0;
	char *text = kern_call_strdup(call, call->arg[0]);
	if (!text)
		return 0;
	uint64_t size = strlen(text) + 1;
	uint64_t la = kern_kmalloc(k, size, (unsigned int)call->arg[1]);
	void *object = la ? direct(k, la, size) : NULL;
	if (object) {
		memcpy(object, text, size);
		kern_wrote(k, la, size);
	}
	pool_free(k->pool, text);
	return result(call, la);
}
