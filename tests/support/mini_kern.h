/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mini_kern.h - a kernel with memory and a log, but no image and no tasks.
 *
 * For tests of the parts that a whole kernel is booted from. RAM is 16 MiB;
 * the vmalloc range has room for 64 pages, that of modules for 16, so that
 * tests can exhaust them.
 */
#ifndef SUPPORT_MINI_KERN_H
#define SUPPORT_MINI_KERN_H

#include "kernel/kern.h"

#define MINI_RAM     (16ull << 20)
#define MINI_VMALLOC (64 * KERN_PAGE)
#define MINI_MODULES (16 * KERN_PAGE)

/* With these options; the other one: memcheck is not told of slab objects, and
 * free pointers are plain. */
struct kern *mini_kern_boot(const char *cmdline);
struct kern *mini_kern_create(void);
void mini_kern_destroy(struct kern *k);

/* The log's lines without stamps, each with a newline; free() it. */
char *mini_kern_log(struct kern *k);

/* A host pointer that simulated code would hold, as the number it is. */
uint64_t mini_ptr(struct kern *k, uint64_t la);

/* cmocka fixtures: *state is the struct kern. */
int mini_kern_setup(void **state);
int mini_kern_teardown(void **state);

#endif
