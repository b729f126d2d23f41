/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_harden.c - what compiled code calls when it has found a mistake, and what
 * copy_to_user() asks before it copies.
 *
 * fortify_panic()           a string function that would leave its buffer
 * refcount_warn_saturate()  a refcount_t that goes wrong
 * __check_object_size()     does an object hold all the bytes that are copied?
 *
 * Reference: Linux 6.1, lib/string_helpers.c, lib/refcount.c, mm/usercopy.c,
 * mm/maccess.c.
 */
#include "kernel/exports.h"
#include "kernel/mm.h"
#include "kernel/page.h"
#include "kernel/slab.h"
#include "kernel/task.h"

typedef unsigned long long ull;

/* --- string functions --------------------------------------------------------- */

/* void fortify_panic(const char *name) */
uint64_t kern_x_fortify_panic(struct kern_call *call)
{
	char name[32];

	if (kern_call_string(call, name, call->arg[0], sizeof(name)))
		return 0;
	kern_printk(call->kern, KERN_EMERG "detected buffer overflow in %s\n",
		    name);
	kern_call_bug(call, "lib/string_helpers.c:1027");
	return 0;
}

/* void __copy_overflow(int size, unsigned long count) */
uint64_t kern_x___copy_overflow(struct kern_call *call)
{
	kern_cut_here(call->kern);
	kern_printk(call->kern,
		    KERN_WARNING "Buffer overflow detected (%d < %llu)!\n",
		    (int)call->arg[0], (ull)call->arg[1]);
	kern_warn_in(call->kern, "mm/maccess.c:228", "__copy_overflow", 0x16);
	return 0;
}

/* --- reference counts ------------------------------------------------------------ */

/* By enum refcount_saturation_type; ud2 is the offset of the UD2: see
 * kernel/image_layout.inc. */
static const struct saturation {
	const char *what;
	const char *where;
	unsigned int ud2;
} saturations[] = {
	{"saturated; leaking memory", "lib/refcount.c:19", 0x74},
	{"saturated; leaking memory", "lib/refcount.c:22", 0x51},
	{"addition on 0; use-after-free", "lib/refcount.c:25", 0x97},
	{"underflow; use-after-free", "lib/refcount.c:28", 0xba},
	{"decrement hit 0; leaking memory", "lib/refcount.c:31", 0xfb},
	{"unknown saturation event!?", "lib/refcount.c:34", 0xe1},
};

void kern_refcount_warn(struct kern *k, unsigned int type)
{
	unsigned int last = sizeof(saturations) / sizeof(*saturations) - 1;
	const struct saturation *s = &saturations[type < last ? type : last];
	uint32_t bit = 1u << (s - saturations);

	if (k->warned_refcount & bit)
		return;
	k->warned_refcount |= bit;
	kern_cut_here(k);
	kern_printk(k, KERN_WARNING "refcount_t: %s.\n", s->what);
	kern_warn_in(k, s->where, "refcount_warn_saturate", s->ud2);
}

/* void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t) */
uint64_t kern_x_refcount_warn_saturate(struct kern_call *call)
{
	uint32_t value = KERN_REFCOUNT_SATURATED;

	if (!kern_call_write(call, call->arg[0], &value, sizeof(value)))
		kern_refcount_warn(call->kern, (unsigned int)call->arg[1]);
	return 0;
}

/* --- copies to and from user space --------------------------------------------------- */

/**
 * struct copy - what is to be checked
 * @la, @len:  the kernel's bytes
 * @exposes:   they go to user space
 */
struct copy {
	struct kern_call *call;
	uint64_t la, len;
	bool exposes;
};

/* usercopy_abort() */
static void abort_copy(const struct copy *copy, const char *name,
		       const char *detail, uint64_t offset)
{
	kern_printk(copy->call->kern,
		    KERN_EMERG "usercopy: Kernel memory %s attempt detected %s "
			       "%s%s%s%s (offset %llu, size %llu)!\n",
		    copy->exposes ? "exposure" : "overwrite",
		    copy->exposes ? "from" : "to", name, detail ? " '" : "",
		    detail ? detail : "", detail ? "'" : "", (ull)offset,
		    (ull)copy->len);
	kern_call_bug(copy->call, "mm/usercopy.c:101");
}

#define SAVED 32 /* bytes that __check_object_size() pushes itself */

/* check_stack_object(). Return: there is nothing more to ask. */
static bool on_stack(const struct copy *copy)
{
	const struct kern_task *task = copy->call->kern->current;
	uint64_t sp = kern_lift(copy->call->kern, copy->call->sp) - SAVED;
	uint64_t start, end;

	if (!task)
		return false;
	start = task->stack;
	end = kern_stack_end(task);
	if (copy->la >= end || copy->la + copy->len <= start)
		return false;
	if (copy->la < start || copy->la + copy->len > end || copy->la < sp)
		abort_copy(copy, "process stack", NULL, sp - copy->la);
	return true;
}

/* __check_heap_object(): all of an object of kmalloc() may be copied, and of those
 * of other caches what kmem_cache_create_usercopy() said. */
static void check_object(const struct copy *copy, const struct kern_slab *s)
{
	const struct kern_cache *c = s->cache;
	uint64_t offset = (copy->la - s->la) % c->size;
	bool is_kmalloc = c->flags & KERN_SLAB_KMALLOC;
	uint64_t from = is_kmalloc ? 0 : c->user_offset;
	uint64_t len = is_kmalloc ? c->object_size : c->user_size;

	if (c->flags & KERN_SLAB_RED_ZONE) {
		if (offset < c->red_left_pad) {
			abort_copy(copy, "SLUB object in left red zone",
				   c->name, offset);
			return;
		}
		offset -= c->red_left_pad;
	}
	if (offset < from || offset - from > len ||
	    copy->len > len - (offset - from))
		abort_copy(copy, "SLUB object", c->name, offset);
}

/* A compound page is one object. */
static void check_pages(const struct copy *copy)
{
	struct kern *k = copy->call->kern;
	uint64_t pfn = kern_phys(copy->la) / KERN_PAGE, head, len;
	const struct kern_page *page;

	if (copy->la < KERN_PAGE_OFFSET ||
	    !mmu_mem_ptr(k->machine, pfn * KERN_PAGE, 1))
		return;
	page = kern_find_page(k, pfn);
	head = pfn;
	if (page->compound_head & 1) {
		if (!kern_ptr_to_pfn(k, page->compound_head - 1, &head))
			return;
		page = kern_find_page(k, head);
	}
	if (!(page->flags & KERN_PG(HEAD)))
		return;
	len = KERN_PAGE << (page + 1)->compound_order;
	head = kern_virt(head * KERN_PAGE);
	if (copy->len > head + len - copy->la)
		abort_copy(copy, "page alloc", NULL, copy->la - head);
}

/* An area counts with its guard page, which nobody can read either. */
static void check_area(const struct copy *copy)
{
	uint64_t start, end;

	if (!kern_vmalloc_area(copy->call->kern, copy->la, &start, &end))
		abort_copy(copy, "vmalloc", "no area", 0);
	else if (copy->len > end - copy->la)
		abort_copy(copy, "vmalloc", NULL, copy->la - start);
}

static void check_heap(const struct copy *copy)
{
	struct kern *k = copy->call->kern;
	struct kern_slab *s = kern_slab_of(k, copy->la);

	if (kern_is_vmalloc(k, copy->la) && !kern_pagefault_disabled(k)) {
		check_area(copy);
		return;
	}
	if (s && s->cache)
		check_object(copy, s);
	else if (s && copy->len > s->la + kern_slab_bytes(s) - copy->la)
		abort_copy(copy, "page alloc", NULL, copy->la - s->la);
	else if (!s)
		check_pages(copy);
}

static void check_text(const struct copy *copy)
{
	uint64_t start = KERN_IMAGE_START;
	uint64_t end = kern_image_end(copy->call->kern);

	if (copy->la < end && copy->la + copy->len > start)
		abort_copy(copy, "kernel text", NULL, copy->la - start);
}

/* void __check_object_size(const void *ptr, unsigned long n, bool to_user) */
uint64_t kern_x___check_object_size(struct kern_call *call)
{
	struct copy copy = {
		.call = call,
		.la = kern_call_la(call, call->arg[0]),
		.len = call->arg[1],
		.exposes = call->arg[2] & 1,
	};

	if (!copy.len)
		return 0;
	if (copy.la + copy.len - 1 < copy.la)
		abort_copy(&copy, "wrapped address", NULL, 0);
	else if (copy.la <= KERN_ZERO_SIZE_PTR)
		abort_copy(&copy, "null address", NULL, copy.la);
	else if (!on_stack(&copy)) {
		check_heap(&copy);
		if (!call->bug)
			check_text(&copy);
	}
	return 0;
}
