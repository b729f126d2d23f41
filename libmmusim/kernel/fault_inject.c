/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault_inject.c - see kern_fault_inject.h.
 *
 * The order of questions is that of should_fail_ex(): the n-th call? else: any
 * probability, times left, space used up, the interval, and then chance.
 *
 * Reference: Linux 6.1, lib/fault-inject.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/machine.h"
#include "kernel/fault_inject.h"
#include "kernel/gfp.h"
#include "kernel/slab.h"

/**
 * struct kern_fault_inject - the state of one kernel
 * @armed: something may fail; else nobody needs to ask further
 * @busy:  a failure is being reported, and must not lead to another one
 * @nth:   the n-th call of one of @nth_sites fails; 0: none
 * @count: of each site, for its interval
 * @bad_option: the command line had one that could not be parsed
 */
struct kern_fault_inject {
	struct cpu_lock lock;
	bool armed, busy;
	unsigned int nth_sites;
	uint64_t nth;
	uint64_t random;
	struct kern_fault_attr attr[KERN_NR_FAIL_SITES];
	unsigned long count[KERN_NR_FAIL_SITES];
	bool bad_option;
};

static const char *const site_name[KERN_NR_FAIL_SITES] = {
	[KERN_FAILSLAB] = "failslab",
	[KERN_FAIL_PAGE_ALLOC] = "fail_page_alloc",
	[KERN_FAIL_POOL] = "mmusim.fail_pool",
	[KERN_FAIL_MAKE_REQUEST] = "fail_make_request",
};

/* --- chance -------------------------------------------------------------------- */

/* splitmix64 */
static unsigned long below_100(struct kern_fault_inject *f)
{
	uint64_t x = f->random += 0x9e3779b97f4a7c15ull;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ x >> 27) * 0x94d049bb133111ebull;
	return (x ^ x >> 31) % 100;
}

/* --- shall it fail? -------------------------------------------------------------- */

static void fail_dump(struct kern *k, enum kern_fail_site site)
{
	const struct kern_fault_attr *attr = &k->fail->attr[site];

	if (!attr->verbose || !k->log)
		return;
	kern_printk(k,
		    KERN_NOTICE "FAULT_INJECTION: forcing a failure.\n"
				"name %s, interval %lu, probability %lu, "
				"space %d, times %d\n",
		    site_name[site], attr->interval, attr->probability,
		    attr->space, attr->times);
	if (attr->verbose > 1)
		kern_dump_stack(k);
}

/* By its attributes. */
static bool chosen(struct kern_fault_inject *f, enum kern_fail_site site,
		   size_t size)
{
	struct kern_fault_attr *attr = &f->attr[site];

	if (!attr->probability || !attr->times)
		return false;
	if (attr->space > 0 && (size_t)attr->space > size) {
		attr->space -= (int)size;
		return false;
	}
	if (attr->interval > 1 && ++f->count[site] % attr->interval)
		return false;
	return attr->probability > below_100(f);
}

/* One of the calls that are counted? True when it is the one that fails;
 * *waiting: that one is still to come. */
static bool is_nth(struct kern_fault_inject *f, enum kern_fail_site site,
		   bool *waiting)
{
	*waiting = f->nth;
	if (!f->nth || !(f->nth_sites & KERN_FAIL_SITE(site)))
		return false;
	return --f->nth == 0;
}

static void set_armed(struct kern_fault_inject *f)
{
	bool armed = f->nth;

	for (int i = 0; i < KERN_NR_FAIL_SITES; i++)
		armed |= f->attr[i].probability && f->attr[i].times;
	__atomic_store_n(&f->armed, armed, __ATOMIC_RELAXED);
}

/* should_fail_ex(); @exempt: only the n-th call can make this one fail */
static bool should_fail(struct kern *k, enum kern_fail_site site, size_t size,
			bool exempt, bool nowarn)
{
	struct kern_fault_inject *f = k->fail;
	bool fail = false, waiting;

	if (!f || !__atomic_load_n(&f->armed, __ATOMIC_RELAXED))
		return false;
	cpu_lock(&f->lock);
	if (!f->busy) {
		f->busy = true;
		fail = is_nth(f, site, &waiting) ||
		       (!waiting && !exempt && chosen(f, site, size));
		if (fail && !nowarn)
			fail_dump(k, site);
		if (fail && f->attr[site].times > 0)
			f->attr[site].times--;
		set_armed(f);
		f->busy = false;
	}
	cpu_unlock(&f->lock);
	return fail;
}

/* --- the sites --------------------------------------------------------------------- */

bool kern_should_failslab(struct kern *k, const struct kern_cache *c,
			  unsigned int gfp)
{
	const struct kern_fault_attr *attr;

	if (!k->fail || !k->fail->armed || gfp & KERN_GFP_NOFAIL)
		return false;
	attr = &k->fail->attr[KERN_FAILSLAB];
	return should_fail(k, KERN_FAILSLAB, c->object_size,
			   c == k->slab->kmem_cache ||
				   (attr->ignore_gfp_wait &&
				    gfp & KERN_GFP_DIRECT_RECLAIM),
			   gfp & KERN_GFP_NOWARN);
}

bool kern_should_fail_alloc_page(struct kern *k, unsigned int gfp,
				 unsigned int order)
{
	const struct kern_fault_attr *attr;

	if (!k->fail || !k->fail->armed || gfp & KERN_GFP_NOFAIL)
		return false;
	attr = &k->fail->attr[KERN_FAIL_PAGE_ALLOC];
	return should_fail(k, KERN_FAIL_PAGE_ALLOC, 1ull << order,
			   order < attr->min_order ||
				   (attr->ignore_gfp_highmem &&
				    gfp & KERN_GFP_HIGHMEM) ||
				   (attr->ignore_gfp_wait &&
				    gfp & KERN_GFP_DIRECT_RECLAIM),
			   gfp & KERN_GFP_NOWARN);
}

bool kern_should_fail_host(struct kern *k, size_t size)
{
	return should_fail(k, KERN_FAIL_POOL, size, false, false);
}

bool kern_should_fail_request(struct kern *k, size_t bytes)
{
	return should_fail(k, KERN_FAIL_MAKE_REQUEST, bytes, false, false);
}

/* The hooks of pool and frames. */
static bool fail_pool(void *arg, size_t size)
{
	return kern_should_fail_host(arg, size);
}

/* Tables are allocated with GFP_KERNEL. */
static bool fail_frames(void *arg, uint64_t nframes)
{
	unsigned int order = 0;

	while (1ull << order < nframes)
		order++;
	return kern_should_fail_alloc_page(arg, KERN_GFP_KERNEL, order);
}

/* --- attributes ---------------------------------------------------------------------- */

static bool is_site(enum kern_fail_site site)
{
	return (unsigned int)site < KERN_NR_FAIL_SITES;
}

int kern_fault_attr(const struct kern *k, enum kern_fail_site site,
		    struct kern_fault_attr *attr)
{
	if (!is_site(site) || !attr || attr->size != sizeof(*attr))
		return -EINVAL;
	*attr = k->fail->attr[site];
	return 0;
}

int kern_set_fault_attr(struct kern *k, enum kern_fail_site site,
			const struct kern_fault_attr *attr)
{
	if (!is_site(site) || !attr || attr->size != sizeof(*attr))
		return -EINVAL;
	cpu_lock(&k->fail->lock);
	k->fail->attr[site] = *attr;
	k->fail->count[site] = 0;
	set_armed(k->fail);
	cpu_unlock(&k->fail->lock);
	return 0;
}

void kern_fault_seed(struct kern *k, uint64_t seed)
{
	k->fail->random = seed;
}

void kern_fail_nth(struct kern *k, unsigned int sites, uint64_t n)
{
	cpu_lock(&k->fail->lock);
	k->fail->nth_sites = sites;
	k->fail->nth = n;
	set_armed(k->fail);
	cpu_unlock(&k->fail->lock);
}

uint64_t kern_fail_nth_left(const struct kern *k)
{
	return k->fail->nth;
}

/* --- the command line ------------------------------------------------------------------ */

/* The value of "name=" on the command line; NULL. It ends with a blank. */
static const char *option(const char *cmdline, const char *name)
{
	size_t len = strlen(name);

	while (cmdline && *cmdline) {
		size_t n = strcspn(cmdline, " ");

		if (n > len && !strncmp(cmdline, name, len) &&
		    cmdline[len] == '=')
			return cmdline + len + 1;
		cmdline += n + strspn(cmdline + n, " ");
	}
	return NULL;
}

/* setup_fault_attr(): "<interval>,<probability>,<space>,<times>" */
static void setup_attr(struct kern_fault_inject *f, enum kern_fail_site site,
		       const char *cmdline)
{
	struct kern_fault_attr *attr = &f->attr[site];
	const char *value = option(cmdline, site_name[site]);
	unsigned long interval, probability;
	int space, times;

	if (!value)
		return;
	if (sscanf(value, "%lu,%lu,%d,%d", &interval, &probability, &space,
		   &times) < 4) {
		f->bad_option = true;
		return;
	}
	attr->interval = interval;
	attr->probability = probability;
	attr->space = space;
	attr->times = times;
}

static uint64_t number(const char *cmdline, const char *name)
{
	const char *value = option(cmdline, name);

	return value ? strtoull(value, NULL, 0) : 0;
}

int kern_fault_inject_init(struct kern *k, const char *cmdline)
{
	struct kern_fault_inject *f = pool_zalloc(k->pool, sizeof(*f));

	if (!f)
		return -ENOMEM;
	for (int i = 0; i < KERN_NR_FAIL_SITES; i++) {
		f->attr[i] = (struct kern_fault_attr){
			.size = sizeof(f->attr[i]),
			.interval = 1,
			.times = 1,
			.verbose = 2,
			.min_order = 1,
			.ignore_gfp_wait = true,
			.ignore_gfp_highmem = true,
		};
		setup_attr(f, i, cmdline);
	}
	f->random = number(cmdline, "mmusim.fail_seed");
	f->nth = number(cmdline, "mmusim.fail_nth");
	f->nth_sites = KERN_FAIL_ALLOCATIONS;
	set_armed(f);
	k->fail = f;
	pool_set_fail(k->pool, fail_pool, k);
	mem_set_fail(&k->machine->mem, fail_frames, k);
	return 0;
}

void kern_fault_inject_complain(struct kern *k)
{
	if (k->fail->bad_option)
		kern_printk(k, KERN_WARNING
			    "FAULT_INJECTION: failed to parse arguments\n");
}
