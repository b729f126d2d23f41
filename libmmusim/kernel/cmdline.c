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
#include <strings.h>

#include "kernel/cpuinfo.h"
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

/* panic_on_taint_setup() */
static void panic_on_taint(struct kern *k, const char *value)
{
	size_t len = strcspn(value, ",");
	char *end;
	unsigned long flags = strtoul(value, &end, 16);

	if (!len || *value == '-' || end != value + len ||
	    !(flags & ((1ul << KERN_TAINT_FLAGS) - 1))) {
		kern_printk(k, KERN_WARNING
			    "Malformed early option 'panic_on_taint'\n");
		return;
	}
	k->panic_on_taint = flags & ((1ul << KERN_TAINT_FLAGS) - 1);
	k->panic_on_taint_nousertaint = !strcmp(value + len, ",nousertaint");
	kern_printk(k,
		    KERN_INFO "panic_on_taint: bitmask=0x%lx "
			      "nousertaint_mode=%sabled\n",
		    k->panic_on_taint,
		    k->panic_on_taint_nousertaint ? "en" : "dis");
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
	kern_cpu_clear(k, MMU_FEATURE_SMAP);
}

static void nosmep(struct kern *k, const char *value)
{
	(void)value;
	mmu_set_cr4(k->cpu, mmu_cr4(k->cpu) & ~MMU_CR4_SMEP);
	kern_cpu_clear(k, MMU_FEATURE_SMEP);
}

static void loop_ms(struct kern *k, const char *value)
{
	int ms = atoi(value);

	if (ms > 0 && ms <= KERN_LOOP_MS_MAX)
		k->loop_ms = ms;
}

/* kstrtobool() */
static bool is_true(const char *value)
{
	return *value == '1' || strchr("yYtT", *value) ||
	       !strcasecmp(value, "on");
}

static void page_poison(struct kern *k, const char *value)
{
	k->page_poison = is_true(value);
}

static void init_on_alloc(struct kern *k, const char *value)
{
	k->init_on_alloc = is_true(value);
}

static void init_on_free(struct kern *k, const char *value)
{
	k->init_on_free = is_true(value);
}

static void no_hash_pointers(struct kern *k, const char *value)
{
	(void)value;
	k->no_hash_pointers = true;
}

/* Features by their names, or numbers: 32 times the word, and the bit. Simplified:
 * other names are unknown, other numbers change nothing. */
static void clearcpuid(struct kern *k, const char *value)
{
	static const struct {
		const char *name;
		long number;
		void (*clear)(struct kern *k, const char *value);
	} features[] = {{"smap", 9 * 32 + 20, nosmap},
			{"smep", 9 * 32 + 7, nosmep}};
	char said[128] = "", one[24];
	size_t len = 0;

	for (size_t n; *value; value += n + (value[n] == ',')) {
		size_t i = 0;
		char *end;

		n = strcspn(value, ",");
		snprintf(one, sizeof(one), "%.*s", (int)n, value);
		long number = strtol(one, &end, 10);
		while (i < 2 && strcmp(features[i].name, one) &&
		       (*end || features[i].number != number))
			i++;
		if (i < 2)
			features[i].clear(k, value);
		if (i < 2 || (!*end && n))
			k->taint |= 1ul << KERN_TAINT_CPU_OUT_OF_SPEC;
		if (len < sizeof(said))
			len += (size_t)snprintf(
				said + len, sizeof(said) - len,
				i < 2 || !*end ? " %s" : " (unknown: %s)",
				i < 2 ? features[i].name : one);
	}
	kern_printk(k, KERN_INFO "Clearing CPUID bits:%s\n", said);
}

static int positive(const char *value, int most, int otherwise)
{
	long n = strtol(value, NULL, 0);

	return n >= 0 && n <= most ? (int)n : otherwise;
}

static void softlockup_panic(struct kern *k, const char *value)
{
	k->softlockup_panic = positive(value, 1, 0);
}

static void hung_task_panic(struct kern *k, const char *value)
{
	k->hung_task_panic = positive(value, 1, 0);
}

static void watchdog_thresh(struct kern *k, const char *value)
{
	k->watchdog_thresh = positive(value, 60, k->watchdog_thresh);
}

static void nowatchdog(struct kern *k, const char *value)
{
	(void)value;
	k->watchdog_thresh = 0;
}

/* From 3 to 300 seconds. */
static void rcu_stall_timeout(struct kern *k, const char *value)
{
	int seconds = positive(value, 300, k->rcu.stall_timeout);

	k->rcu.stall_timeout = seconds < 3 ? 3 : seconds;
}

static void rcu_stall_suppress(struct kern *k, const char *value)
{
	k->rcu.stall_suppress = positive(value, 1, 0);
}

/* A name that ends in "=" is followed by something. */
static const struct {
	const char *name;
	void (*set)(struct kern *k, const char *value);
} options[] = {
	{"clearcpuid=", clearcpuid},
	{"debug", debug},
	{"hung_task_panic=", hung_task_panic},
	{"init_on_alloc=", init_on_alloc},
	{"init_on_free=", init_on_free},
	{"loglevel=", loglevel},
	{"mmusim.loop_ms=", loop_ms},
	{"no_hash_pointers", no_hash_pointers},
	{"nosmap", nosmap},
	{"nowatchdog", nowatchdog},
	{"nosmep", nosmep},
	{"oops=", oops},
	{"panic=", panic},
	{"page_poison=", page_poison},
	{"panic_on_taint=", panic_on_taint},
	{"panic_on_warn", panic_on_warn},
	{"panic_on_warn=", panic_on_warn},
	{"quiet", quiet},
	{"rcupdate.rcu_cpu_stall_suppress=", rcu_stall_suppress},
	{"rcupdate.rcu_cpu_stall_timeout=", rcu_stall_timeout},
	{"softlockup_panic=", softlockup_panic},
	{"watchdog_thresh=", watchdog_thresh},
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

/* init_mem_debugging_and_hardening(): what is poisoned is not cleared. */
static int weigh(struct kern *k)
{
	if (k->page_poison && (k->init_on_alloc || k->init_on_free)) {
		k->init_on_alloc = k->init_on_free = false;
		kern_printk(k, KERN_INFO
			    "mem auto-init: CONFIG_PAGE_POISONING is on, will "
			    "take precedence over init_on_alloc and "
			    "init_on_free\n");
	}
	return 0;
}

/* Like distributions' kernels, this one clears what it allocates. */
int kern_cmdline_early(struct kern *k, const char *cmdline)
{
	int err;

	k->loop_ms = KERN_LOOP_MS;
	k->init_on_alloc = true;
	k->cmdline = pool_strdup(k->pool, cmdline ? cmdline : "");
	err = k->cmdline ? each_word(k, apply_early) : -ENOMEM;
	return err ? err : weigh(k);
}

int kern_cmdline_late(struct kern *k)
{
	return each_word(k, apply_late);
}
