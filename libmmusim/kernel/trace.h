/* SPDX-License-Identifier: GPL-2.0-or-later */
/* trace.h - recorded references, for the policy that knows them. */
#ifndef KERNEL_TRACE_H
#define KERNEL_TRACE_H

#include <mmusim/kern_trace.h>

#define KERN_TRACE_NEVER (UINT64_MAX - 1)

/* It is complete, and kern_trace_next() will be asked. 0 or -ENOMEM. */
int kern_trace_index(struct kern_trace *trace);
/* The first reference to the page, from @from on; KERN_TRACE_NEVER. */
uint64_t kern_trace_next(const struct kern_trace *trace, uint64_t page,
			 uint64_t from);

#endif
