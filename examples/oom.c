/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * oom.c - memory runs out, and somebody is killed for it.
 *
 * Four processes touch page after page of a machine with 8 MiB of RAM, in turn
 * and at different speed, until there is no page left.
 *
 * What to watch for:
 *
 *   - mmap() promised everybody more than there is; nobody was refused
 *     ("overcommit"). The bill comes with a page fault
 *   - it is not the one who asks for the last page that dies, but the one that
 *     has most: its score is the highest
 *   - the others do not notice: the store that found no memory is made again
 *   - in the second round the database asks to be spared (oom_score_adj -1000).
 *     Somebody smaller dies for it
 *   - the report: who asked, what memory was used for, all processes, and who
 *     was chosen. `./examples/oom -v` shows all of it
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <mmusim/mmusim.h>

#define AREA   0x10000000ull
#define NPAGES 4096 /* 16 MiB for each */

/* A process; it touches so many pages whenever it is its turn. */
struct process {
	const char *name;
	unsigned int speed;
	struct kern_mm *mm;
	unsigned int pages;
};

static struct process process[] = {
	{"shell", 1, NULL, 0},
	{"editor", 3, NULL, 0},
	{"browser", 6, NULL, 0},
	{"database", 9, NULL, 0},
};

enum { NPROCESSES = sizeof(process) / sizeof(process[0]) };

static struct kern *kernel;

static void must(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "%s: error %d\n", what, err);
	exit(1);
}

static void start(struct process *p)
{
	int64_t la;

	must(kern_mm_create(kernel, NULL, &p->mm), "kern_mm_create");
	kern_mm_set_comm(p->mm, p->name);
	la = kern_mmap(p->mm, AREA, NPAGES * MMU_PAGE_SIZE,
		       PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, 0);
	must(la < 0 ? (int)la : 0, "kern_mmap");
	p->pages = 0;
}

/* The user stores to the next pages. False: it was killed by that. */
static bool work(struct process *p)
{
	bool alive = true;

	kern_use_mm(kernel, p->mm);
	kern_enter_user(kernel);
	for (unsigned int i = 0; i < p->speed && alive; i++) {
		uint64_t la = AREA + p->pages * MMU_PAGE_SIZE;

		alive = !mmu_store(kern_cpu(kernel), la, &p->pages, 4, NULL);
		p->pages += alive;
	}
	kern_leave_user(kernel);
	return alive;
}

/* Is what it has written still there? */
static bool intact(struct process *p)
{
	kern_use_mm(kernel, p->mm);
	for (unsigned int i = 0; i < p->pages; i++) {
		uint64_t value;

		if (kern_get_user(kernel, AREA + i * MMU_PAGE_SIZE, &value,
				  4) ||
		    value != i)
			return false;
	}
	return true;
}

/* In turn, until somebody was killed. */
static void run_out_of_memory(void)
{
	for (;;) {
		for (int i = 0; i < NPROCESSES; i++) {
			work(&process[i]);
			for (int j = 0; j < NPROCESSES; j++)
				if (kern_oom_killed(process[j].mm))
					return;
		}
	}
}

static void show(void)
{
	for (int i = 0; i < NPROCESSES; i++) {
		struct process *p = &process[i];

		printf("%-9s %4u pages, score %4d, adj %5d: %s\n", p->name,
		       p->pages, kern_oom_score(p->mm),
		       kern_oom_score_adj(p->mm),
		       kern_oom_killed(p->mm) ? "killed" :
		       intact(p)	      ? "lives, data intact" :
						"lives, DATA LOST");
	}
}

/* What the kernel said: all of it, or the lines that matter most. */
static int print_line(const struct kern_log_line *line, void *verbose)
{
	static const char *const matters[] = {"invoked oom-killer",
					      "oom-kill:", "Out of memory",
					      "oom_reaper"};

	for (size_t i = 0; i < sizeof(matters) / sizeof(matters[0]); i++)
		if (verbose || strstr(line->text, matters[i])) {
			printf("    %s\n", line->text);
			break;
		}
	return 0;
}

static void round_of(const char *title, int database_adj, bool verbose)
{
	uint64_t from = kern_log_next(kernel);

	printf("%s\n", title);
	for (int i = 0; i < NPROCESSES; i++)
		start(&process[i]);
	must(kern_set_oom_score_adj(process[3].mm, database_adj),
	     "kern_set_oom_score_adj");
	run_out_of_memory();
	show();
	printf("The kernel's log:\n");
	kern_log_each(kernel, from, print_line, verbose ? kernel : NULL);
	kern_use_mm(kernel, NULL);
	for (int i = 0; i < NPROCESSES; i++)
		kern_mm_put(process[i].mm);
}

int main(int argc, char **argv)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .ram_bytes = 8 << 20};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine};
	bool verbose = argc > 1 && !strcmp(argv[1], "-v");

	must(kern_boot(&config, &kernel), "kern_boot");
	round_of("Round 1: who has most is killed.", 0, verbose);
	round_of("\nRound 2: the database is spared.", KERN_OOM_SCORE_ADJ_MIN,
		 verbose);
	kern_shutdown(kernel);
	return 0;
}
