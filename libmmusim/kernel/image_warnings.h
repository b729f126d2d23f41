/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image_warnings.h - numbers of warnings that code of the kernel image gives.
 */
#ifndef KERNEL_IMAGE_WARNINGS_H
#define KERNEL_IMAGE_WARNINGS_H

enum kern_image_warning {
#define KERN_IMAGE_WARNING(name, where, function, offset, times, before) \
	KERN_WARN_##name,
#include "kernel/image_warnings.def"
#undef KERN_IMAGE_WARNING
	KERN_IMAGE_WARNINGS
};

/* enum kobject_action */
enum {
	KERN_KOBJ_ADD,
	KERN_KOBJ_REMOVE,
	KERN_KOBJ_CHANGE,
	KERN_KOBJ_MOVE,
	KERN_KOBJ_ONLINE,
	KERN_KOBJ_OFFLINE,
	KERN_KOBJ_BIND,
	KERN_KOBJ_UNBIND,
	KERN_KOBJ_ACTIONS
};

#endif
