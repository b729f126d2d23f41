/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_param.h - parameters, as code of the kernel image sees them.
 *
 *   struct kernel_param   00 name  08 mod  10 ops  18 perm  1a level  1b flags
 *                         20 arg
 *   struct kparam_array   00 max   04 elemsize  08 num  10 ops  18 elem
 *
 * Reference: Linux 6.1, include/linux/moduleparam.h.
 */
#ifndef KERNEL_KIMAGE_PARAM_H
#define KERNEL_KIMAGE_PARAM_H

struct kernel_param;

struct kernel_param_ops {
	unsigned int flags;
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buffer, const struct kernel_param *kp);
	void (*free)(void *arg);
};

struct kparam_array {
	unsigned int max;
	unsigned int elemsize;
	unsigned int *num; /* how many there are; NULL: all */
	const struct kernel_param_ops *ops;
	char *elem;
};

struct kernel_param {
	const char *name;
	void *mod;
	const struct kernel_param_ops *ops;
	unsigned short perm;
	signed char level;
	unsigned char flags;
	union {
		void *arg;
		const struct kparam_array *arr;
	};
};

#endif
