/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proc.h - files of /proc and /sys: what proc*.c, proc_sys.c and sysfs.c share. */
#ifndef KERNEL_PROC_H
#define KERNEL_PROC_H

#include "kernel/kern.h"
#include "kernel/text.h"

/* Whoever walks over the names of files. */
struct kern_proc_walk {
	int (*file)(const char *name, bool writable, void *arg);
	void *arg;
};

/* proc_kernel.c */
void kern_show_cmdline(struct kern *k, struct kern_text *t);
void kern_show_cpuinfo(struct kern *k, struct kern_text *t); /* cpuinfo.c */
void kern_show_interrupts(struct kern *k,
			  struct kern_text *t); /* proc_stat.c */
void kern_show_loadavg(struct kern *k, struct kern_text *t);
void kern_show_stat(struct kern *k, struct kern_text *t);
/* resource.c: what the machine itself has, in the image's data; the two files. */
void kern_resources_init(struct kern *k);
void kern_show_ioports(struct kern *k, struct kern_text *t);
void kern_show_iomem(struct kern *k, struct kern_text *t);
void kern_show_kallsyms(struct kern *k, struct kern_text *t);
void kern_show_uptime(struct kern *k, struct kern_text *t);
void kern_show_version(struct kern *k, struct kern_text *t);

/* Pages that could be had without swapping: si_mem_available(); proc.c */
long long kern_mem_available(const struct kern *k);

/* proc_zone.c */
void kern_show_zoneinfo(struct kern *k, struct kern_text *t);
/* sysrq.c: a letter for /proc/sysrq-trigger. 0; -EBUSY when the kernel has panicked,
 * because of that, perhaps; -ENOMEM */
int kern_sysrq(struct kern *k, char key);
/* drop_caches.c: 0, even when the shell died of it: kern_last_status(); -EINVAL,
 * -EBUSY after a panic, -ENOMEM */
int kern_drop_caches(struct kern *k, int what);

/* proc_mm.c: the files of /proc/PID of all tasks */
int kern_proc_each_pid(struct kern *k, struct kern_proc_walk *walk);

/* proc_sys.c: false when there is no file of that name, "sys/kernel/panic" */
bool kern_sysctl_show(struct kern *k, const char *name, struct kern_text *t);
int kern_sysctl_each(struct kern_proc_walk *walk);

#endif
