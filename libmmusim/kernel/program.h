/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program.h - what tasks execute: the program that this process runs, or a
 * library of it.
 *
 * A task's function is host code. It lies in no simulated page and is fetched by
 * the host CPU alone. So that the kernel can show it, its segments are areas of
 * the task's address space at the very addresses that they have on the host, as
 * mappings of the file they came from. Only their data are not: these are the
 * host's, and shared.
 */
#ifndef KERNEL_PROGRAM_H
#define KERNEL_PROGRAM_H

#include "kernel/mm.h"

#define KERN_NSEGMENTS 12

/**
 * struct kern_segment - a part of the program in memory, [start, end)
 * @offset: of it in the file
 * @prot:   PROT_*
 */
struct kern_segment {
	uint64_t start, end;
	uint64_t offset;
	int prot;
};

/**
 * struct kern_program - an executable or shared library
 * @file:   that it came from; NULL when it cannot be opened
 * @start, @end: of all of it in memory, with its data
 */
struct kern_program {
	struct kern_program *next;
	char path[256];
	struct kern_file *file;
	uint64_t start, end;
	unsigned int n;
	struct kern_segment segment[KERN_NSEGMENTS];
};

/* The one that a function is part of. 0; -EINVAL: none; -ENOMEM. It lives as
 * long as the kernel. */
int kern_find_program(struct kern *k, const void *fn,
		      const struct kern_program **program);
/* Map it. 0 or -ENOMEM. */
int kern_map_program(struct kern_mm *mm, const struct kern_program *program);

/* Is all of [at, at + len) the program's, with this right? */
bool kern_program_holds(const struct kern_program *program, uint64_t at,
			uint64_t len, int prot);

/* The name of the object of this process that holds an address, and where its
 * text lies. False: none. */
bool kern_host_object(uint64_t at, char name[64], uint64_t *start,
		      uint64_t *len);

#endif
