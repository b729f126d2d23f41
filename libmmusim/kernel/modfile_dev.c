/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile_dev.c - character devices: their numbers, who serves them, and their
 * nodes in /dev.
 *
 *   struct cdev          40 owner  48 ops  60 dev  64 count
 *   struct miscdevice    00 minor  10 fops
 * Classes, devices and misc devices are made by code of the kernel image
 * (kimage_device.c, kimage_misc.c). A node appears at once, without udev.
 *
 * Reference: Linux 6.1, fs/char_dev.c, drivers/char/misc.c, drivers/base/devtmpfs.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/modfile.h"
#include "kernel/module.h"
#include "kernel/sim.h"
#include "kernel/text.h"

enum { CDEV_OWNER = 64, CDEV_OPS = 72, CDEV_DEV = 96, CDEV_COUNT = 100 };
enum { CDEV_SIZE = 104 };
enum { MISC_FOPS = 16 };

/* Majors that nobody has: CHRDEV_MAJOR_DYN_END and what is above. */
enum { DYNAMIC_FIRST = 234, DYNAMIC_LAST = 254, MAX_MAJOR = 512 };

/* Majors that drivers of the kernel itself have taken when Debian's has booted, so
 * that modules get the numbers that they get there. There are no such devices. */
static const struct builtin {
	unsigned int major;
	const char *name;
} builtin[] = {
	{1, "mem"},	 {4, "/dev/vc/0"},    {4, "tty"},	{4, "ttyS"},
	{5, "/dev/tty"}, {5, "/dev/console"}, {5, "/dev/ptmx"}, {7, "vcs"},
	{10, "misc"},	 {13, "input"},	      {29, "fb"},	{128, "ptm"},
	{136, "pts"},	 {153, "spi"},	      {247, "cxl"},	{248, "bsg"},
	{249, "ptp"},	 {250, "pps"},	      {251, "rtc"},	{252, "dax"},
	{253, "tpm"},	 {254, "gpiochip"},
};

enum { NBUILTIN = sizeof(builtin) / sizeof(builtin[0]) };
/* From 127 on: vga_arbiter, userfaultfd and cpu_dma_latency have theirs already. */
enum { MISC_MAJOR = 10, MISC_DYNAMIC = 255, MISC_FIRST = 124 };

#define MKDEV(major, minor) ((uint32_t)(major) << KERN_MINOR_BITS | (minor))

/* --- numbers ---------------------------------------------------------------------- */

struct kern_chrdev *kern_chrdev_find(struct kern *k, uint32_t dev)
{
	struct kern_chrdev *device;

	LIST_FOREACH(device, &k->modfiles->devices, all)
	if (device->fops && dev - device->dev < device->count)
		return device;
	return NULL;
}

/* Simplified: Linux's drivers have taken some minors only. */
static bool is_builtin(uint32_t major)
{
	for (unsigned int i = 0; i < NBUILTIN; i++)
		if (builtin[i].major == major)
			return true;
	return false;
}

static bool is_taken(struct kern *k, uint32_t dev, uint32_t count)
{
	const struct kern_chrdev *device;

	if (is_builtin(dev >> KERN_MINOR_BITS))
		return true;
	LIST_FOREACH(device, &k->modfiles->devices, all)
	if (!device->key && device->dev < dev + count &&
	    dev < device->dev + device->count)
		return true;
	return false;
}

static int dynamic_major(struct kern *k)
{
	for (int major = DYNAMIC_LAST; major >= DYNAMIC_FIRST; major--)
		if (!is_taken(k, MKDEV(major, 0), 1u << KERN_MINOR_BITS))
			return major;
	return -EBUSY;
}

static struct kern_chrdev *add(struct kern *k, uint32_t dev, uint32_t count,
			       uint64_t fops, uint64_t key)
{
	struct kern_chrdev *device = pool_zalloc(k->pool, sizeof(*device));

	if (!device)
		return NULL;
	device->dev = dev;
	device->count = count;
	device->fops = fops;
	device->key = key;
	LIST_INSERT_HEAD(&k->modfiles->devices, device, all);
	return device;
}

static void remove_device(struct kern *k, struct kern_chrdev *device)
{
	LIST_REMOVE(device, all);
	pool_free(k->pool, device);
}

/* Those of this struct cdev, or struct miscdevice */
static void remove_served(struct kern *k, uint64_t key)
{
	struct kern_chrdev *device;

	LIST_FOREACH(device, &k->modfiles->devices, all)
	if (device->key == key) {
		remove_device(k, device);
		return;
	}
}

/* A range of numbers as it was reserved; another one stays. */
static void give_back(struct kern *k, uint32_t dev, uint32_t count)
{
	struct kern_chrdev *device;

	LIST_FOREACH(device, &k->modfiles->devices, all)
	if (!device->key && device->dev == dev && device->count == count) {
		remove_device(k, device);
		return;
	}
}

/* A range of numbers: 0 or an errno. */
static int reserve(struct kern_call *call, uint32_t dev, uint32_t count,
		   uint64_t fops, uint64_t name)
{
	uint32_t minor = dev & ((1u << KERN_MINOR_BITS) - 1);
	char text[64];
	struct kern_chrdev *device;
	uint64_t owner = 0;

	if (kern_call_string(call, text, name, sizeof(text)))
		return 0;
	if (dev >> KERN_MINOR_BITS >= MAX_MAJOR) {
		kern_printk(call->kern,
			    KERN_ERR "CHRDEV \"%s\" major requested (%u) is "
				     "greater than the maximum (%d)\n",
			    text, dev >> KERN_MINOR_BITS, MAX_MAJOR - 1);
		return -EINVAL;
	}
	if (minor + count > 1u << KERN_MINOR_BITS) {
		kern_printk(call->kern,
			    KERN_ERR "CHRDEV \"%s\" minor range requested "
				     "(%u-%u) is out of range of maximum range "
				     "(0-%u) for a single major\n",
			    text, minor, minor + count - 1,
			    (1u << KERN_MINOR_BITS) - 1);
		return -EINVAL;
	}
	if (is_taken(call->kern, dev, count))
		return -EBUSY;
	if (fops && kern_call_read(call, &owner, fops, sizeof(owner)))
		return 0;
	device = add(call->kern, dev, count, fops, 0);
	if (!device)
		return -ENOMEM;
	device->owner = owner;
	snprintf(device->name, sizeof(device->name), "%s", text);
	return 0;
}

/* int __register_chrdev(major, baseminor, count, name, fops): the major that was
 * found when none was given */
uint64_t kern_x___register_chrdev(struct kern_call *call)
{
	int major = (int)call->arg[0], wanted = major, err;

	if (!major)
		major = dynamic_major(call->kern);
	if (major < 0)
		return (uint64_t)(int64_t)major;
	err = reserve(call, MKDEV(major, (uint32_t)call->arg[1]),
		      (uint32_t)call->arg[2], call->arg[4], call->arg[3]);
	if (err)
		return (uint64_t)(int64_t)err;
	return wanted ? 0 : (uint64_t)major;
}

/* void __unregister_chrdev(major, baseminor, count, name) */
uint64_t kern_x___unregister_chrdev(struct kern_call *call)
{
	give_back(call->kern,
		  MKDEV((uint32_t)call->arg[0], (uint32_t)call->arg[1]),
		  (uint32_t)call->arg[2]);
	return 0;
}

/* int alloc_chrdev_region(dev_t *dev, baseminor, count, name) */
uint64_t kern_x_alloc_chrdev_region(struct kern_call *call)
{
	int major = dynamic_major(call->kern), err;
	uint32_t dev = MKDEV(major, (uint32_t)call->arg[1]);

	if (major < 0)
		return (uint64_t)(int64_t)major;
	err = reserve(call, dev, (uint32_t)call->arg[2], 0, call->arg[3]);
	if (!err && kern_call_write(call, call->arg[0], &dev, sizeof(dev)))
		return 0;
	return (uint64_t)(int64_t)err;
}

/* How many of these numbers the first one's major has. */
static uint32_t of_one_major(uint32_t dev, uint32_t count)
{
	uint32_t left =
		(1u << KERN_MINOR_BITS) - (dev & ((1u << KERN_MINOR_BITS) - 1));

	return count < left ? count : left;
}

static void give_all_back(struct kern *k, uint32_t dev, uint32_t count)
{
	uint32_t n;

	for (; count; dev += n, count -= n) {
		n = of_one_major(dev, count);
		give_back(k, dev, n);
	}
}

/* int register_chrdev_region(dev, count, name) */
uint64_t kern_x_register_chrdev_region(struct kern_call *call)
{
	uint32_t from = (uint32_t)call->arg[0], count = (uint32_t)call->arg[1];
	uint32_t done = 0, n;

	for (; done < count; done += n) {
		n = of_one_major(from + done, count - done);
		int err = reserve(call, from + done, n, 0, call->arg[2]);

		if (err) {
			give_all_back(call->kern, from, done);
			return (uint64_t)(int64_t)err;
		}
	}
	return 0;
}

/* void unregister_chrdev_region(dev, count) */
uint64_t kern_x_unregister_chrdev_region(struct kern_call *call)
{
	give_all_back(call->kern, (uint32_t)call->arg[0],
		      (uint32_t)call->arg[1]);
	return 0;
}

/* --- struct cdev --------------------------------------------------------------------- */

/* void cdev_init(struct cdev *cdev, const struct file_operations *fops) */
uint64_t kern_x_cdev_init(struct kern_call *call)
{
	static const char zeros[CDEV_SIZE];

	if (kern_call_write(call, call->arg[0], zeros, sizeof(zeros)))
		return 0;
	kern_call_write(call, call->arg[0] + CDEV_OPS, &call->arg[1], 8);
	return 0;
}

/* int cdev_add(struct cdev *cdev, dev_t dev, unsigned int count) */
uint64_t kern_x_cdev_add(struct kern_call *call)
{
	uint32_t dev = (uint32_t)call->arg[1], count = (uint32_t)call->arg[2];
	uint64_t fops;

	if (kern_call_write(call, call->arg[0] + CDEV_DEV, &dev, 4) ||
	    kern_call_read(call, &fops, call->arg[0] + CDEV_OPS, 8) ||
	    kern_call_write(call, call->arg[0] + CDEV_COUNT, &count, 4))
		return 0;
	return add(call->kern, dev, count, fops, call->arg[0]) ?
		       0 :
		       (uint64_t)-ENOMEM;
}

/* void cdev_del(struct cdev *cdev) */
uint64_t kern_x_cdev_del(struct kern_call *call)
{
	uint32_t count;

	if (!kern_call_read(call, &count, call->arg[0] + CDEV_COUNT, 4))
		remove_served(call->kern, call->arg[0]);
	return 0;
}

/* --- nodes ------------------------------------------------------------------------------ */

/* path: without the first slash */
static int make_node_at(struct kern *k, const char *path, uint32_t dev)
{
	struct kern_modfile *file;

	if (strlen(path) >= sizeof(file->path))
		return -ENAMETOOLONG;
	if (kern_modfile_find(k, path))
		return -EEXIST;
	file = kern_modfile_add(k, path, KERN_MODFILE_DEVICE);
	if (!file)
		return -ENOMEM;
	file->dev = dev;
	return 0;
}

static int make_node(struct kern *k, const char *name, uint32_t dev)
{
	char path[80];

	snprintf(path, sizeof(path), "dev/%s", name);
	return make_node_at(k, path, dev);
}

int kern_mknod(struct kern *k, const char *path, unsigned int major,
	       unsigned int minor)
{
	if (*path != '/' || !path[1] || path[strlen(path) - 1] == '/')
		return -EINVAL;
	if (!strncmp(path, "/proc/", 6) || !strncmp(path, "/sys/", 5))
		return -EPERM;
	return make_node_at(k, path + 1, MKDEV(major, minor));
}

/* Linux has devtmpfs's thread make and remove the node, and waits for it: who
 * is ready to run runs meanwhile. */
static uint64_t wait_for_devtmpfs(struct kern_call *call)
{
	kern_x_yield(call);
	return 0;
}

/* The name of a node: '!' stands for '/'. False after kern_call_fault(). */
static bool node_name(struct kern_call *call, char name[64])
{
	if (kern_call_string(call, name, call->arg[0], 64))
		return false;
	for (char *at = name; *at; at++)
		if (*at == '!')
			*at = '/';
	return true;
}

/* void devtmpfs_create_node(name, devt): one that is there stays */
uint64_t kern_e_devtmpfs_create_node(struct kern_call *call)
{
	char name[64];

	if (!node_name(call, name))
		return 0;
	make_node(call->kern, name, (uint32_t)call->arg[1]);
	return wait_for_devtmpfs(call);
}

/* void devtmpfs_delete_node(name, devt) */
uint64_t kern_e_devtmpfs_delete_node(struct kern_call *call)
{
	struct kern_modfile *file;
	char name[64], path[80];

	if (!node_name(call, name))
		return 0;
	snprintf(path, sizeof(path), "dev/%s", name);
	file = kern_modfile_find(call->kern, path);
	if (file && file->kind == KERN_MODFILE_DEVICE &&
	    file->dev == (uint32_t)call->arg[1])
		kern_modfile_remove(call->kern, file);
	return wait_for_devtmpfs(call);
}

/* --- misc devices ------------------------------------------------------------------------ */

static int free_minor(struct kern *k)
{
	for (int minor = MISC_FIRST; minor > 0; minor--)
		if (!kern_chrdev_find(k, MKDEV(MISC_MAJOR, (uint32_t)minor)))
			return minor;
	return -EBUSY;
}

/* int misc_take(struct miscdevice *misc, int minor): the minor number that it gets,
 * and is served by its functions from now on. */
uint64_t kern_e_misc_take(struct kern_call *call)
{
	struct kern *k = call->kern;
	int minor = (int)call->arg[1];
	uint64_t fops;

	if (kern_call_read(call, &fops, call->arg[0] + MISC_FOPS, 8))
		return 0;
	if (minor == MISC_DYNAMIC)
		minor = free_minor(k);
	else if (kern_chrdev_find(k, MKDEV(MISC_MAJOR, (uint32_t)minor)))
		minor = -EBUSY;
	if (minor >= 0 &&
	    !add(k, MKDEV(MISC_MAJOR, (uint32_t)minor), 1, fops, call->arg[0]))
		minor = -ENOMEM;
	return (uint64_t)(int64_t)minor;
}

static bool is_misc(const struct kern_chrdev *device)
{
	return device->key && device->dev >> KERN_MINOR_BITS == MISC_MAJOR;
}

/* chrdev_open(): is misc_open() next? That asks each misc device for its minor
 * number, the last one that was registered first. */
uint64_t kern_e_is_misc(struct kern_call *call)
{
	const struct kern_open_file *open = call->kern->modfiles->open;

	return open && open->entry.dev >> KERN_MINOR_BITS == MISC_MAJOR;
}

/* exact_lock(): who serves the device. Return: the module, if it is not there any
 * more. */
uint64_t kern_e_exact_lock(struct kern_call *call)
{
	struct kern *k = call->kern;
	const struct kern_open_file *open = k->modfiles->open;
	const struct kern_chrdev *device =
		open ? kern_chrdev_find(k, open->entry.dev) : NULL;
	const struct kern_layout *layout;
	uint64_t owner;

	if (!device)
		return 0;
	owner = device->owner;
	if (device->key &&
	    kern_call_read(call, &owner, device->key + CDEV_OWNER,
			   sizeof(owner)))
		return 0;
	return kern_module_running(k, kern_lift(k, owner), &layout) ? 0 : owner;
}

int kern_misc_find(struct kern_call *call, uint32_t dev)
{
	const struct kern_chrdev *device;
	int minor, err = 0;

	if (dev >> KERN_MINOR_BITS != MISC_MAJOR)
		return 0;
	LIST_FOREACH(device, &call->kern->modfiles->devices, all)
	{
		if (!is_misc(device))
			continue;
		err = kern_call_read(call, &minor, device->key, sizeof(minor));
		if (err || device->dev == dev)
			break;
	}
	return err;
}

/* void misc_give(struct miscdevice *misc) */
uint64_t kern_e_misc_give(struct kern_call *call)
{
	remove_served(call->kern, call->arg[0]);
	return 0;
}

/* --- /proc/devices ------------------------------------------------------------------ */

void kern_show_devices(struct kern *k, struct kern_text *t)
{
	const struct kern_chrdev *device;

	kern_text_add(t, "Character devices:\n");
	for (uint32_t major = 0; major < MAX_MAJOR; major++) {
		for (unsigned int i = 0; i < NBUILTIN; i++)
			if (builtin[i].major == major)
				kern_text_add(t, "%3u %s\n", major,
					      builtin[i].name);
		LIST_FOREACH(device, &k->modfiles->devices, all)
		if (!device->key && device->dev >> KERN_MINOR_BITS == major)
			kern_text_add(t, "%3u %s\n", major, device->name);
	}
	kern_text_add(t, "\nBlock devices:\n");
}
