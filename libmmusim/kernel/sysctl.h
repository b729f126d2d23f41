/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sysctl.h - numbers of the kernel's, by name. */
#ifndef KERNEL_SYSCTL_H
#define KERNEL_SYSCTL_H

#include <mmusim/kern_sysctl.h>

/* Their defaults. The command line is read by cmdline.c. */
void kern_sysctl_init(struct kern *k);

#endif
