/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab_race - a race in a slab allocator, found and repeated at will.
 *
 *   ./examples/slab_race            modules/slab_race.ko, without its lock
 *   ./examples/slab_race locked=1   with it
 *
 * Two threads of the kernel take objects from one free list and put them back. In
 * life it goes well a million times. Here threads change only where they say
 * yield(), so the order in which they do is all that chance could decide, and it can
 * be searched: all orders with no switch, with one, with two, until one does harm.
 *
 * What to watch for:
 *
 *   - the order that each thread would have alone does no harm
 *   - two switches in the wrong places are enough. The log of that run, which is
 *     made once more, shows both threads with the same head of the list
 *   - with the lock no order does harm
 */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mmusim/mmusim.h>

/**
 * struct lab - what each run begins with
 * @from:   first record of the log that is the run's
 * @params: of the module
 */
struct lab {
	struct kern *kern;
	struct mmu_snapshot *booted;
	uint64_t from;
	const char *params;
	char module[4096];
};

static void must(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "%s: error %d: %s\n", what, err, mmu_last_error());
	exit(1);
}

/* One run of both threads, from a kernel that was just booted, in this order. */
static int run(void *arg, struct kern_schedule *schedule)
{
	struct lab *lab = arg;
	char *log;
	bool harm;
	int status;

	must(mmu_restore(kern_machine(lab->kern), lab->booted), "restore");
	must(kern_insmod(lab->kern, lab->module, lab->params, &status),
	     "insmod");
	must(status, "the module was refused");
	must(kern_sched_follow(lab->kern, schedule), "schedule");
	must(kern_run(lab->kern), "run");
	must(kern_sched_follow(lab->kern, NULL), "schedule");
	log = kern_dmesg(lab->kern, lab->from);
	must(!log, "read the log");
	harm = strstr(log, "slab_race: object") || strstr(log, "corrupted");
	free(log);
	return harm;
}

static void print_schedule(const struct kern_schedule *schedule)
{
	printf("Where both could run, the one that did goes on (.) or the other "
	       "one comes (x): ");
	for (unsigned int i = 0; i < schedule->steps; i++)
		putchar(schedule->choice[i] ? 'x' : '.');
	printf("\n");
}

static void print_run(struct lab *lab, struct kern_schedule *schedule)
{
	char *log;

	run(lab, schedule);
	log = kern_dmesg(lab->kern, lab->from);
	if (log)
		fputs(log, stdout);
	free(log);
}

/* The module lies beside this program. */
static void find_module(struct lab *lab)
{
	char self[3000];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[len > 0 ? len : 0] = '\0';
	snprintf(lab->module, sizeof(lab->module), "%s/modules/slab_race.ko",
		 dirname(self));
}

int main(int argc, char **argv)
{
	struct lab lab = {.params = argc > 1 ? argv[1] : NULL};
	struct kern_explore search = {
		.size = sizeof(search), .run = run, .arg = &lab};
	struct kern_schedule alone = {.size = sizeof(alone)};
	int found;

	find_module(&lab);
	must(kern_boot(NULL, &lab.kern), "boot");
	must(mmu_snapshot(kern_machine(lab.kern), &lab.booted), "snapshot");
	lab.from = kern_log_next(lab.kern);

	printf("One thread after the other:\n");
	print_run(&lab, &alone);
	found = kern_explore(&search);
	must(found < 0 ? found : 0, "search");
	if (found) {
		printf("\nRun %u did harm.\n", search.runs);
		print_schedule(&search.found);
		print_run(&lab, &search.found);
	} else {
		printf("\n%u runs, and none did harm.\n", search.runs);
	}
	mmu_snapshot_free(lab.booted);
	kern_shutdown(lab.kern);
	return 0;
}
