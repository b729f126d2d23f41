/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gdb_jit.h - modules announced to debuggers: see gdb_jit.c. */
#ifndef KERNEL_GDB_JIT_H
#define KERNEL_GDB_JIT_H

#include "kernel/elf.h"

/* The module was loaded. Without memory, or debug information in the file, it is
 * not announced. */
void kern_jit_announce(const struct elf_loader *l);

/* It is freed. */
void kern_jit_forget(const struct kern *k, const struct kern_module *mod);

/* The machine is as it was: announce those that are there, and no others. */
void kern_jit_restored(const struct kern *k);

/* The machine ends. */
void kern_jit_forget_all(const struct kern *k);

#endif
