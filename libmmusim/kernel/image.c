/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image.c - the kernel image: text in simulated RAM, and its symbols.
 *
 * Text, constants and variables are linked into the library (sections kimage_text,
 * kimage_rodata and kimage_data: image.S and others) and copied to frames that are
 * mapped at ffffffff81000000 and up, by pages of 2 MiB: image_map.c. Before the text are
 * some bytes of padding, before the variables those of image_data.h.
 *
 * Symbols are sorted by address;
 * the size of one is the distance to the next, as in kallsyms.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kern.h"
#include "kernel/cpuinfo.h"
#include "kernel/image.h"
#include "kernel/image_data.h"
#include "kernel/kimage.h"
#include "kernel/page.h"
#include "mem/bug.h"
#include "native/native.h"

#define HIDDEN __attribute__((visibility("hidden")))

extern const char __start_kimage_text[] HIDDEN, __stop_kimage_text[] HIDDEN;
extern const char __start_kimage_rodata[] HIDDEN, __stop_kimage_rodata[] HIDDEN;
extern const char __start_kimage_data[] HIDDEN, __stop_kimage_data[] HIDDEN;
extern const struct kimage_symbol __start_kimage_syms[] HIDDEN;
extern const struct kimage_symbol __stop_kimage_syms[] HIDDEN;
extern const char kimg_gate[] HIDDEN;
extern const char kimg_page_offset_base[] HIDDEN, kimg_vmemmap_base[] HIDDEN;
extern const char kimg_vmalloc_base[] HIDDEN, kimg_phys_base[] HIDDEN;
extern const char kimg__totalram_pages[] HIDDEN, kimg_high_memory[] HIDDEN;
extern const char *const __start_kimage_pointers[] HIDDEN;
extern const char *const __stop_kimage_pointers[] HIDDEN;

#define PADDING	   KERN_IMAGE_TEXT_OFFSET
#define INT3	   0xcc

#define KERNEL_MAP 0xffffffff80000000ull /* __START_KERNEL_map */

/* Where the linker has put each part, and where it belongs in the image: behind
 * something else in its own page. */
static const struct {
	const char *start, *end;
	uint64_t at, behind;
} linked[KERN_IMAGE_PARTS] = {
	[KERN_IMAGE_TEXT] = {__start_kimage_text, __stop_kimage_text,
			     KERN_IMAGE_TEXT_OFFSET, KERN_IMAGE_TEXT_OFFSET},
	[KERN_IMAGE_CONSTANTS] = {__start_kimage_rodata, __stop_kimage_rodata,
				  KERN_IMAGE_RODATA_OFFSET, 0},
	[KERN_IMAGE_VARIABLES] = {__start_kimage_data, __stop_kimage_data,
				  KERN_IMAGE_VARIABLES_OFFSET,
				  KERN_IMAGE_VARIABLES_OFFSET -
					  KERN_IMAGE_DATA_OFFSET},
};

/**
 * struct image_sym - a symbol
 * @start: offset in the image
 * @data:  it is no function
 * @place: for the library, which performs the function; code of the same name
 *         may stand elsewhere
 */
struct image_sym {
	const char *name;
	uint64_t start;
	bool exported, data, place;
};

struct kern_image {
	struct kern_image_part part[KERN_IMAGE_PARTS];
	size_t n;
	struct image_sym sym[];
};

static int by_start(const void *a, const void *b)
{
	const struct image_sym *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	if (left->exported != right->exported) /* the last one is found */
		return left->exported ? 1 : -1;
	if (!strcmp(left->name, "_stext") != !strcmp(right->name, "_stext"))
		return strcmp(left->name, "_stext") ? 1 : -1;
	return strcmp(right->name, left->name); /* __memmove, not memmove */
}

#define VARIABLE(variable)                                      \
	{                                                       \
		.name = #variable,                              \
		.start = KERN_IMAGE_DATA_OFFSET +               \
			 offsetof(struct image_data, variable), \
		.exported = true, .data = true                  \
	}

/* Variables that modules import. */
static const struct image_sym variables[] = {
	VARIABLE(panic_notifier_list),
	VARIABLE(kernel_kobj),
	VARIABLE(fs_kobj),
	VARIABLE(mm_kobj),
	VARIABLE(firmware_kobj),
	VARIABLE(platform_bus),
	VARIABLE(platform_bus_type),
	VARIABLE(init_uts_ns),
	VARIABLE(init_task),
	VARIABLE(boot_cpu_data),
	VARIABLE(freezer_active),
	VARIABLE(ioport_resource),
	VARIABLE(iomem_resource),
};

enum { NVARIABLES = sizeof(variables) / sizeof(variables[0]) };

/* The offset in the image of what the linker has put somewhere. */
static uint64_t place_of(const char *at)
{
	for (int i = 0; i < KERN_IMAGE_PARTS; i++)
		if (at >= linked[i].start && at < linked[i].end)
			return linked[i].at + (uint64_t)(at - linked[i].start);
	mmu_bug("something of the kernel image lies in none of its parts");
	return 0;
}

static struct kern_image *make_symbols(struct kern *k)
{
	size_t n = (size_t)(__stop_kimage_syms - __start_kimage_syms);
	struct kern_image *image = pool_zalloc(
		k->pool,
		sizeof(*image) + (n + NVARIABLES) * sizeof(image->sym[0]));

	if (!image)
		return NULL;
	image->n = n + NVARIABLES;
	memcpy(image->sym + n, variables, sizeof(variables));
	for (size_t i = 0; i < n; i++) {
		const struct kimage_symbol *sym = &__start_kimage_syms[i];

		image->sym[i].name = sym->name;
		image->sym[i].start = place_of(sym->start);
		image->sym[i].exported = sym->flags & KIMAGE_SYM_EXPORTED;
		image->sym[i].data = sym->flags & KIMAGE_SYM_DATA;
		image->sym[i].place = sym->flags & KIMAGE_SYM_PLACE;
	}
	qsort(image->sym, image->n, sizeof(image->sym[0]), by_start);
	return image;
}

static void set_word(struct kern *k, const char *at, uint64_t value)
{
	kern_poke(k, KERN_IMAGE_START + place_of(at), &value, sizeof(value));
}

/* What counts from itself becomes a pointer. */
static void set_pointers(struct kern *k)
{
	const char *const *at = __start_kimage_pointers;

	for (; at < __stop_kimage_pointers; at++) {
		uint64_t to;

		memcpy(&to, *at, sizeof(to));
		to += (uint64_t)(uintptr_t)*at;
		to = place_of((const char *)(uintptr_t)to);
		set_word(k, *at, kern_host(k, KERN_IMAGE_START + to));
	}
}

/* What is not the same in every copy: the pointer to the gate, and where things
 * begin. A window may not begin where the area does. */
static void set_words(struct kern *k)
{
	uint64_t pa = k->machine->mem.region->pa;
	uint64_t text = KERN_IMAGE_START + PADDING;
	const struct kern_span *span = k->pages->span;
	const struct mem *mem = &k->machine->mem;
	const struct mem_region *last = &mem->region[mem->nregions - 1];

	set_word(k, kimg_gate, (uint64_t)(uintptr_t)native_gate_entry);
	set_word(k, kimg_page_offset_base, kern_host(k, kern_virt(pa)) - pa);
	set_word(k, kimg_vmemmap_base,
		 span->ptr - span->start * sizeof(struct kern_page));
	set_word(k, kimg_vmalloc_base, kern_host(k, KERN_VMALLOC_START));
	set_word(k, kimg__totalram_pages, k->pages->managed);
	set_word(k, kimg_high_memory,
		 kern_host(k, kern_virt(last->pa + last->len - 1)) + 1);
	set_word(k, kimg_phys_base,
		 k->image->part[KERN_IMAGE_TEXT].pa + PADDING -
			 (kern_host(k, text) - KERNEL_MAP));
	set_pointers(k);
}

/* The bytes of a part as they were linked, behind others. */
static void copy_part(struct kern *k, const struct kern_image_part *part,
		      uint64_t behind, const char *from, unsigned char filler)
{
	uint64_t whole = (part->len + KERN_PAGE - 1) / KERN_PAGE * KERN_PAGE;
	char *to = mmu_mem_ptr(k->machine, part->pa, whole);

	memset(to, filler, whole);
	memcpy(to + behind, from, part->len - behind);
}

int kern_image_init(struct kern *k)
{
	struct kern_image *image = make_symbols(k);
	struct kern_image_part *part;
	int err;

	if (!image)
		return -ENOMEM;
	part = image->part;
	for (int i = 0; i < KERN_IMAGE_PARTS; i++) {
		part[i].at = linked[i].at - linked[i].behind;
		part[i].len = linked[i].behind +
			      (uint64_t)(linked[i].end - linked[i].start);
	}
	err = kern_image_map(k, part);
	if (err)
		return err;
	for (int i = 0; i < KERN_IMAGE_PARTS; i++)
		copy_part(k, &part[i], linked[i].behind, linked[i].start,
			  i == KERN_IMAGE_TEXT ? INT3 : 0);
	k->image = image;
	set_words(k);
	kern_image_data_init(k);
	kern_cpuinfo_init(k);
	return 0;
}

uint64_t kern_image_symbol(struct kern *k, const char *name, bool exported)
{
	const struct kern_image *image = k->image;

	for (size_t i = 0; i < image->n; i++)
		if (!strcmp(image->sym[i].name, name) && !image->sym[i].place &&
		    (image->sym[i].exported || !exported))
			return KERN_IMAGE_START + image->sym[i].start;
	return 0;
}

uint64_t kern_image_place(struct kern *k, const char *name)
{
	const struct kern_image *image = k->image;

	for (size_t i = 0; i < image->n; i++)
		if (image->sym[i].place && !strcmp(image->sym[i].name, name))
			return KERN_IMAGE_START + image->sym[i].start;
	return kern_image_symbol(k, name, false);
}

bool kern_image_nth(struct kern *k, size_t i, struct kern_sym *sym,
		    bool *exported)
{
	const struct kern_image *image = k->image;

	if (i >= image->n)
		return false;
	*sym = (struct kern_sym){.name = image->sym[i].name,
				 .module = "",
				 .start =
					 KERN_IMAGE_START + image->sym[i].start,
				 .data = image->sym[i].data};
	*exported = image->sym[i].exported;
	return true;
}

uint64_t kern_image_end(const struct kern *k)
{
	return KERN_IMAGE_START + k->image->part[KERN_IMAGE_TEXT].len;
}

static const struct kern_image_part *part_at(const struct kern_image *image,
					     uint64_t at)
{
	for (int i = 0; i < KERN_IMAGE_PARTS; i++)
		if (at - image->part[i].at < image->part[i].len)
			return &image->part[i];
	return NULL;
}

/* How many symbols start at an offset or below. */
static size_t symbols_until(const struct kern_image *image, uint64_t at)
{
	size_t lo = 0, hi = image->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (image->sym[mid].start <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool kern_image_lookup(struct kern *k, uint64_t la, struct kern_sym *sym)
{
	const struct kern_image *image = k->image;
	const struct kern_image_part *part;
	uint64_t at = la - KERN_IMAGE_START, end;
	size_t n;

	if (!image) /* none yet: early in boot */
		return false;
	part = part_at(image, at);
	n = symbols_until(image, at);
	if (!part || !n || image->sym[n - 1].start < part->at)
		return false;
	end = part->at + part->len;
	if (n < image->n && image->sym[n].start < end)
		end = image->sym[n].start;
	*sym = (struct kern_sym){
		.name = image->sym[n - 1].name,
		.module = "",
		.start = KERN_IMAGE_START + image->sym[n - 1].start,
		.offset = at - image->sym[n - 1].start,
		.size = end - image->sym[n - 1].start,
		.data = image->sym[n - 1].data,
	};
	return true;
}
