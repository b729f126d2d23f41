/* SPDX-License-Identifier: GPL-2.0-or-later */
/* shell.h - the processes that a shell makes beside what it was told to run. */
#ifndef SUPPORT_SHELL_H
#define SUPPORT_SHELL_H

#include <mmusim/mmusim.h>

/*
 * The shell, which is process "init", forks for a pipe, waits, and goes on. That
 * prints nothing. But its children use memory and give it back, npages each.
 * When that is more than lies on the kernel's per-CPU lists, what was freed
 * before goes on to the buddy allocator.
 */
void shell_forks(struct kern *k, size_t npages);

/* Take pages for good, as a shell does between two commands. Which use the next free
 * page is put to depends on the host's addresses: a page table, or the data of a child
 * that shell_forks() makes. */
void shell_takes(struct kern *k, size_t npages);

#endif
