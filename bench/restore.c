/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * restore.c - what it costs a test to begin from a booted kernel: restoring a
 * snapshot after a module crashed, against booting anew.
 */
#include <mmusim/kern.h>
#include <mmusim/snapshot.h>

#include "common.h"

enum { BATCH = 5 };

struct rig {
	struct kern *kern;
	struct mmu_snapshot *booted;
	const char *module; /* NULL: nothing happens since */
};

static double boot(void *arg)
{
	double sum = 0;

	(void)arg;
	for (int i = 0; i < BATCH; i++) {
		double start = bench_now();
		struct kern *kern;

		bench_need(!kern_boot(NULL, &kern), "boot a kernel");
		sum += bench_now() - start;
		kern_shutdown(kern);
	}
	return sum / BATCH;
}

static double restore(void *arg)
{
	struct rig *rig = arg;
	double sum = 0;
	int status;

	for (int i = 0; i < BATCH; i++) {
		double start;

		if (rig->module) {
			bench_need(!kern_insmod(rig->kern, rig->module, NULL,
						&status),
				   "run insmod");
			bench_need(status == 137, "crash the module: build it "
						  "with make modules");
		}
		start = bench_now();
		bench_need(!mmu_restore(kern_machine(rig->kern), rig->booted),
			   "restore");
		sum += bench_now() - start;
	}
	return sum / BATCH;
}

int main(void)
{
	struct rig rig = {.module = NULL};
	struct bench_figure figure = {.name = "right after the snapshot",
				      .measured = restore,
				      .base = boot,
				      .of = "a boot",
				      .arg = &rig};

	bench_need(!kern_boot(NULL, &rig.kern), "boot a kernel");
	bench_need(!mmu_snapshot(kern_machine(rig.kern), &rig.booted),
		   "take a snapshot");
	printf("restoring a booted kernel:\n");
	bench_print(&figure);
	rig.module = "examples/modules/faulty.ko";
	figure.name = "after faulty.ko and its oops";
	bench_print(&figure);
	printf("  once:                           %.0f us\n",
	       restore(&rig) / 1000);
	mmu_snapshot_free(rig.booted);
	kern_shutdown(rig.kern);
	return 0;
}
