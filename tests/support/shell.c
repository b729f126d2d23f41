/* SPDX-License-Identifier: GPL-2.0-or-later */
/* shell.c - see shell.h. */
#include "shell.h"

#include "kernel/gfp.h"
#include "kernel/page.h"
#include "task_rig.h"

/* Each page of the child's memory is touched. */
static int child(size_t npages)
{
	char *p = task_map(npages);

	for (size_t i = 0; i < npages; i++)
		write_byte((uint64_t)(uintptr_t)p + i * PAGE, 1);
	return 0;
}

static int shell(void *npages)
{
	for (int i = 0; i < 2; i++) {
		if (!kern_sys_fork())
			kern_sys_exit(child((size_t)(uintptr_t)npages));
		kern_sys_wait4(-1, NULL, 0, NULL);
	}
	return 0;
}

void shell_forks(struct kern *k, size_t npages)
{
	struct kern_task_config config = {
		.size = sizeof(config),
		.name = "init",
		.fn = shell,
		.arg = (void *)(uintptr_t)npages,
	};
	int pid;

	if (kern_panicked(k))
		return;
	assert_int_equal(kern_task_spawn(k, &config, &pid), 0);
	kern_run(k);
	if (!kern_panicked(k))
		status_of(k, pid);
}

void shell_takes(struct kern *k, size_t npages)
{
	for (size_t i = 0; i < npages && !kern_panicked(k); i++)
		kern_get_free_pages(k, KERN_GFP_KERNEL, 0);
}
