/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kprobe.c */
#include <errno.h>

#include "kernel/exports.h"

uint64_t kern_x_register_kprobe(struct kern_call *call)
{
	(void)call;
	return (uint64_t)-EOPNOTSUPP;
}

uint64_t kern_x_unregister_kprobe(struct kern_call *call)
{
	(void)call;
	return 0;
}
