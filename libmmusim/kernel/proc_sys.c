/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc_sys.c - the files of /proc/sys.
 *
 * A table: name, how it is shown, how it is set. Only what has an effect here
 * is in it. A file without a set function is read-only. Those that are one number
 * are in kern_sysctl.h, too.
 *
 * Each can also be set at boot, "sysctl.kernel.panic_on_oops=1" on the command
 * line, as with Linux.
 *
 * Simplified: kernel.hostname, vm.max_map_count, vm.min_free_kbytes and
 * vm.mmap_min_addr can be set on Linux.
 *
 * Reference: Linux 6.1, kernel/sysctl.c, kernel/utsname_sysctl.c,
 * fs/proc/proc_sysctl.c.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/mm.h"
#include "kernel/page.h"
#include "kernel/proc.h"
#include "kernel/sysctl.h"
#include "kernel/version.h"

struct sysctl {
	const char *name; /* below /proc/sys */
	void (*show)(struct kern *k, struct kern_text *t);
	int (*set)(struct kern *k, const char *text); /* 0 or -EINVAL */
	const char *number; /* its name for kern_sysctl(), instead of both */
};

/* Parse up to n numbers with blanks between and nothing behind: how many there are,
 * or -EINVAL. */
static int parse_ints(const char *text, long *value, int n)
{
	int i = 0;

	do {
		char *end;

		errno = 0;
		value[i] = strtol(text, &end, 0);
		if (end == text || errno || value[i] > INT_MAX ||
		    value[i] < INT_MIN)
			return -EINVAL;
		text = end + strspn(end, " \t\n");
		i++;
	} while (*text && i < n);
	return *text ? -EINVAL : i;
}

static int set_int(int *number, const char *text)
{
	long value;
	int n = parse_ints(text, &value, 1);

	if (n < 0)
		return n;
	*number = (int)value;
	return 0;
}

/* --- kernel ------------------------------------------------------------------ */

static void show_hostname(struct kern *k, struct kern_text *t)
{
	(void)k;
	kern_text_add(t, "%s\n", KERN_HOSTNAME);
}

static void show_osrelease(struct kern *k, struct kern_text *t)
{
	(void)k;
	kern_text_add(t, "%s\n", KERN_RELEASE);
}

static void show_ostype(struct kern *k, struct kern_text *t)
{
	(void)k;
	kern_text_add(t, "Linux\n");
}

static void show_version(struct kern *k, struct kern_text *t)
{
	(void)k;
	kern_text_add(t, "%s\n", KERN_VERSION);
}

static void show_panic(struct kern *k, struct kern_text *t)
{
	kern_text_add(t, "%d\n", k->panic_timeout);
}

static int set_panic(struct kern *k, const char *text)
{
	return set_int(&k->panic_timeout, text);
}

static void show_printk(struct kern *k, struct kern_text *t)
{
	const int *level = k->console_printk;

	kern_text_add(t, "%d\t%d\t%d\t%d\n", level[0], level[1], level[2],
		      level[3]);
}

static int set_printk(struct kern *k, const char *text)
{
	long value[4];
	int n = parse_ints(text, value, 4);

	for (int i = 0; i < n; i++)
		k->console_printk[i] = (int)value[i];
	return n < 0 ? n : 0;
}

static void show_tainted(struct kern *k, struct kern_text *t)
{
	kern_text_add(t, "%lu\n", k->taint);
}

/* proc_taint(): flags can be set, and never cleared. */
static int set_tainted(struct kern *k, const char *text)
{
	long value;
	int n = parse_ints(text, &value, 1);

	if (n < 0 || value < 0 || value >= 1l << KERN_TAINT_FLAGS)
		return -EINVAL;
	if (k->panic_on_taint_nousertaint &&
	    (unsigned long)value & k->panic_on_taint)
		return -EINVAL;
	for (int flag = 0; flag < KERN_TAINT_FLAGS && !k->panicked; flag++)
		if (value & 1l << flag)
			kern_set_taint(k, (enum kern_taint)flag);
	return 0;
}

/* --- vm ------------------------------------------------------------------------ */

static void show_max_map_count(struct kern *k, struct kern_text *t)
{
	(void)k;
	kern_text_add(t, "%u\n", KERN_MAX_MAP_COUNT);
}

static void show_min_free(struct kern *k, struct kern_text *t)
{
	kern_text_add(t, "%llu\n",
		      (unsigned long long)k->pages->wmark[KERN_WMARK_MIN] * 4);
}

static void show_mmap_min_addr(struct kern *k, struct kern_text *t)
{
	(void)k;
	kern_text_add(t, "%llu\n", KERN_MMAP_MIN_ADDR);
}

/* It says what was written last. */
static void show_drop_caches(struct kern *k, struct kern_text *t)
{
	kern_text_add(t, "%d\n", k->dropped_caches);
}

static int set_drop_caches(struct kern *k, const char *text)
{
	int value, err = set_int(&value, text);

	return err ? err : kern_drop_caches(k, value);
}

#define NUMBER(file, name)             \
	{                              \
		file, NULL, NULL, name \
	}

static const struct sysctl table[] = {
	NUMBER("kernel/hardlockup_panic", "kernel.hardlockup_panic"),
	{"kernel/hostname", show_hostname, NULL, NULL},
	NUMBER("kernel/hung_task_panic", "kernel.hung_task_panic"),
	NUMBER("kernel/hung_task_timeout_secs",
	       "kernel.hung_task_timeout_secs"),
	NUMBER("kernel/hung_task_warnings", "kernel.hung_task_warnings"),
	NUMBER("kernel/oops_limit", "kernel.oops_limit"),
	{"kernel/osrelease", show_osrelease, NULL, NULL},
	{"kernel/ostype", show_ostype, NULL, NULL},
	{"kernel/panic", show_panic, set_panic, NULL},
	NUMBER("kernel/panic_on_oops", "kernel.panic_on_oops"),
	NUMBER("kernel/panic_on_rcu_stall", "kernel.panic_on_rcu_stall"),
	NUMBER("kernel/panic_on_warn", "kernel.panic_on_warn"),
	NUMBER("kernel/print-fatal-signals", "kernel.print-fatal-signals"),
	{"kernel/printk", show_printk, set_printk, NULL},
	NUMBER("kernel/softlockup_panic", "kernel.softlockup_panic"),
	NUMBER("kernel/sysrq", "kernel.sysrq"),
	{"kernel/tainted", show_tainted, set_tainted, NULL},
	{"kernel/version", show_version, NULL, NULL},
	NUMBER("kernel/warn_limit", "kernel.warn_limit"),
	NUMBER("kernel/watchdog_thresh", "kernel.watchdog_thresh"),
	{"vm/drop_caches", show_drop_caches, set_drop_caches, NULL},
	{"vm/max_map_count", show_max_map_count, NULL, NULL},
	{"vm/min_free_kbytes", show_min_free, NULL, NULL},
	{"vm/mmap_min_addr", show_mmap_min_addr, NULL, NULL},
	NUMBER("vm/oom_dump_tasks", "vm.oom_dump_tasks"),
	NUMBER("vm/oom_kill_allocating_task", "vm.oom_kill_allocating_task"),
	NUMBER("vm/panic_on_oom", "vm.panic_on_oom"),
};

#define NSYSCTLS (sizeof(table) / sizeof(table[0]))

/* --- those of kern_sysctl.h -------------------------------------------------------- */

static void show_number(struct kern *k, const char *name, struct kern_text *t)
{
	int value = 0;

	kern_sysctl(k, name, &value);
	kern_text_add(t, "%d\n", value);
}

static int set_number(struct kern *k, const char *name, const char *text)
{
	int value, err = set_int(&value, text);

	return err ? err : kern_set_sysctl(k, name, value);
}

/* --- by name --------------------------------------------------------------------- */

/* "sys/kernel/panic" of /proc */
static const struct sysctl *find(const char *name)
{
	if (strncmp(name, "sys/", 4))
		return NULL;
	for (size_t i = 0; i < NSYSCTLS; i++)
		if (!strcmp(name + 4, table[i].name))
			return &table[i];
	return NULL;
}

bool kern_sysctl_show(struct kern *k, const char *name, struct kern_text *t)
{
	const struct sysctl *sysctl = find(name);

	if (sysctl && sysctl->number)
		show_number(k, sysctl->number, t);
	else if (sysctl)
		sysctl->show(k, t);
	return sysctl;
}

int kern_sysctl_each(struct kern_proc_walk *walk)
{
	char name[64];
	int ret = 0;

	for (size_t i = 0; i < NSYSCTLS && !ret; i++) {
		snprintf(name, sizeof(name), "sys/%s", table[i].name);
		ret = walk->file(name, table[i].set || table[i].number,
				 walk->arg);
	}
	return ret;
}

int kern_proc_write(struct kern *k, const char *name, const char *text)
{
	const struct sysctl *sysctl = find(name);
	char *there;

	if (!strcmp(name, "sysrq-trigger"))
		return *text ? kern_sysrq(k, *text) : 0;
	if (sysctl && sysctl->number)
		return set_number(k, sysctl->number, text);
	if (sysctl)
		return sysctl->set ? sysctl->set(k, text) : -EACCES;
	there = kern_proc_read(k, name);
	if (!there)
		return -ENOENT;
	free(there);
	return -EACCES;
}

/* "kernel.panic_on_oops=1", from the command line. Linux says so, too, when
 * there is no such file, or it does not take the value. */
void kern_sysctl_boot(struct kern *k, const char *option)
{
	const char *equals = strchr(option, '=');
	char name[64];
	int err;

	if (!equals)
		return;
	snprintf(name, sizeof(name), "sys/%.*s", (int)(equals - option),
		 option);
	for (char *c = name; *c; c++)
		if (*c == '.')
			*c = '/';
	err = kern_proc_write(k, name, equals + 1);
	if (err)
		kern_printk(k,
			    KERN_ERR "Failed to set sysctl parameter '%s': "
				     "%s\n",
			    option,
			    err == -ENOENT ? "parameter not found" :
			    err == -EACCES ? "permission denied" :
					     "invalid value");
}
