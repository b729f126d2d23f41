/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * params.h - module parameters, for params.c, param_files.c and x_param.c.
 *
 * A parameter is a struct kernel_param in the module's section __param. Its
 * value is read and written by two functions, which struct kernel_param_ops
 * names: the kernel's (x_param.c) or the module's own. Both run as simulated
 * code.
 */
#ifndef KERNEL_PARAMS_H
#define KERNEL_PARAMS_H

#include "kernel/module.h"
#include "kernel/proc.h"

/* As in Linux 6.1. What is a pointer is a host pointer. */
struct kern_param {
	uint64_t name;
	uint64_t mod;
	uint64_t ops;
	uint16_t perm;
	int8_t level;
	uint8_t flags;
	uint32_t unused;
	uint64_t arg;
};

struct kern_param_ops {
	uint32_t flags;
	uint32_t unused;
	uint64_t set, get, free;
};

#define KERN_PARAM_NOARG  1u /* may be given without a value: of ops */
#define KERN_PARAM_UNSAFE 1u /* setting it taints the kernel: of a parameter */

/* What the image calls next: function(first, second). */
struct kern_param_call {
	uint64_t first, second;
	uint64_t function;
};

enum { KERN_PARAM_NAME = 128 };

/* Number i of a module's parameters: its linear address; 0: there is none, or
 * it cannot be read. */
uint64_t kern_param_at(struct kern *k, const struct kern_module *mod, size_t i,
		       struct kern_param *kp, char name[KERN_PARAM_NAME]);
/* The one of that name ('-' and '_' are the same). */
uint64_t kern_param_find(struct kern *k, const struct kern_module *mod,
			 const char *wanted, struct kern_param *kp);

/* Its name, "?" if it cannot be read. Returns name. */
const char *kern_param_name(struct kern *k, const struct kern_param *kp,
			    char name[KERN_PARAM_NAME]);
/* It is about to be set. */
void kern_param_check_unsafe(struct kern *k, const struct kern_param *kp);

/* The text of its file in /sys/module/MODULE/parameters, by a task "cat"; or
 * another text for it, by a task "sh". 0; -ENOENT; -EACCES; -ENOMEM; -EFBIG;
 * -EBUSY: the kernel has panicked; -EIO: an oops killed the task; what the
 * parameter's function said. */
int kern_param_show(struct kern *k, const char *module, const char *name,
		    struct kern_text *t);
int kern_param_store(struct kern *k, const char *module, const char *name,
		     const char *text);

/* kstrtobool(): 1, 0, or -EINVAL */
int kern_parse_bool(const char *text);

#endif
