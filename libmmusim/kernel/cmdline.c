/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmdline.c - options on the kernel's command line that concern the kernel as a
 * whole. Those of slabs are read in slab.c.
 *
 * Unknown options are for user space, as with Linux, and say nothing.
 *
 * Reference: Linux 6.1, Documentation/admin-guide/kernel-parameters.txt.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kern.h"
#include "kernel/loop.h"

#define CONSOLE_QUIET 4
#define CONSOLE_DEBUG 10

static void oops(struct kern *k, const char *value)
{
	if (!strcmp(value, "panic"))
		k->panic_on_oops = 1;
}

/* The real option is a number that is not looked at. */
static void panic_on_warn(struct kern *k, const char *value)
{
	(void)value;
	k->panic_on_warn = 1;
}

static void panic(struct kern *k, const char *value)
{
	k->panic_timeout = atoi(value);
}

static void loglevel(struct kern *k, const char *value)
{
	k->console_printk[0] = atoi(value);
}

static void quiet(struct kern *k, const char *value)
{
	(void)value;
	k->console_printk[0] = CONSOLE_QUIET;
}

static void debug(struct kern *k, const char *value)
{
	(void)value;
	k->console_printk[0] = CONSOLE_DEBUG;
}

static void nosmap(struct kern *k, const char *value)
{
	(void)value;
	mmu_set_cr4(k->cpu, mmu_cr4(k->cpu) & ~MMU_CR4_SMAP);
}

static void nosmep(struct kern *k, const char *value)
{
	(void)value;
	mmu_set_cr4(k->cpu, mmu_cr4(k->cpu) & ~MMU_CR4_SMEP);
}

static void loop_ms(struct kern *k, const char *value)
{
	int ms = atoi(value);

	if (ms > 0 && ms <= KERN_LOOP_MS_MAX)
		k->loop_ms = ms;
}

static void init_on_alloc(struct kern *k, const char *value)
{
	k->no_init_on_alloc = !strcmp(value, "0") || !strcmp(value, "off");
}

static void page_poison(struct kern *k, const char *value)
{
	k->page_poison = !strcmp(value, "1") || !strcmp(value, "on");
}

/* A name that ends in "=" is followed by something. */
static const struct {
	const char *name;
	void (*set)(struct kern *k, const char *value);
} options[] = {
	{"debug", debug},
	{"loglevel=", loglevel},
	{"mmusim.loop_ms=", loop_ms},
	{"nosmap", nosmap},
	{"nosmep", nosmep},
	{"oops=", oops},
	{"panic=", panic},
	{"init_on_alloc=", init_on_alloc},
	{"page_poison=", page_poison},
	{"panic_on_warn", panic_on_warn},
	{"panic_on_warn=", panic_on_warn},
	{"quiet", quiet},
};

static void apply_early(struct kern *k, const char *word)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const char *name = options[i].name;
		size_t len = strlen(name);
		bool more = name[len - 1] == '=';

		if (more ? !strncmp(word, name, len) : !strcmp(word, name))
			options[i].set(k, word + len);
	}
}

/* do_sysctl_args() */
static void apply_late(struct kern *k, const char *word)
{
	if (!strncmp(word, "sysctl.", 7))
		kern_sysctl_boot(k, word + 7);
}

static int each_word(struct kern *k,
		     void (*apply)(struct kern *k, const char *word))
{
	char *copy = pool_strdup(k->pool, k->cmdline);
	char *word, *rest;

	if (!copy)
		return -ENOMEM;
	for (word = strtok_r(copy, " \t\n", &rest); word;
	     word = strtok_r(NULL, " \t\n", &rest))
		apply(k, word);
	pool_free(k->pool, copy);
	return 0;
}

int kern_cmdline_early(struct kern *k, const char *cmdline)
{
	k->loop_ms = KERN_LOOP_MS;
	k->cmdline = pool_strdup(k->pool, cmdline ? cmdline : "");
	return k->cmdline ? each_word(k, apply_early) : -ENOMEM;
}

int kern_cmdline_late(struct kern *k)
{
	return each_word(k, apply_late);
}
