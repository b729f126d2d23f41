/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmallocinfo.c - /proc/vmallocinfo, and what /proc/meminfo says of vmalloc().
 *
 * Reference: Linux 6.1, mm/vmalloc.c.
 */
#include "kernel/text.h"
#include "kernel/vmalloc.h"

typedef unsigned long long ull;

/* s_show(), show_purge_info(): lengths count the guard page. */
static void show_areas(struct kern *k, struct kern_text *t,
		       const struct range *r, bool lazy)
{
	char symbol[160];

	for (const struct area *a = r->areas; a; a = a->next) {
		if (a->lazy != lazy)
			continue;
		kern_text_add(t, "0x%016llx-0x%016llx %7llu", (ull)a->start,
			      (ull)area_end(a), (ull)(area_end(a) - a->start));
		kern_symbol(k, a->caller, symbol, sizeof(symbol));
		if (lazy)
			kern_text_add(t, " unpurged vm_area");
		else if (a->caller)
			kern_text_add(t, " %s", symbol);
		if (!lazy && a->io)
			kern_text_add(t, " phys=0x%016llx ioremap",
				      (ull)a->phys);
		else if (!lazy)
			kern_text_add(t, " pages=%llu vmalloc N0=%llu",
				      (ull)a->npages, (ull)a->npages);
		kern_text_add(t, "\n");
	}
}

void kern_show_vmallocinfo(struct kern *k, struct kern_text *t)
{
	const struct kern_vmalloc *vm = k->vmalloc;

	show_areas(k, t, &vm->vmalloc, false);
	show_areas(k, t, &vm->modules, false);
	show_areas(k, t, &vm->vmalloc, true);
	show_areas(k, t, &vm->modules, true);
}

void kern_vmalloc_info(struct kern *k, uint64_t *total, uint64_t *used)
{
	const struct kern_vmalloc *vm = k->vmalloc;

	*total = (vm->vmalloc.end - KERN_VMALLOC_START) / KERN_PAGE;
	*used = 0;
	for (const struct area *a = vm->vmalloc.areas; a; a = a->next)
		*used += a->lazy ? 0 : a->npages;
	for (const struct area *a = vm->modules.areas; a; a = a->next)
		*used += a->lazy ? 0 : a->npages;
}
