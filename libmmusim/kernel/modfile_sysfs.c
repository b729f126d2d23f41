/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile_sysfs.c - what show functions of attributes write with.
 *
 * Reference: Linux 6.1, fs/sysfs/file.c.
 */
#include "kernel/exports.h"
#include "kernel/modfile.h"

/* Text to buf + at, and no farther than the page's end. */
static uint64_t emit(struct kern_call *call, unsigned int format, uint64_t at)
{
	char text[KERN_PAGE];
	int len = kern_call_format_with(call, format, format + 1, text,
					sizeof(text) - at);

	if (len < 0)
		return 0;
	if ((uint64_t)len >= sizeof(text) - at)
		len = (int)(sizeof(text) - at) - 1;
	text[len] = 0;
	if (kern_call_write(call, call->arg[0] + at, text, (size_t)len + 1))
		return 0;
	return (uint64_t)len;
}

/* int sysfs_emit(char *buf, const char *format, ...): at most a page */
uint64_t kern_x_sysfs_emit(struct kern_call *call)
{
	struct kern *k = call->kern;

	if (call->arg[0] && !(call->arg[0] % KERN_PAGE))
		return emit(call, 1, 0);
	kern_cut_here(k);
	kern_printk(k, KERN_WARNING "invalid sysfs_emit: buf:%p\n",
		    (void *)(uintptr_t)call->arg[0]);
	kern_warn_in(k, "fs/sysfs/file.c:740", "sysfs_emit", 0xa7);
	return 0;
}

/* int sysfs_emit_at(char *buf, int at, const char *format, ...) */
uint64_t kern_x_sysfs_emit_at(struct kern_call *call)
{
	struct kern *k = call->kern;
	int at = (int)call->arg[1];

	if (call->arg[0] && !(call->arg[0] % KERN_PAGE) && at >= 0 &&
	    at < (int)KERN_PAGE)
		return emit(call, 2, (uint64_t)at);
	kern_cut_here(k);
	kern_printk(k, KERN_WARNING "invalid sysfs_emit_at: buf:%p at:%d\n",
		    (void *)(uintptr_t)call->arg[0], at);
	kern_warn_in(k, "fs/sysfs/file.c:768", "sysfs_emit_at", 0x64);
	return 0;
}
