/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * host.h - every host system call that shapes windows.
 *
 * Under Valgrind a window is mapped readable and writable once, so that
 * memcheck takes its contents for defined, then made inaccessible in a way that
 * Valgrind sees, and from then on reshaped behind its back by raw system calls:
 * it would die of the many mappings otherwise, and forget what memcheck knows
 * of the contents. Executable pages are the exception: Valgrind translates code
 * only where it knows of PROT_EXEC, so it is told of those.
 */
#ifndef NATIVE_HOST_H
#define NATIVE_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is this process run by Valgrind? Constant for its life. */
bool host_valgrind(void);

/**
 * host_reserve - an inaccessible range of host addresses
 * @len:   in bytes, whole pages
 * @align: a power of two, at least a page
 * @hint:  tried first if not 0
 * @lo, @hi: bounds that the range must respect, if hi is not 0
 * Return: its address, or NULL.
 */
char *host_reserve(size_t len, size_t align, uintptr_t hint, uintptr_t lo,
		   uintptr_t hi);
void host_release(char *host, size_t len);

/* Map file memory over part of a reservation; 0 or -errno. AS-safe. */
int host_map(char *host, size_t len, int prot, int fd, uint64_t offset);
/* Change the rights of part of one. AS-safe. */
int host_protect(char *host, size_t len, int prot, int old_prot);
/* Take the mapping away: the range is as reserved. AS-safe. */
int host_drop(char *host, size_t len, bool was_exec);

/**
 * struct host_part - a part of a file
 */
struct host_part {
	uint64_t offset, len; /* whole pages */
};

/* Parts of a file, one behind the other; NULL, with errno. */
char *host_view_create(int fd, const struct host_part *part, size_t n,
		       int prot);
void host_view_destroy(char *view, size_t len);
/* Put memory of this process alone in place of the file, with what is there now;
 * without rights, if the host has no memory. */
void host_view_part(char *view, size_t len, int prot);

/*
 * A mapping in reserve. At its limit of mappings the host makes no new one, not
 * even in place of many others. So before these can go, one has to be given
 * back. AS-safe, and from any thread.
 */
void host_keep_spare(void);
void host_use_spare(void);

/* Ordinary memory for stacks, with an inaccessible guard page below. */
char *host_stack_create(size_t len);
void host_stack_destroy(char *stack, size_t len);

/* Code at these addresses was changed behind the CPU's back. */
void host_code_changed(const void *code, size_t len);

#endif
