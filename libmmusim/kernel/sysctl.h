/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sysctl.h - numbers of the kernel's, by name. */
#ifndef KERNEL_SYSCTL_H
#define KERNEL_SYSCTL_H

#include <mmusim/kern_sysctl.h>

/* Their defaults, then those of the command line, which may be NULL. */
void kern_sysctl_init(struct kern *k, const char *cmdline);

#endif
