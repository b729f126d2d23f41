/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Resources: who has which I/O ports, and which physical addresses.
 */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct resource {
	resource_size_t start; /* the last byte is part of it: end */
	resource_size_t end;
	const char *name;
	unsigned long flags;
	unsigned long desc;
	struct resource *parent, *sibling, *child;
};

static_assert(sizeof(struct resource) == 64);

#define IORESOURCE_TYPE_BITS 0x00001f00
#define IORESOURCE_IO	     0x00000100
#define IORESOURCE_MEM	     0x00000200
#define IORESOURCE_REG	     0x00000300
#define IORESOURCE_IRQ	     0x00000400
#define IORESOURCE_DMA	     0x00000800
#define IORESOURCE_BUS	     0x00001000
#define IORESOURCE_PREFETCH  0x00002000
#define IORESOURCE_READONLY  0x00004000
#define IORESOURCE_MUXED     0x00400000
#define IORESOURCE_EXCLUSIVE 0x08000000
#define IORESOURCE_BUSY	     0x80000000

#define IORES_DESC_NONE	     0

#define DEFINE_RES_NAMED(_start, _size, _name, _flags)                       \
	{                                                                    \
		.start = (_start), .end = (_start) + (_size)-1,              \
		.name = (_name), .flags = (_flags), .desc = IORES_DESC_NONE, \
	}
#define DEFINE_RES_IO_NAMED(_start, _size, _name) \
	DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_IO)
#define DEFINE_RES_IO(_start, _size) \
	DEFINE_RES_IO_NAMED((_start), (_size), NULL)
#define DEFINE_RES_MEM_NAMED(_start, _size, _name) \
	DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_MEM)
#define DEFINE_RES_MEM(_start, _size) \
	DEFINE_RES_MEM_NAMED((_start), (_size), NULL)
#define DEFINE_RES_IRQ_NAMED(_irq, _name) \
	DEFINE_RES_NAMED((_irq), 1, (_name), IORESOURCE_IRQ)
#define DEFINE_RES_IRQ(_irq) DEFINE_RES_IRQ_NAMED((_irq), NULL)

extern struct resource ioport_resource, iomem_resource;

/* Whose start and end are set. 0; -EBUSY: another one has some of that. */
int request_resource(struct resource *root, struct resource *new);
int release_resource(struct resource *old);

struct resource *__request_region(struct resource *parent,
				  resource_size_t start, resource_size_t n,
				  const char *name, int flags);
void __release_region(struct resource *parent, resource_size_t start,
		      resource_size_t n);

/* NULL: somebody has some of these ports, or addresses, already. The name is not
 * copied. */
#define request_region(start, n, name) \
	__request_region(&ioport_resource, (start), (n), (name), 0)
#define request_mem_region(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), 0)
#define request_muxed_region(start, n, name)                     \
	__request_region(&ioport_resource, (start), (n), (name), \
			 IORESOURCE_MUXED)
#define release_region(start, n) \
	__release_region(&ioport_resource, (start), (n))
#define release_mem_region(start, n) \
	__release_region(&iomem_resource, (start), (n))

static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

static inline unsigned long resource_type(const struct resource *res)
{
	return res->flags & IORESOURCE_TYPE_BITS;
}

#endif
