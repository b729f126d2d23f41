/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_copy.c - pointers that tasks pass to system calls.
 *
 * A pointer into a window is followed with the rights of the task's areas, and
 * faults are resolved. One into the program is the host's memory: its constants
 * and its global variables.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/exports.h"
#include "kernel/program.h"
#include "kernel/sched.h"

static bool is_programs(struct kern *k, uint64_t ptr, size_t len, int prot)
{
	const struct kern_program *program = k->current->program;

	return program && kern_lift(k, ptr) == ptr &&
	       kern_program_holds(program, ptr, len, prot);
}

int kern_arg_read(struct kern *k, void *to, uint64_t ptr, size_t len)
{
	if (is_programs(k, ptr, len, PROT_READ)) {
		memcpy(to, (const void *)(uintptr_t)ptr, len);
		return 0;
	}
	return kern_access_vm(k->current->mm, kern_lift(k, ptr), to, len,
			      false) ?
		       -EFAULT :
		       0;
}

int kern_arg_write(struct kern *k, uint64_t ptr, const void *from, size_t len)
{
	if (is_programs(k, ptr, len, PROT_READ | PROT_WRITE)) {
		memcpy((void *)(uintptr_t)ptr, from, len);
		return 0;
	}
	if (kern_access_vm(k->current->mm, kern_lift(k, ptr),
			   (void *)(uintptr_t)from, len, true))
		return -EFAULT;
	kern_wrote(k, kern_lift(k, ptr), len);
	return 0;
}

int kern_arg_string(struct kern *k, char *to, uint64_t ptr, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (kern_arg_read(k, to + i, ptr + i, 1))
			return -EFAULT;
		if (!to[i])
			return 0;
	}
	return -ENAMETOOLONG;
}
