/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What uname tells: struct new_utsname is read from init_uts_ns.
 */
#ifndef _LINUX_UTSNAME_H
#define _LINUX_UTSNAME_H

#include <linux/build_bug.h>
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/types.h>

#define __NEW_UTS_LEN 64

struct new_utsname {
	char sysname[__NEW_UTS_LEN + 1];
	char nodename[__NEW_UTS_LEN + 1];
	char release[__NEW_UTS_LEN + 1];
	char version[__NEW_UTS_LEN + 1];
	char machine[__NEW_UTS_LEN + 1];
	char domainname[__NEW_UTS_LEN + 1];
};

struct uts_namespace {
	struct new_utsname name;
	unsigned char __kernel_only[0x1b0 - 0x186];
} __aligned(8);

static_assert(sizeof(struct uts_namespace) == 0x1b0);

extern struct uts_namespace init_uts_ns;

static inline struct new_utsname *init_utsname(void)
{
	return &init_uts_ns.name;
}

/* Simplified: there is one namespace. */
static inline struct new_utsname *utsname(void)
{
	return init_utsname();
}

#endif
