/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many CPUs there can be at most.
 */
#ifndef _LINUX_THREADS_H
#define _LINUX_THREADS_H

#define NR_CPUS 8192

#endif
