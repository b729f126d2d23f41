/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_rig.h - a booted kernel on the test bench.
 *
 * Functions here assert that they succeed. Modules are named without path and
 * ".ko"; they are those of tests/modules.
 */
#ifndef SUPPORT_KERN_RIG_H
#define SUPPORT_KERN_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <mmusim/kern.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* cmocka fixtures: *state is a kernel with all defaults. */
int kern_rig_setup(void **state);
int kern_rig_teardown(void **state);

/* Boot with this machine; NULL: all defaults. */
struct kern *kern_rig_boot(const struct mmu_config *machine);

/* "build/modules/NAME.ko"; valid until the next call. */
const char *kern_rig_path(const char *module);

/* Exit statuses. */
int kern_rig_insmod(struct kern *k, const char *module);
int kern_rig_rmmod(struct kern *k, const char *module);

/* The log from a record on, one line a line, without stamps; free() it. */
char *kern_rig_log(struct kern *k, uint64_t from);

/* Is the text somewhere in the log from that record on? */
bool kern_rig_logged(struct kern *k, uint64_t from, const char *text);
void kern_rig_assert_logged(struct kern *k, uint64_t from, const char *text);
void kern_rig_assert_not_logged(struct kern *k, uint64_t from,
				const char *text);

/* The texts come in the log in this order, other text between them. The list
 * ends with NULL. */
void kern_rig_assert_order(struct kern *k, uint64_t from,
			   const char *const texts[]);

/* Is a module of that name in the list? Its line of /proc/modules begins so,
 * up to the address: "hello 12288 0 - Live". */
bool kern_rig_loaded(struct kern *k, const char *module);
void kern_rig_assert_modules(struct kern *k, const char *text);

/* The tool that run.sh runs this program under. */
bool kern_rig_under(const char *tool);

/* A command that reads the file ends with this status, and finds this text. */
void kern_rig_assert_file(struct kern *k, const char *path, int expected,
			  const char *text);

#endif
