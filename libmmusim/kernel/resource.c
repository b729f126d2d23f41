/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * resource.c - the I/O ports and physical addresses that the machine itself has, and
 * /proc/ioports, /proc/iomem. Modules ask for others: kimage_resource.c.
 *
 * Simplified: there are the devices of every PC. Those who read the files do not
 * fault where the name of one who has gone was: the line ends there.
 *
 * Reference: Linux 6.1, kernel/resource.c, arch/x86/kernel/setup.c.
 */
#include <stdio.h>
#include <string.h>

#include "cpu/machine.h"
#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/image_data.h"
#include "kernel/proc.h"
#include "kernel/text.h"

#define IORESOURCE_IO	0x100u
#define IORESOURCE_MEM	0x200u
#define IORESOURCE_BUSY 0x80000000u

enum { MOST_SHOWN = 1000, MOST_DEPTH = 5 };

/* The children of the one in front of them that has children; PCI's are not busy. */
static const struct {
	uint64_t start, end;
	const char *name;
	unsigned int depth;
} ports[] =
	{
		{0x0000, 0x0cf7, "PCI Bus 0000:00", 0},
		{0x0000, 0x001f, "dma1", 1},
		{0x0020, 0x0021, "pic1", 1},
		{0x0040, 0x0043, "timer0", 1},
		{0x0050, 0x0053, "timer1", 1},
		{0x0060, 0x0060, "keyboard", 1},
		{0x0064, 0x0064, "keyboard", 1},
		{0x0070, 0x0077, "rtc0", 1},
		{0x0080, 0x008f, "dma page reg", 1},
		{0x00a0, 0x00a1, "pic2", 1},
		{0x00c0, 0x00df, "dma2", 1},
		{0x00f0, 0x00ff, "fpu", 1},
		{0x03c0, 0x03df, "vga+", 1},
		{0x03f8, 0x03ff, "serial", 1},
		{0x0cf8, 0x0cff, "PCI conf1", 0},
		{0x0d00, 0xffff, "PCI Bus 0000:00", 0},
},
  memory[] = {
	  {0xfec00000, 0xfec003ff, "IOAPIC 0", 0},
	  {0xfee00000, 0xfee00fff, "Local APIC", 0},
};

enum {
	NPORTS = sizeof(ports) / sizeof(ports[0]),
	NMEMORY = sizeof(memory) / sizeof(memory[0]),
};

static uint64_t resource_at(unsigned int i)
{
	return KERN_IMAGE_DATA_AT(resource) + i * sizeof(struct resource);
}

static struct resource *host(struct kern *k, uint64_t la)
{
	return la ? (struct resource *)(uintptr_t)kern_host(k, la) : NULL;
}

static void put(struct kern *k, uint64_t la, const struct resource *res)
{
	kern_poke(k, la, res, sizeof(*res));
	kern_wrote(k, la, sizeof(*res));
}

static const char *put_name(struct kern *k, unsigned int i, const char *name)
{
	uint64_t la =
		KERN_IMAGE_DATA_AT(resource_name) + i * KERN_RESOURCE_NAME;
	char text[KERN_RESOURCE_NAME] = "";

	snprintf(text, sizeof(text), "%s", name);
	kern_poke(k, la, text, sizeof(text));
	kern_wrote(k, la, sizeof(text));
	return (const char *)(uintptr_t)kern_host(k, la);
}

/* Append to the children of @parent, whose last one is at *last; 0: none yet. */
static void append(struct kern *k, uint64_t parent, uint64_t *last, uint64_t la)
{
	struct resource res;

	kern_peek(k, *last ? *last : parent, &res, sizeof(res));
	if (*last)
		res.sibling = host(k, la);
	else
		res.child = host(k, la);
	put(k, *last ? *last : parent, &res);
	*last = la;
}

static void make_root(struct kern *k, uint64_t la, uint64_t end, unsigned int i,
		      const char *name, unsigned long flags)
{
	struct resource res = {.end = end, .flags = flags};

	res.name = put_name(k, i, name);
	put(k, la, &res);
}

static unsigned int make_ports(struct kern *k, unsigned int next)
{
	const uint64_t root = KERN_IMAGE_DATA_AT(ioport_resource);
	uint64_t top = 0, inner = 0;

	for (unsigned int i = 0; i < NPORTS; i++, next++) {
		bool bus = !strncmp(ports[i].name, "PCI Bus", 7);
		struct resource res = {.start = ports[i].start,
				       .end = ports[i].end};

		res.name = put_name(k, next, ports[i].name);
		res.flags = IORESOURCE_IO | (bus ? 0 : IORESOURCE_BUSY);
		res.parent = host(k, ports[i].depth ? top : root);
		put(k, resource_at(next), &res);
		if (ports[i].depth) {
			append(k, top, &inner, resource_at(next));
			continue;
		}
		append(k, root, &top, resource_at(next));
		inner = 0;
	}
	return next;
}

static void make_memory(struct kern *k, unsigned int next)
{
	const uint64_t root = KERN_IMAGE_DATA_AT(iomem_resource);
	const struct mem *mem = &k->machine->mem;
	uint64_t last = 0;

	for (unsigned int i = 0; i < mem->nregions + NMEMORY; i++, next++) {
		struct resource res = {.flags = IORESOURCE_MEM |
						IORESOURCE_BUSY};
		const char *name = "System RAM";

		if (next == KERN_RESOURCES)
			return;
		if (i < mem->nregions) {
			res.start = mem->region[i].pa;
			res.end = res.start + mem->region[i].len - 1;
		} else {
			res.start = memory[i - mem->nregions].start;
			res.end = memory[i - mem->nregions].end;
			name = memory[i - mem->nregions].name;
		}
		res.name = put_name(k, next, name);
		res.parent = host(k, root);
		put(k, resource_at(next), &res);
		append(k, root, &last, resource_at(next));
	}
}

void kern_resources_init(struct kern *k)
{
	make_root(k, KERN_IMAGE_DATA_AT(ioport_resource), 0xffff, 0, "PCI IO",
		  IORESOURCE_IO);
	make_root(k, KERN_IMAGE_DATA_AT(iomem_resource), (1ull << 46) - 1, 1,
		  "PCI mem", IORESOURCE_MEM);
	make_memory(k, make_ports(k, 2));
}

/* --- /proc ---------------------------------------------------------------------------- */

static void add_name(struct kern *k, struct kern_text *t, const char *name)
{
	uint64_t la = kern_lift(k, (uint64_t)(uintptr_t)name);
	char c = 0;

	if (!name)
		kern_text_add(t, "<BAD>");
	for (unsigned int i = 0; name && i < KERN_PAGE; i++) {
		if (!kern_peek(k, la + i, &c, 1) || !c)
			break;
		kern_text_add(t, "%c", c);
	}
	kern_text_add(t, "\n");
}

/**
 * struct listing - a file that is made
 * @width: digits of a number
 * @left:  so many lines at most
 */
struct listing {
	struct kern *k;
	struct kern_text *t;
	int width;
	unsigned int left;
};

/* r_show(), of all that are below one. */
static void show_below(struct listing *l, const struct resource *parent,
		       unsigned int depth)
{
	const struct resource *at = parent->child;
	struct resource res;

	for (; at && l->left; at = res.sibling) {
		uint64_t la = kern_lift(l->k, (uint64_t)(uintptr_t)at);

		if (!kern_peek(l->k, la, &res, sizeof(res)))
			return;
		l->left--;
		kern_text_add(l->t, "%*s%0*llx-%0*llx : ", 2 * (int)depth, "",
			      l->width, (unsigned long long)res.start, l->width,
			      (unsigned long long)res.end);
		add_name(l->k, l->t, res.name);
		if (depth < MOST_DEPTH)
			show_below(l, &res, depth + 1);
	}
}

static void show(struct kern *k, struct kern_text *t, uint64_t root, int width)
{
	struct listing l = {k, t, width, MOST_SHOWN};
	struct resource res;

	if (kern_peek(k, root, &res, sizeof(res)))
		show_below(&l, &res, 0);
}

void kern_show_ioports(struct kern *k, struct kern_text *t)
{
	show(k, t, KERN_IMAGE_DATA_AT(ioport_resource), 4);
}

void kern_show_iomem(struct kern *k, struct kern_text *t)
{
	show(k, t, KERN_IMAGE_DATA_AT(iomem_resource), 8);
}

/* __release_region(): of one who has it not */
uint64_t kern_e_resource_missing(struct kern_call *call)
{
	kern_printk(call->kern,
		    KERN_WARNING
		    "resource: Trying to free nonexistent resource "
		    "<0x%016llx-0x%016llx>\n",
		    (unsigned long long)call->arg[0],
		    (unsigned long long)call->arg[1]);
	return 0;
}
