/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_resource.c - who has which I/O ports and which physical addresses: two trees
 * of struct resource, as code of the kernel image. Their roots, and what the machine
 * itself has, lie in struct image_data: resource.c.
 *
 *   struct resource   00 start  08 end  10 name  18 flags  28 parent  30 sibling
 *                     38 child
 *
 * Siblings are in order and do not overlap; a child lies in its parent. Who asks for
 * what is part of one that is not busy becomes its child.
 *
 * Reference: Linux 6.1, kernel/resource.c.
 */
#include "kernel/image_data.h"
#include "kernel/kimage_use.h"

#define IORESOURCE_TYPE 0x1f00ul
#define IORESOURCE_BUSY 0x80000000ul

enum { ERR_BUSY = -16, ERR_INVAL = -22 };

HIDDEN void *kimg___kmalloc(size_t size, unsigned int flags);
HIDDEN void kimg_kfree(const void *object);
HIDDEN void kimg_resource_missing(uint64_t start, uint64_t end); /* a gate */

/* __request_resource(): NULL, or who is in the way. */
INLINE struct resource *insert(struct resource *root, struct resource *new)
{
	struct resource **link, *at;

	if (new->end < new->start || new->start < root->start ||
	    new->end > root->end)
		return root;
	for (link = &root->child;; link = &at->sibling) {
		at = *link;
		if (!at || at->start > new->end) {
			new->sibling = at;
			*link = new;
			new->parent = root;
			return NULL;
		}
		if (at->end >= new->start)
			return at;
	}
}

KIMAGE_DEFINE(int, request_resource, struct resource *root,
	      struct resource *new)
{
	return insert(root, new) ? ERR_BUSY : 0;
}

KIMAGE_DEFINE(int, release_resource, struct resource *old)
{
	struct resource **link = &old->parent->child;

	for (; *link; link = &(*link)->sibling) {
		if (*link != old)
			continue;
		*link = old->sibling;
		old->parent = NULL;
		return 0;
	}
	return ERR_INVAL;
}

KIMAGE_DEFINE(struct resource *, __request_region, struct resource *parent,
	      uint64_t start, uint64_t n, const char *name, int flags)
{
	struct resource *new = kimg___kmalloc(sizeof(*new), GFP_KERNEL_ZERO);
	struct resource *other;

	if (!new)
		return NULL;
	new->name = name;
	new->start = start;
	new->end = start + n - 1;
	for (;;) {
		new->flags = (parent->flags & IORESOURCE_TYPE) |
			     IORESOURCE_BUSY | (unsigned int)flags;
		other = insert(parent, new);
		if (!other)
			return new;
		if (other == parent || other->flags & IORESOURCE_BUSY)
			break;
		parent = other;
	}
	kimg_kfree(new);
	return NULL;
}

KIMAGE_DEFINE(void, __release_region, struct resource *parent, uint64_t start,
	      uint64_t n)
{
	struct resource **link = &parent->child, *at;
	uint64_t end = start + n - 1;

	while ((at = *link)) {
		if (at->start > start || at->end < end) {
			link = &at->sibling;
			continue;
		}
		if (!(at->flags & IORESOURCE_BUSY)) {
			link = &at->child;
			continue;
		}
		if (at->start != start || at->end != end)
			break;
		*link = at->sibling;
		kimg_kfree(at);
		return;
	}
	kimg_resource_missing(start, end);
}
