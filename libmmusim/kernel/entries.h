/* SPDX-License-Identifier: GPL-2.0-or-later */
/* entries.h - gates that only the kernel image goes through: entries.def. */
#ifndef KERNEL_ENTRIES_H
#define KERNEL_ENTRIES_H

#include "kernel/kern.h"

#define KERN_ENTRY(name, handler) kern_export_fn handler;
#include "kernel/entries.def"
#undef KERN_ENTRY

#endif
