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
#define KERN_IMAGE_TEXT_OFFSET 64
#define KERN_IMAGE_DATA_OFFSET 0x200000

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

/**
 * struct image_data - the pages
 * @kernel_offset_notifier: in panic_notifier_list from the beginning
 * @init_task: a struct task_struct: that of swapper/0
 */
struct image_data {
	struct atomic_notifier_head die_chain;
	struct atomic_notifier_head panic_notifier_list;
	struct blocking_notifier_head reboot_notifier_list;
	struct blocking_notifier_head module_notify_list;
	struct notifier_block kernel_offset_notifier;
	uint64_t kernel_kobj; /* points to it */
	uint64_t kernel[8];   /* the kobject of /sys/kernel */
	struct irq_line irq[KERN_IRQ_LINES];
	struct uts_namespace init_uts_ns;
	struct nsproxy init_nsproxy;
	uint64_t klist_waiters; /* who sleeps in klist_remove() */
	_Alignas(64) struct kern_cpuinfo boot_cpu_data;
	_Alignas(64) char init_task[KERN_TASK_STRUCT_SIZE];
};

/* Where one of them is: a linear address */
#define KERN_IMAGE_DATA_AT(member)                   \
	(KERN_IMAGE_START + KERN_IMAGE_DATA_OFFSET + \
	 offsetof(struct image_data, member))

#endif
