/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices, as far as they make nodes in /dev.
 */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/fs.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct class;
struct device;
struct lock_class_key;

struct class *__class_create(struct module *owner, const char *name,
			     struct lock_class_key *key);
#define class_create(owner, name) __class_create(owner, name, NULL)
void class_destroy(struct class *cls);

/* The node /dev/NAME. An error pointer if there is one of that name. */
__printf(5, 6) struct device *device_create(struct class *cls,
					    struct device *parent, dev_t devt,
					    void *drvdata, const char *fmt,
					    ...);
void device_destroy(struct class *cls, dev_t devt);

#endif
