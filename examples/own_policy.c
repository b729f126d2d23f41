/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * own_policy.c - a replacement policy of your own, beside the one of Linux.
 *
 * "last in, first out" throws away the page that came last. That sounds like a
 * bad idea, and mostly is one. What to watch for: for a loop that is longer than
 * memory it is a good one, as the pages that were there first stay.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <mmusim/mmusim.h>

#define STACK 0 /* the list that we use; the first page is the top */

static void lifo_add(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	kern_lru_add(k, STACK, pfn);
}

static void lifo_remove(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	kern_lru_del(k, STACK, pfn);
}

static uint64_t lifo_victim(struct kern *k, void *state)
{
	uint64_t pfn = kern_lru_first(k, STACK);

	(void)state;
	if (pfn)
		kern_lru_del(k, STACK, pfn);
	return pfn;
}

/* It could not go: to the bottom, so that others are offered first. */
static void lifo_putback(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	kern_lru_add_tail(k, STACK, pfn);
}

static const struct kern_replacement lifo = {
	.size = sizeof(lifo),
	.name = "lifo",
	.add = lifo_add,
	.remove = lifo_remove,
	.victim = lifo_victim,
	.putback = lifo_putback,
};

/* --- trying it ---------------------------------------------------------- */

static void must(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "%s: error %d\n", what, err);
	exit(1);
}

/* Ten laps over 30 pages, with 20 frames. Return: page faults. */
static int run(struct kern *kernel)
{
	struct kern_mm_stats stats = {.size = sizeof(stats)};
	struct kern_mm *mm;
	uint64_t value = 1;
	int64_t la;

	must(kern_mm_create(kernel, NULL, &mm), "mm");
	la = kern_mmap(mm, 0, 30 * MMU_PAGE_SIZE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0);
	must(la < 0 ? (int)la : 0, "mmap");
	must(kern_set_memory_max(kernel, 20), "memory.max");
	kern_use_mm(kernel, mm);
	kern_enter_user(kernel);
	for (int i = 0; i < 10 * 30; i++)
		must(mmu_store(kern_cpu(kernel),
			       (uint64_t)la + i % 30 * MMU_PAGE_SIZE, &value,
			       sizeof(value), NULL),
		     "store");
	kern_leave_user(kernel);
	kern_use_mm(kernel, NULL);
	kern_mm_stats(mm, &stats);
	kern_mm_put(mm);
	return (int)(stats.min_flt + stats.maj_flt);
}

int main(void)
{
	struct kern_swap_config swap = {.size = sizeof(swap), .npages = 100};
	struct kern *kernel;

	must(kern_boot(NULL, &kernel), "boot");
	must(kern_swapon(kernel, &swap), "swapon");
	printf("lru   %d page faults\n", run(kernel));
	must(kern_set_replacement(kernel, &lifo, NULL), "lifo");
	printf("lifo  %d page faults\n", run(kernel));
	kern_shutdown(kernel);
	return 0;
}
