/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jump_label.h - static keys of modules: jump_label.c, dynamic_debug.c. */
#ifndef KERNEL_JUMP_LABEL_H
#define KERNEL_JUMP_LABEL_H

#include "kernel/module.h"

/* Do all entries of a module that was just loaded make sense? */
bool kern_jump_label_check(struct kern *k, const struct kern_module *mod);

/* Its branches on this key follow it; 0: all its branches. */
void kern_jump_label_update(struct kern *k, const struct kern_module *mod,
			    uint64_t key);

/* Switch a key, at a linear address, and all branches on it. */
void kern_static_key_set(struct kern *k, uint64_t key, bool on);

/* dynamic_debug.c: "func probe +p; line 5-9 =pmf" for the pr_debug()s of a
 * module. What cannot be understood changes nothing. */
void kern_dynamic_debug(struct kern *k, const struct kern_module *mod,
			const char *queries);

#endif
