/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_uevent.h - the variables of an event of a kobject, for code of the kernel
 * image: struct kobj_uevent_env.
 */
#ifndef KERNEL_KIMAGE_UEVENT_H
#define KERNEL_KIMAGE_UEVENT_H

#include "kernel/kimage_kobject.h"

enum { KERN_UEVENT_VARIABLES = 64, KERN_UEVENT_BUFFER = 2048 };

struct uevent_env {
	char *argv[3];
	char *envp[KERN_UEVENT_VARIABLES];
	int n;
	char buf[KERN_UEVENT_BUFFER];
	int len;
};

struct kset_uevent_ops {
	int (*filter)(struct kobject *kobj);
	const char *(*name)(struct kobject *kobj);
	int (*uevent)(struct kobject *kobj, struct uevent_env *env);
};

HIDDEN int kimg_add_uevent_var(struct uevent_env *env, const char *format, ...);
HIDDEN int kimg_dev_uevent(struct kobject *kobj, struct uevent_env *env);

#endif
