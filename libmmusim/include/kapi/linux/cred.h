/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose task it is. The layout is that of Linux 6.1.
 */
#ifndef _LINUX_CRED_H
#define _LINUX_CRED_H

#include <asm/current.h>
#include <linux/build_bug.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <linux/uidgid.h>

struct cred {
	atomic_long_t usage;
	kuid_t uid;
	kgid_t gid;
	kuid_t suid;
	kgid_t sgid;
	kuid_t euid;
	kgid_t egid;
	kuid_t fsuid;
	kgid_t fsgid;
	unsigned int securebits;
	unsigned char __kernel_only_1[0x88 - 0x2c];
	struct user_namespace *user_ns;
	unsigned char __kernel_only_2[0xb0 - 0x90];
};

static_assert(offsetof(struct cred, securebits) == 0x28);
static_assert(offsetof(struct cred, user_ns) == 0x88);
static_assert(sizeof(struct cred) == 0xb0);

#define current_cred()		    ((const struct cred *)current->cred)
#define __task_cred(task)	    ((const struct cred *)(task)->real_cred)

#define current_cred_xxx(member)    (current_cred()->member)
#define task_cred_xxx(task, member) (__task_cred(task)->member)

#define current_uid()		    (current_cred_xxx(uid))
#define current_gid()		    (current_cred_xxx(gid))
#define current_euid()		    (current_cred_xxx(euid))
#define current_egid()		    (current_cred_xxx(egid))
#define current_suid()		    (current_cred_xxx(suid))
#define current_sgid()		    (current_cred_xxx(sgid))
#define current_fsuid()		    (current_cred_xxx(fsuid))
#define current_fsgid()		    (current_cred_xxx(fsgid))
#define current_user_ns()	    (current_cred_xxx(user_ns))
#define task_uid(task)		    (task_cred_xxx((task), uid))
#define task_euid(task)		    (task_cred_xxx((task), euid))

#define current_uid_gid(_uid, _gid)      \
	do {                             \
		*(_uid) = current_uid(); \
		*(_gid) = current_gid(); \
	} while (0)

#endif
