/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys that ask the kernel for something at once: /proc/sysrq-trigger.
 */
#ifndef _LINUX_SYSRQ_H
#define _LINUX_SYSRQ_H

#include <linux/errno.h>
#include <linux/types.h>

/* What of it a keyboard may ask for: bits of /proc/sys/kernel/sysrq. */
#define SYSRQ_ENABLE_LOG      0x0002
#define SYSRQ_ENABLE_KEYBOARD 0x0004
#define SYSRQ_ENABLE_DUMP     0x0008
#define SYSRQ_ENABLE_SYNC     0x0010
#define SYSRQ_ENABLE_REMOUNT  0x0020
#define SYSRQ_ENABLE_SIGNAL   0x0040
#define SYSRQ_ENABLE_BOOT     0x0080
#define SYSRQ_ENABLE_RTNICE   0x0100

struct sysrq_key_op {
	void (*const handler)(int key);
	const char *const help_msg;
	const char *const action_msg;
	const int enable_mask;
};

/* 0; -1 when the key belongs to somebody else. */
int register_sysrq_key(int key, const struct sysrq_key_op *op);
int unregister_sysrq_key(int key, const struct sysrq_key_op *op);

#endif
