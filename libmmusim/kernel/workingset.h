/* SPDX-License-Identifier: GPL-2.0-or-later */
/* workingset.h - which pages were used; private to kernel/. */
#ifndef KERNEL_WORKINGSET_H
#define KERNEL_WORKINGSET_H

#include <mmusim/kern_workingset.h>
#include "kernel/mm.h"

/* For each page that is there, in the order of addresses, with its index and
 * whether it was used since the last time. All are idle then. Other than 0 from
 * fn ends that, and is returned. */
typedef int kern_young_fn(uint64_t index, bool used, void *arg);
int kern_mm_test_young(struct kern_mm *mm, kern_young_fn *fn, void *arg);

#endif
