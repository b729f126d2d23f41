/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_sysctl.h - files of /proc/sys that modules register, for code of the kernel
 * image: struct ctl_table as Debian's Linux 6.1 for amd64 lays it out.
 */
#ifndef KERNEL_KIMAGE_SYSCTL_H
#define KERNEL_KIMAGE_SYSCTL_H

#include "kernel/kimage_kobject.h"

struct ctl_table;

typedef int proc_handler(struct ctl_table *table, int write, void *buf,
			 size_t *len, long *pos);

struct ctl_table {
	const char *procname;
	void *data;
	int maxlen;
	unsigned short mode;
	struct ctl_table *child;
	proc_handler *handler;
	void *poll, *extra1, *extra2;
};

_Static_assert(sizeof(struct ctl_table) == 64, "as Linux has it");

/* kimage_sysctl_proc.c */
HIDDEN proc_handler kimg_proc_dostring, kimg_proc_dointvec;
HIDDEN proc_handler kimg_proc_douintvec, kimg_proc_dointvec_minmax;
HIDDEN proc_handler kimg_proc_douintvec_minmax, kimg_proc_doulongvec_minmax;
HIDDEN proc_handler kimg_proc_dointvec_jiffies;

#endif
