/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image_data.h - variables of the kernel image: pages that are rw-, apart from the
 * text. Its members are laid out as in Debian's Linux 6.1 for amd64.
 */
#ifndef KERNEL_IMAGE_DATA_H
#define KERNEL_IMAGE_DATA_H

#include <stdint.h>

#include "kernel/cpuinfo.h"

/* From the beginning of the image. So that a "Code:" line can show what is
 * before the first function, the text does not begin at once. */
#define KERN_IMAGE_TEXT_OFFSET	 64
#define KERN_IMAGE_RODATA_OFFSET 0x200000
#define KERN_IMAGE_DATA_OFFSET	 0x400000

struct notifier_block {
	int (*call)(struct notifier_block *self, unsigned long val, void *data);
	struct notifier_block *next;
	int priority;
};

struct atomic_notifier_head {
	unsigned int lock;
	struct notifier_block *first;
};

struct blocking_notifier_head {
	uint64_t sem[5];
	struct notifier_block *first;
};

/* Interrupt lines of a PC, and who handles them: kimage_irq.c. */
#define KERN_IRQ_LINES	16
#define KERN_IRQ_SHARED 0x80u

/**
 * struct irq_line - one of them
 * @first:  who has requested it, the oldest first
 * @owner:  name of the kernel's own driver that has it; NULL
 * @flags:  that driver's: IRQF_...
 * @count:  interrupts so far
 * @depth:  how often it was disabled
 * @pending: one came meanwhile
 */
struct irq_line {
	struct irq_action *first;
	const char *owner;
	unsigned int flags, count, depth, pending;
};

struct irq_action {
	struct irq_action *next;
	int (*handler)(int irq, void *device);
	int (*thread_fn)(int irq, void *device);
	void *device;
	const char *name;
	void *thread;
	unsigned int flags, irq, woken;
};

#define KERN_TASK_STRUCT_SIZE 9792

/* Who has I/O ports, or physical addresses: kimage_resource.c. */
struct resource {
	uint64_t start, end; /* the last one is part of it */
	const char *name;
	uint64_t flags, desc;
	struct resource *parent, *sibling, *child;
};

#define KERN_RESOURCES	   40
#define KERN_RESOURCE_NAME 24

/* struct uts_namespace: what uname(2) tells; what follows is not used */
struct uts_namespace {
	char sysname[65], nodename[65], release[65], version[65], machine[65];
	char domainname[65];
	uint64_t user_ns; /* points to it */
	uint64_t rest[4];
};

/* struct nsproxy: what current->nsproxy points to; of the others there are none */
struct nsproxy {
	uint64_t count, uts_ns;
	uint64_t others[7];
};

#define KERN_KERNFS_NODE_SIZE 128
#define KERN_SYSFS_NAME	      16
#define KERN_DEVICE_SIZE      752
#define KERN_BUS_TYPE_SIZE    184
#define KERN_CLASS_SIZE	      120

/* Folders of /sys that are there from the beginning, and kobjects that some of them
 * belong to. */
enum kern_sysfs_folder {
	KERN_SYSFS_ROOT,
	KERN_SYSFS_KERNEL,
	KERN_SYSFS_CLASS,
	KERN_SYSFS_DEVICES,
	KERN_SYSFS_VIRTUAL,
	KERN_SYSFS_DEV,
	KERN_SYSFS_DEV_CHAR,
	KERN_SYSFS_DEV_BLOCK,
	KERN_SYSFS_BUS,
	KERN_SYSFS_FS,
	KERN_SYSFS_FIRMWARE,
	KERN_SYSFS_POWER,
	KERN_SYSFS_MODULE,
	KERN_SYSFS_MM,
	KERN_SYSFS_FOLDERS
};

/* A set of kobjects, and the folder that they are in: struct kset */
struct kern_kset {
	uint64_t list[2], lock;
	uint64_t kobj[8];
	uint64_t uevent_ops;
};

/**
 * struct image_data - the pages
 * @sysfs: a struct kernfs_node for each folder
 * @kset:  a kset with the kobject of each folder; @sysfs_name: their names
 * @platform_bus: a struct device; @platform_bus_type, @misc_class: of the kernel
 *         itself, registered when they are needed
 * @kernel_offset_notifier: in panic_notifier_list from the beginning
 * @in_kernel_fpu: between kernel_fpu_begin() and kernel_fpu_end()
 * @init_task: a struct task_struct: that of swapper/0; @init, @kthreadd: others
 * @init_mm: the struct mm_struct of init
 * @static_pid, @static_signal: struct pid and signal_struct of these three
 */
struct image_data {
	struct atomic_notifier_head die_chain;
	struct atomic_notifier_head panic_notifier_list;
	struct blocking_notifier_head reboot_notifier_list;
	struct blocking_notifier_head module_notify_list;
	struct notifier_block kernel_offset_notifier;
	uint64_t shrinker_list[2]; /* kimage_shrink.c */
	uint64_t kernel_kobj;	   /* points to it */
	uint64_t fs_kobj, mm_kobj, firmware_kobj, power_kobj;
	uint64_t sysfs[KERN_SYSFS_FOLDERS][KERN_KERNFS_NODE_SIZE / 8];
	struct kern_kset kset[KERN_SYSFS_FOLDERS];
	char sysfs_name[KERN_SYSFS_FOLDERS][KERN_SYSFS_NAME];
	uint64_t platform_bus_type[KERN_BUS_TYPE_SIZE / 8];
	uint64_t platform_bus[KERN_DEVICE_SIZE / 8], platform_next_id;
	uint64_t misc_class[KERN_CLASS_SIZE / 8], misc_list[2];
	uint64_t file_systems, file_systems_lock; /* kimage_filesystem.c */
	struct irq_line irq[KERN_IRQ_LINES];
	struct uts_namespace init_uts_ns;
	struct nsproxy init_nsproxy;
	uint64_t klist_waiters; /* who sleeps in klist_remove() */
	struct resource ioport_resource, iomem_resource; /* resource.c */
	struct resource resource[KERN_RESOURCES];
	char resource_name[KERN_RESOURCES][KERN_RESOURCE_NAME];
	_Bool in_kernel_fpu;
	uint64_t freezer_active[2]; /* a static key: never */
	uint32_t bad_io_accesses;   /* kimage_iomap.c: how many were reported */
	uint32_t percpu_ref_lock;
	_Bool percpu_ref_warned[2]; /* kimage_percpu_ref.c: underflow, killed */
	uint64_t irq_work_raised, irq_work_lazy; /* kimage_irq_work.c */
	_Alignas(64) struct kern_cpuinfo boot_cpu_data;
	_Alignas(64) char init_task[KERN_TASK_STRUCT_SIZE];
	_Alignas(64) char init[KERN_TASK_STRUCT_SIZE];
	_Alignas(64) char kthreadd[KERN_TASK_STRUCT_SIZE];
	uint64_t init_mm[1096 / 8];
	uint64_t static_pid[3][112 / 8], static_signal[3][1112 / 8];
};

/* Behind them are those that assembly defines: image_asm.inc. */
#define KERN_IMAGE_VARIABLES_OFFSET \
	(KERN_IMAGE_DATA_OFFSET + ((sizeof(struct image_data) + 63) & ~63ul))

/* Where one of them is: a linear address */
#define KERN_IMAGE_DATA_AT(member)                   \
	(KERN_IMAGE_START + KERN_IMAGE_DATA_OFFSET + \
	 offsetof(struct image_data, member))

/* Who has registered a notifier: a warning names it. */
enum kern_notifier_register {
	KERN_NOTIFIER_BLOCKING,
	KERN_NOTIFIER_ATOMIC,
	KERN_NOTIFIER_ATOMIC_UNIQUE,
	KERN_NOTIFIER_RAW,
	KERN_NOTIFIER_DIE,
};

#endif
