/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image.c - the kernel image: text in simulated RAM, and its symbols.
 *
 * The text is linked into the library (section kimage_text: image.S and
 * image_string.S) and copied to frames that are mapped r-x at
 * ffffffff81000000, after some bytes of padding, by one page of 2 MiB. What of it
 * the text does not need is given back, as Linux does with gaps, and stays mapped.
 * When RAM has no such block, pages of 4 KiB must do.
 *
 * Text is global, as Linux has it even with page-table isolation.
 * Symbols are sorted by address;
 * the size of one is the distance to the next, as in kallsyms.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kern.h"
#include "kernel/cpuinfo.h"
#include "kernel/image_data.h"
#include "kernel/kimage.h"
#include "kernel/page.h"
#include "kernel/percpu.h"
#include "native/native.h"

#define HIDDEN __attribute__((visibility("hidden")))

extern const char __start_kimage_text[] HIDDEN, __stop_kimage_text[] HIDDEN;
extern const struct kimage_symbol __start_kimage_syms[] HIDDEN;
extern const struct kimage_symbol __stop_kimage_syms[] HIDDEN;
extern const char kimg_gate[] HIDDEN;
extern const char kimg_page_offset_base[] HIDDEN, kimg_vmemmap_base[] HIDDEN;
extern const char kimg_vmalloc_base[] HIDDEN;
extern const char *const __start_kimage_pointers[] HIDDEN;
extern const char *const __stop_kimage_pointers[] HIDDEN;

#define PADDING	   KERN_IMAGE_TEXT_OFFSET
#define INT3	   0xcc

#define PMD_PAGES  512 /* of a large page */
#define IMAGE_PA   0x1000000ull
#define SMALL	   ((64ull << 20) / KERN_PAGE) /* a machine that goes without */
#define DATA_PAGES ((sizeof(struct image_data) + KERN_PAGE - 1) / KERN_PAGE)

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
	uint64_t len;
	uint64_t pa;
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
		image->sym[i].start =
			PADDING + (uint64_t)((const char *)sym->start -
					     __start_kimage_text);
		image->sym[i].exported = sym->flags & KIMAGE_SYM_EXPORTED;
		image->sym[i].data = sym->flags & KIMAGE_SYM_DATA;
		image->sym[i].place = sym->flags & KIMAGE_SYM_PLACE;
	}
	qsort(image->sym, image->n, sizeof(image->sym[0]), by_start);
	return image;
}

static void set_word(char *text, const char *at, uint64_t value)
{
	memcpy(text + (at - __start_kimage_text), &value, sizeof(value));
}

/* What counts from itself becomes a pointer. */
static void set_pointers(struct kern *k, char *text)
{
	const uint64_t host = kern_host(k, KERN_IMAGE_START + PADDING);
	const char *const *at = __start_kimage_pointers;

	for (; at < __stop_kimage_pointers; at++) {
		uint64_t offset;

		memcpy(&offset, *at, sizeof(offset));
		set_word(text, *at,
			 host + (uint64_t)(*at - __start_kimage_text) + offset);
	}
}

/* What is not the same in every copy: the pointer to the gate, and where things
 * begin. A window may not begin where the area does. */
static void set_words(struct kern *k, char *text)
{
	uint64_t pa = k->machine->mem.region->pa;
	const struct kern_span *span = k->pages->span;

	set_word(text, kimg_gate, (uint64_t)(uintptr_t)native_gate_entry);
	set_word(text, kimg_page_offset_base, kern_host(k, kern_virt(pa)) - pa);
	set_word(text, kimg_vmemmap_base,
		 span->ptr - span->start * sizeof(struct kern_page));
	set_word(text, kimg_vmalloc_base, kern_host(k, KERN_VMALLOC_START));
	set_pointers(k, text);
}

/* Frames for the text, and some for the variables, behind it, if it is of a whole
 * large page, of which the rest is given back. */
static uint64_t alloc_text(struct kern *k, uint64_t npages, bool *huge,
			   uint64_t *data)
{
	uint64_t pa = mmu_frame_alloc(k->machine, PMD_PAGES, PMD_PAGES);

	*huge = pa != MMU_NO_PA;
	if (!*huge) {
		*data = mmu_frame_alloc(k->machine, DATA_PAGES, 1);
		return mmu_frame_alloc(k->machine, npages, 1);
	}
	*data = pa + npages * KERN_PAGE;
	npages += DATA_PAGES;
	mmu_frame_free(k->machine, pa + npages * KERN_PAGE, PMD_PAGES - npages);
	kern_drain_pages(k); /* what lies there does not depend on our size */
	return pa;
}

static int map_text(struct kern *k, uint64_t npages, bool huge)
{
	uint64_t pages = huge ? 1 : npages, la = KERN_IMAGE_START;
	uint64_t pa = k->image->pa;
	unsigned int shift = huge ? 21 : 12;
	int err = 0;

	for (; pages && !err; pages--, la += KERN_PAGE, pa += KERN_PAGE)
		err = mmu_map_page(k->machine, k->init_pgd, la, pa, shift,
				   KERN_PAGE_KERNEL_ROX | MMU_PTE_G);
	return err;
}

static int map_data(struct kern *k, uint64_t pa)
{
	uint64_t la = KERN_IMAGE_START + KERN_IMAGE_DATA_OFFSET;
	uint64_t flags = kern_prot(k, KERN_PAGE_KERNEL | MMU_PTE_G);
	int err = 0;

	memset(mmu_mem_ptr(k->machine, pa, DATA_PAGES * KERN_PAGE), 0,
	       DATA_PAGES * KERN_PAGE);
	for (uint64_t i = 0; i < DATA_PAGES && !err; i++)
		err = mmu_map_page(k->machine, k->init_pgd, la + i * KERN_PAGE,
				   pa + i * KERN_PAGE, 12, flags);
	return err;
}

/*
 * Code and data for the boot are given back, and nothing may reach them any more: a
 * PTE that is not present has the number of its frame inverted, since some CPUs
 * would speculate on with it (L1TF). Only what offsets of CPUs that are not there
 * lead to is mapped so: percpu.c.
 */
static int unmap_init(struct kern *k)
{
	uint64_t la = KERN_PERCPU_LOAD + KERN_PERCPU_MODULES;
	uint64_t end = KERN_PERCPU_LOAD + KERN_PERCPU_END;
	int err = 0;

	if (mmu_frames_free_count(k->machine) < SMALL)
		return 0;
	for (; la < end && !err; la += KERN_PAGE) {
		uint64_t pa = la - KERN_IMAGE_START + IMAGE_PA;
		volatile uint64_t *entry;

		err = mmu_map_page(k->machine, k->init_pgd, la, pa, 12, 0);
		if (err)
			break;
		entry = mmu_find_entry(k->machine, k->init_pgd, la, NULL);
		*entry = (~pa & MMU_PTE_ADDR) | MMU_PTE_NX | MMU_PTE_RW |
			 MMU_PTE_A | MMU_PTE_D;
	}
	return err;
}

/* level1_fixmap_pgt: tables are there for the fixmap, the last part of which is the
 * vsyscall page; that can only be executed, and no entry backs it. */
static int make_fixmap(struct kern *k)
{
	enum { TABLES = 2, TABLE_SPAN = 0x200000 };
	uint64_t la = KERN_VSYSCALL_PAGE + TABLE_SPAN - TABLES * TABLE_SPAN;
	int err = 0;

	if (mmu_frames_free_count(k->machine) < SMALL)
		return 0;
	for (int i = 0; i < TABLES && !err; i++, la += TABLE_SPAN) {
		volatile uint64_t *entry;

		err = mmu_map_page(k->machine, k->init_pgd, la, 0, 12, 0);
		entry = mmu_find_entry(k->machine, k->init_pgd, la, NULL);
		if (!err && entry)
			*entry = 0;
	}
	return err;
}

int kern_image_init(struct kern *k)
{
	size_t len =
		(size_t)(__stop_kimage_text - __start_kimage_text) + PADDING;
	uint64_t npages = (len + KERN_PAGE - 1) / KERN_PAGE;
	struct kern_image *image = make_symbols(k);
	uint64_t data;
	bool huge;
	char *text;

	if (!image)
		return -ENOMEM;
	image->len = len;
	image->pa = alloc_text(k, npages, &huge, &data);
	if (image->pa == MMU_NO_PA || data == MMU_NO_PA)
		return -ENOMEM;
	text = mmu_mem_ptr(k->machine, image->pa, npages * KERN_PAGE);
	memset(text, INT3, npages * KERN_PAGE);
	memcpy(text + PADDING, __start_kimage_text, len - PADDING);
	set_words(k, text + PADDING);
	k->image = image;
	if (map_text(k, npages, huge) || map_data(k, data) || unmap_init(k) ||
	    make_fixmap(k))
		return -ENOMEM;
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
				 .start = KERN_IMAGE_START +
					  image->sym[i].start};
	*exported = image->sym[i].exported;
	return true;
}

uint64_t kern_image_end(const struct kern *k)
{
	return KERN_IMAGE_START + k->image->len;
}

bool kern_image_lookup(struct kern *k, uint64_t la, struct kern_sym *sym)
{
	const struct kern_image *image = k->image;
	uint64_t at = la - KERN_IMAGE_START, end;
	size_t lo = 0, hi;

	if (!image || at >= image->len) /* none yet: early in boot */
		return false;
	end = image->len;
	hi = image->n;
	while (lo < hi) { /* the first symbol that starts above */
		size_t mid = (lo + hi) / 2;

		if (image->sym[mid].start <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo)
		return false;
	if (lo < image->n)
		end = image->sym[lo].start;
	if (end > image->len) /* variables lie farther on */
		end = image->len;
	*sym = (struct kern_sym){
		.name = image->sym[lo - 1].name,
		.module = "",
		.start = KERN_IMAGE_START + image->sym[lo - 1].start,
		.offset = at - image->sym[lo - 1].start,
		.size = end - image->sym[lo - 1].start,
		.data = image->sym[lo - 1].data,
	};
	return true;
}
