/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of /proc/sys: numbers and strings of a module that a person sets.
 */
#ifndef _LINUX_SYSCTL_H
#define _LINUX_SYSCTL_H

#include <linux/build_bug.h>
#include <linux/types.h>

struct ctl_table;
struct ctl_table_header;
struct ctl_table_poll;

/* The buffer is the kernel's. *lenp: what was taken, or written into it. */
typedef int proc_handler(struct ctl_table *ctl, int write, void *buffer,
			 size_t *lenp, loff_t *ppos);

/* One file. A table ends with an empty entry. */
struct ctl_table {
	const char *procname;
	void *data;
	int maxlen; /* in bytes */
	umode_t mode;
	struct ctl_table *child; /* of register_sysctl_table(): a folder */
	proc_handler *proc_handler;
	struct ctl_table_poll *poll;
	void *extra1; /* the least value that is allowed; NULL */
	void *extra2; /* the greatest one */
};

static_assert(sizeof(struct ctl_table) == 64);

/* At /proc/sys/PATH/NAME. NULL when there is one already, or it is wrong. */
struct ctl_table_header *register_sysctl(const char *path,
					 struct ctl_table *table);
struct ctl_table_header *register_sysctl_table(struct ctl_table *table);
void unregister_sysctl_table(struct ctl_table_header *table);

proc_handler proc_dostring;
proc_handler proc_dointvec;
proc_handler proc_douintvec;
proc_handler proc_dointvec_minmax;
proc_handler proc_douintvec_minmax;
proc_handler proc_doulongvec_minmax;
proc_handler proc_dointvec_jiffies;

#endif
