/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_fault - what does a fault cost that the kernel resolves for its user?
 *
 * A store at CPL 3 to a page of anonymous memory, natively: trap, walk, the
 * kernel's handler with its questions, a frame with its struct page, zeroed or
 * copied, the PTE, the TLB, and the page appears in the window. The floor
 * (floor.h) does nothing of it but the trap and the mapping.
 *
 * Beside it what the host's own kernel takes for the same, without any signal
 * or emulation: the price of a simulated fault over a real one.
 */
#define _GNU_SOURCE
#include <sys/wait.h>

#include "floor.h"

#define USER_LA 0x10000000ull

static struct kern *kernel;
static struct kern_mm *mm;

static void enter(void)
{
	struct mmu_cpu *cpu = kern_cpu(kernel);

	bench_need(mmu_cpu_enter(cpu) == 0, "enter the CPU");
	mmu_cpu_leave(cpu);
}

/* A window anew, so that the host shows nothing there yet. */
static char *open_window(void)
{
	struct mmu_machine *machine = kern_machine(kernel);
	struct mmu_window_config window = {
		.size = sizeof(window), .la = USER_LA, .len = LEN};

	mmu_window_close(machine, USER_LA);
	bench_need(!mmu_window_open(machine, &window), "open a window");
	return mmu_ptr(machine, USER_LA);
}

static void map_area(void)
{
	bench_need(kern_mmap(mm, USER_LA, LEN, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL,
			     0) == (int64_t)USER_LA,
		   "map memory");
}

static uint64_t faults(const struct kern_mm *of)
{
	struct kern_mm_stats stats = {.size = sizeof(stats)};

	kern_mm_stats(of, &stats);
	return stats.min_flt + stats.maj_flt;
}

/* Touch every page at CPL 3 of an address space; nanoseconds for one. */
static double touch_as_user(struct kern_mm *user)
{
	char *window = open_window();
	uint64_t before = faults(user);
	double ns;

	enter();
	kern_use_mm(kernel, user);
	kern_enter_user(kernel);
	ns = touch(window);
	kern_leave_user(kernel);
	bench_need(faults(user) - before == NPAGES, "fault at every page");
	return ns;
}

static double demand_zero(void *arg)
{
	double ns;

	(void)arg;
	map_area();
	ns = touch_as_user(mm);
	bench_need(!kern_munmap(mm, USER_LA, LEN), "unmap memory");
	return ns;
}

/* The child writes to each page that it has of its parent. */
static double copy_on_write(void *arg)
{
	struct kern_mm *child;
	double ns;

	(void)arg;
	map_area();
	touch_as_user(mm);
	bench_need(!kern_mm_dup(mm, &child), "fork");
	ns = touch_as_user(child);
	kern_use_mm(kernel, mm);
	kern_mm_put(child);
	bench_need(!kern_munmap(mm, USER_LA, LEN), "unmap memory");
	return ns;
}

/* All pages are in a swap area, which is in memory, and not in its cache. */
static double swap_in(void *arg)
{
	double ns;

	(void)arg;
	map_area();
	touch_as_user(mm);
	kern_use_mm(kernel, NULL);
	bench_need(kern_reclaim(kernel, NPAGES) == NPAGES, "swap out");
	ns = touch_as_user(mm);
	bench_need(!kern_munmap(mm, USER_LA, LEN), "unmap memory");
	return ns;
}

static double swap_out(void *arg)
{
	double start, ns;

	(void)arg;
	map_area();
	touch_as_user(mm);
	kern_use_mm(kernel, NULL);
	start = bench_now();
	bench_need(kern_reclaim(kernel, NPAGES) == NPAGES, "swap out");
	ns = (bench_now() - start) / NPAGES;
	bench_need(!kern_munmap(mm, USER_LA, LEN), "unmap memory");
	return ns;
}

/* --- the host --------------------------------------------------------------- */

static char *host_map(void)
{
	char *memory = mmap(NULL, LEN, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	bench_need(memory != MAP_FAILED, "map memory of the host");
	madvise(memory, LEN, MADV_NOHUGEPAGE);
	return memory;
}

static double host_demand_zero(void *arg)
{
	char *memory = host_map();
	double ns = touch(memory);

	(void)arg;
	munmap(memory, LEN);
	return ns;
}

/* Two processes have the pages while the parent writes; the child waits. */
static double host_copy_on_write(void *arg)
{
	char *memory = host_map();
	int fd[2];
	double ns;
	pid_t child;
	char c;

	(void)arg;
	touch(memory);
	bench_need(!pipe(fd), "make a pipe");
	child = fork();
	bench_need(child >= 0, "fork");
	if (!child) {
		close(fd[1]);
		_exit(read(fd[0], &c, 1) != 0);
	}
	ns = touch(memory);
	close(fd[0]);
	close(fd[1]);
	waitpid(child, NULL, 0);
	munmap(memory, LEN);
	return ns;
}

int main(void)
{
	static const struct bench_figure figure[] = {
		{.name = "demand-zero",
		 .measured = demand_zero,
		 .base = floor_lap,
		 .of = "the floor",
		 .goal = "at most 1.40x"},
		{.name = "copy-on-write",
		 .measured = copy_on_write,
		 .base = floor_lap,
		 .of = "the floor"},
		{.name = "swap-in, from memory",
		 .measured = swap_in,
		 .base = floor_lap,
		 .of = "the floor"},
		{.name = "swap-out, no fault",
		 .measured = swap_out,
		 .base = floor_lap,
		 .of = "the floor"},
		{.name = "demand-zero, beside the host's",
		 .measured = demand_zero,
		 .base = host_demand_zero,
		 .of = "the host kernel"},
		{.name = "copy-on-write, beside the host's",
		 .measured = copy_on_write,
		 .base = host_copy_on_write,
		 .of = "the host kernel"},
	};

	const struct kern_swap_config swap = {.size = sizeof(swap),
					      .npages = 2 * NPAGES};

	floor_setup();
	bench_need(!kern_boot(NULL, &kernel), "boot");
	bench_need(kern_swapon(kernel, &swap) >= 0, "have a swap area");
	bench_need(!kern_mm_create(kernel, NULL, &mm), "have an address space");
	printf("user_fault: faults that the kernel resolves for its user\n");
	for (size_t i = 0; i < sizeof(figure) / sizeof(figure[0]); i++)
		bench_print(&figure[i]);
	kern_use_mm(kernel, NULL);
	kern_mm_put(mm);
	kern_shutdown(kernel);
	return 0;
}
