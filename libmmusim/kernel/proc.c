/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc.c - files of /proc as text, and what they count.
 *
 * A line is printed when its value is known. What this kernel does not have,
 * such as huge pages of user memory, is 0; lines about what it has and does not
 * count are left out: CommitLimit, Committed_AS, and most of /proc/vmstat.
 *
 * Simplified: VmallocTotal is the length of the range that is in use, which is
 * shorter than Linux's.
 *
 * Reference: Linux 6.1, fs/proc/meminfo.c, mm/vmstat.c, mm/page_alloc.c,
 * si_mem_available().
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/mm.h"
#include "kernel/modfile.h"
#include "kernel/page.h"
#include "kernel/proc.h"
#include "kernel/swap.h"

typedef long long ll;

void kern_stat_add(struct kern *k, enum kern_stat item, int64_t n)
{
	__atomic_fetch_add(&k->pages->stat[item], n, __ATOMIC_RELAXED);
}

static ll stat(const struct kern *k, enum kern_stat item)
{
	return __atomic_load_n(&k->pages->stat[item], __ATOMIC_RELAXED);
}

/* --- buddyinfo, vmstat ---------------------------------------------------------- */

static void buddyinfo(struct kern *k, struct kern_text *t)
{
	kern_text_add(t, "Node %d, zone %8s ", 0, "DMA32");
	for (unsigned int order = 0; order < KERN_NR_ORDERS; order++)
		kern_text_add(t, "%6llu ",
			      (unsigned long long)kern_nr_free(k, order));
	kern_text_add(t, "\n");
}

static const char *const stat_names[] = {
#define KERN_STAT(item, name) [KERN_##item] = name,
#include "kernel/stats.def"
#undef KERN_STAT
};

static void vmstat(struct kern *k, struct kern_text *t)
{
	for (int i = 0; i < KERN_NR_STATS; i++)
		kern_text_add(t, "%s %lld\n", stat_names[i], stat(k, i));
}

int64_t kern_vmstat(struct kern *k, const char *name)
{
	for (int i = 0; i < KERN_NR_STATS; i++)
		if (!strcmp(stat_names[i], name))
			return stat(k, i);
	return -1;
}

/* --- meminfo ---------------------------------------------------------------------- */

/* Free memory, and caches as far as they may shrink, above what is kept. */
long long kern_mem_available(const struct kern *k)
{
	const struct kern_pages *p = k->pages;
	ll low = (ll)p->wmark[KERN_WMARK_LOW];
	ll cache =
		stat(k, KERN_NR_ACTIVE_FILE) + stat(k, KERN_NR_INACTIVE_FILE);
	ll slab = stat(k, KERN_NR_SLAB_RECLAIMABLE);
	ll n = stat(k, KERN_NR_FREE_PAGES) - (ll)p->wmark[KERN_WMARK_HIGH];

	n += cache - (cache / 2 < low ? cache / 2 : low);
	n += slab - (slab / 2 < low ? slab / 2 : low);
	return n < 0 ? 0 : n;
}

static void show_kb(struct kern_text *t, const char *name, ll kbytes)
{
	kern_text_add(t, "%s%*lld kB\n", name, 24 - (int)strlen(name), kbytes);
}

static void show(struct kern_text *t, const char *name, ll npages)
{
	show_kb(t, name, npages * 4);
}

static void show_stat(struct kern *k, struct kern_text *t, const char *name,
		      enum kern_stat item)
{
	show(t, name, stat(k, item));
}

static void meminfo_pages(struct kern *k, struct kern_text *t)
{
	ll active_anon = stat(k, KERN_NR_ACTIVE_ANON);
	ll inactive_anon = stat(k, KERN_NR_INACTIVE_ANON);
	ll active_file = stat(k, KERN_NR_ACTIVE_FILE);
	ll inactive_file = stat(k, KERN_NR_INACTIVE_FILE);
	ll cached = stat(k, KERN_NR_FILE_PAGES) - stat(k, KERN_NR_SWAPCACHE);

	show(t, "MemTotal:", (ll)k->pages->managed);
	show_stat(k, t, "MemFree:", KERN_NR_FREE_PAGES);
	show(t, "MemAvailable:", kern_mem_available(k));
	show(t, "Buffers:", 0);
	show(t, "Cached:", cached < 0 ? 0 : cached);
	show_stat(k, t, "SwapCached:", KERN_NR_SWAPCACHE);
	show(t, "Active:", active_anon + active_file);
	show(t, "Inactive:", inactive_anon + inactive_file);
	show(t, "Active(anon):", active_anon);
	show(t, "Inactive(anon):", inactive_anon);
	show(t, "Active(file):", active_file);
	show(t, "Inactive(file):", inactive_file);
	show_stat(k, t, "Unevictable:", KERN_NR_UNEVICTABLE);
	show_stat(k, t, "Mlocked:", KERN_NR_MLOCK);
	show(t, "SwapTotal:", (ll)kern_swap_total(k));
	show(t, "SwapFree:", (ll)kern_swap_unused(k));
	show_stat(k, t, "Dirty:", KERN_NR_FILE_DIRTY);
	show_stat(k, t, "Writeback:", KERN_NR_WRITEBACK);
	show_stat(k, t, "AnonPages:", KERN_NR_ANON_MAPPED);
	show_stat(k, t, "Mapped:", KERN_NR_FILE_MAPPED);
	show_stat(k, t, "Shmem:", KERN_NR_SHMEM);
}

static void meminfo_kernel(struct kern *k, struct kern_text *t)
{
	ll reclaimable = stat(k, KERN_NR_SLAB_RECLAIMABLE);
	ll unreclaimable = stat(k, KERN_NR_SLAB_UNRECLAIMABLE);
	uint64_t total, used;

	kern_vmalloc_info(k, &total, &used);
	show(t, "KReclaimable:", reclaimable);
	show(t, "Slab:", reclaimable + unreclaimable);
	show(t, "SReclaimable:", reclaimable);
	show(t, "SUnreclaim:", unreclaimable);
	show_kb(t, "KernelStack:", stat(k, KERN_NR_KERNEL_STACK_KB));
	show_stat(k, t, "PageTables:", KERN_NR_PAGETABLE);
	show(t, "SecPageTables:", 0);
	show(t, "NFS_Unstable:", 0);
	show(t, "Bounce:", 0);
	show(t, "WritebackTmp:", 0);
	show(t, "VmallocTotal:", (ll)total);
	show(t, "VmallocUsed:", (ll)used);
	show(t, "VmallocChunk:", 0);
	show(t, "Percpu:", k->percpu ? 1 : 0);
	show(t, "HardwareCorrupted:", 0);
}

/* Leaves of the direct map by their size. */
static void meminfo_direct(struct kern *k, struct kern_text *t)
{
	const struct mem *mem = &k->machine->mem;
	uint64_t bytes[6] = {0};

	for (unsigned int i = 0; i < mem->nregions; i++) {
		uint64_t pa = mem->region[i].pa, end = pa + mem->region[i].len;

		while (pa < end) {
			unsigned int level = 1;
			uint64_t size;

			mmu_find_entry(k->machine, k->init_pgd, kern_virt(pa),
				       &level);
			size = 1ull << (12 + 9 * (level - 1));
			bytes[level] += size;
			pa += size;
		}
	}
	show_kb(t, "DirectMap4k:", (ll)bytes[1] / 1024);
	show_kb(t, "DirectMap2M:", (ll)bytes[2] / 1024);
	if (mmu_cpu_mode(k->cpu)->gb_pages)
		show_kb(t, "DirectMap1G:", (ll)bytes[3] / 1024);
}

static void meminfo(struct kern *k, struct kern_text *t)
{
	meminfo_pages(k, t);
	meminfo_kernel(k, t);
	show(t, "AnonHugePages:", 0);
	show(t, "ShmemHugePages:", 0);
	show(t, "ShmemPmdMapped:", 0);
	show(t, "FileHugePages:", 0);
	show(t, "FilePmdMapped:", 0);
	show(t, "CmaTotal:", 0);
	show(t, "CmaFree:", 0);
	meminfo_direct(k, t);
}

/* --- by name ------------------------------------------------------------------------ */

static const struct {
	const char *name;
	void (*show)(struct kern *k, struct kern_text *t);
} files[] = {
	{"buddyinfo", buddyinfo},
	{"cmdline", kern_show_cmdline},
	{"cpuinfo", kern_show_cpuinfo},
	{"devices", kern_show_devices},
	{"interrupts", kern_show_interrupts},
	{"iomem", kern_show_iomem},
	{"ioports", kern_show_ioports},
	{"kallsyms", kern_show_kallsyms},
	{"loadavg", kern_show_loadavg},
	{"meminfo", meminfo},
	{"stat", kern_show_stat},
	{"swaps", kern_proc_swaps},
	{"uptime", kern_show_uptime},
	{"version", kern_show_version},
	{"vmallocinfo", kern_show_vmallocinfo},
	{"vmstat", vmstat},
	{"zoneinfo", kern_show_zoneinfo},
};

#define NFILES (sizeof(files) / sizeof(files[0]))

static bool show_file(struct kern *k, const char *name, struct kern_text *t)
{
	for (size_t i = 0; i < NFILES; i++)
		if (!strcmp(name, files[i].name)) {
			files[i].show(k, t);
			return true;
		}
	return kern_sysctl_show(k, name, t);
}

/* PID/NAME; NULL, with errno */
static char *read_of_task(struct kern *k, const char *name)
{
	char *end, *text;
	long pid = strtol(name, &end, 10);

	errno = 0;
	text = *end == '/' && pid > 0 && pid <= INT_MAX ?
		       kern_proc_pid(k, (int)pid, end + 1) :
		       NULL;
	if (!text && !errno)
		errno = ENOENT;
	return text;
}

char *kern_proc_read(struct kern *k, const char *name)
{
	struct kern_text t;

	if (*name >= '0' && *name <= '9')
		return read_of_task(k, name);

	if (!strcmp(name, "slabinfo"))
		return kern_proc_slabinfo(k);
	if (!strcmp(name, "modules"))
		return kern_proc_modules(k);
	if (!strcmp(name, "sysrq-trigger")) {
		errno = EIO; /* it can only be written to */
		return NULL;
	}
	t = kern_text(k);
	if (!show_file(k, name, &t)) {
		free(t.text);
		errno = ENOENT;
		return NULL;
	}
	if (!t.text)
		errno = ENOMEM;
	return t.text;
}

int kern_proc_each(struct kern *k,
		   int (*file)(const char *name, bool writable, void *arg),
		   void *arg)
{
	struct kern_proc_walk walk = {file, arg};
	int ret = 0;

	for (size_t i = 0; i < NFILES && !ret; i++)
		ret = file(files[i].name, false, arg);
	if (!ret)
		ret = file("modules", false, arg);
	if (!ret)
		ret = file("slabinfo", false, arg);
	if (!ret)
		ret = file("sysrq-trigger", true, arg);
	if (!ret)
		ret = kern_proc_each_pid(k, &walk);
	return ret ? ret : kern_sysctl_each(&walk);
}
