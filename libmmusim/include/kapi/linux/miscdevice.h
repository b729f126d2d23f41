/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Character devices with major number 10, one minor each.
 */
#ifndef _LINUX_MISCDEVICE_H
#define _LINUX_MISCDEVICE_H

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/module.h>

#define MISC_DYNAMIC_MINOR 255

struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *parent;
	struct device *this_device;
	const struct attribute_group **groups;
	const char *nodename;
	umode_t mode;
};

static_assert(sizeof(struct miscdevice) == 80);

/* Makes /dev/NAME. */
int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);

#define module_misc_device(misc) \
	module_driver(misc, misc_register, misc_deregister)

#endif
