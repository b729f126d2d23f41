/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm - what do the kernel's services for address spaces cost?
 *
 * mmap() with munmap(), fork() by the size of the parent, and booting, each
 * beside the same call of the host's kernel. The simulated ones need no system
 * call of the host as long as no window shows the pages.
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mmusim/mmusim.h>

#include "common.h"

#define MIB	(1ull << 20)
#define USER_LA 0x100000000ull
#define PAGE	MMU_PAGE_SIZE

enum { CALLS = 1000, MOST_MIB = 1024 };

static struct kern *kernel;

static struct kern_mm *new_mm(void)
{
	struct kern_mm *mm;

	bench_need(!kern_mm_create(kernel, NULL, &mm), "have an address space");
	return mm;
}

/* --- mmap() and munmap() ---------------------------------------------------- */

static double map_unmap(void *arg)
{
	struct kern_mm *mm = arg;
	double start = bench_now();

	for (int i = 0; i < CALLS; i++) {
		int64_t la = kern_mmap(mm, 0, PAGE, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0);

		bench_need(la > 0 && !kern_munmap(mm, (uint64_t)la, PAGE),
			   "map and unmap");
	}
	return (bench_now() - start) / CALLS;
}

static double host_map_unmap(void *arg)
{
	double start = bench_now();

	(void)arg;
	for (int i = 0; i < CALLS; i++)
		munmap(mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
		       PAGE);
	return (bench_now() - start) / CALLS;
}

/* --- fork() ------------------------------------------------------------------- */

/* A parent with so much memory of its own, here and on the host. */
struct parent {
	struct kern_mm *mm;
	char *host;
	uint64_t len;
};

static struct parent make_parent(uint64_t len)
{
	struct parent parent = {.mm = new_mm(), .len = len};

	bench_need(kern_mmap(parent.mm, USER_LA, len, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED |
				     MAP_POPULATE,
			     NULL, 0) == (int64_t)USER_LA,
		   "map memory");
	parent.host = mmap(NULL, len, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bench_need(parent.host != MAP_FAILED, "map memory of the host");
	madvise(parent.host, len, MADV_NOHUGEPAGE);
	memset(parent.host, 1, len);
	return parent;
}

static void free_parent(struct parent *parent)
{
	kern_mm_put(parent->mm);
	munmap(parent->host, parent->len);
}

static double duplicate(void *arg)
{
	const struct parent *parent = arg;
	struct kern_mm *child;
	double start = bench_now(), ns;

	bench_need(!kern_mm_dup(parent->mm, &child), "fork");
	ns = bench_now() - start;
	kern_mm_put(child);
	return ns;
}

static double host_fork(void *arg)
{
	double start = bench_now(), ns;
	pid_t child = fork();

	(void)arg;
	bench_need(child >= 0, "fork");
	if (!child)
		_exit(0);
	ns = bench_now() - start;
	waitpid(child, NULL, 0);
	return ns;
}

static void print_forks(void)
{
	printf("  fork() of a parent with so much resident; the host's has this "
	       "program, too\n");
	for (uint64_t mib = 1; mib <= MOST_MIB; mib *= 4) {
		struct parent parent = make_parent(mib * MIB);
		struct bench_figure figure = {.measured = duplicate,
					      .base = host_fork,
					      .laps = mib < 256 ? 3 : 1,
					      .arg = &parent};
		struct bench_result result = bench_run(&figure);

		printf("    %4llu MiB  %8.1f us  %.2fx (%.2f - %.2f) of the "
		       "host's\n",
		       (unsigned long long)mib, result.ns.measured / 1e3,
		       result.ratio, result.least, result.greatest);
		free_parent(&parent);
	}
}

/* --- boot ----------------------------------------------------------------------- */

static double boot(void *arg)
{
	double start = bench_now(), ns;
	struct kern *fresh;

	(void)arg;
	bench_need(!kern_boot(NULL, &fresh), "boot");
	ns = bench_now() - start;
	kern_shutdown(fresh);
	return ns;
}

static double host_spawn(void *arg)
{
	double start = bench_now();
	pid_t child = vfork();

	(void)arg;
	if (!child)
		_exit(0);
	bench_need(child > 0, "vfork");
	waitpid(child, NULL, 0);
	return bench_now() - start;
}

int main(void)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .ram_bytes = 3 * MOST_MIB * MIB / 2};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine};
	struct bench_figure calls = {.name = "mmap() and munmap() of a page",
				     .measured = map_unmap,
				     .base = host_map_unmap,
				     .of = "the host's"};
	struct bench_figure booting = {.measured = boot, .base = host_spawn};
	struct bench_result booted;
	struct kern_mm *mm;

	bench_need(!kern_boot(&config, &kernel), "boot");
	printf("mm: services for address spaces, beside those of the host\n");
	mm = new_mm();
	calls.arg = mm;
	bench_print(&calls);
	kern_mm_put(mm);
	print_forks();
	kern_shutdown(kernel);
	booted = bench_run(&booting);
	printf("  boot of a kernel with 64 MiB: %.0f us; goal: at most 1000 "
	       "us\n",
	       booted.ns.measured / 1e3);
	return 0;
}
