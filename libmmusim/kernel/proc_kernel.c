/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc_kernel.c - files of /proc about the kernel itself: version, cmdline,
 * uptime, kallsyms.
 *
 * Simplified: the image lies in single frames, not in one piece of RAM, so
 *
 * Reference: Linux 6.1, fs/proc/version.c, cmdline.c, uptime.c,
 * kernel/kallsyms.c, s_show(), kernel/resource.c, r_show().
 */
#include <ctype.h>
#include <string.h>

#include "cpu/machine.h"
#include <mmusim/kern_task.h>
#include "kernel/module.h"
#include "kernel/proc.h"
#include "kernel/version.h"

typedef unsigned long long ull;

void kern_show_version(struct kern *k, struct kern_text *t)
{
	(void)k;
	kern_text_add(t, "Linux version %s (libmmusim) %s\n", KERN_RELEASE,
		      KERN_VERSION);
}

void kern_show_cmdline(struct kern *k, struct kern_text *t)
{
	kern_text_add(t, "%s\n", k->cmdline);
}

static void add_seconds(struct kern_text *t, uint64_t ns)
{
	kern_text_add(t, "%llu.%02llu", (ull)ns / 1000000000,
		      (ull)ns / 10000000 % 100);
}

/* Since boot, and how much of it nobody ran anything. */
void kern_show_uptime(struct kern *k, struct kern_text *t)
{
	add_seconds(t, k->clock_ns);
	kern_text_add(t, " ");
	add_seconds(t, k->idle_ns);
	kern_text_add(t, "\n");
}

/* "__ksymtab_NAME" is there, too. */
static bool is_exported(const struct kern_module *mod, const char *name)
{
	static const char prefix[] = "__ksymtab_";

	for (size_t i = 0; i < mod->nsyms; i++)
		if (!strncmp(mod->sym[i].name, prefix, sizeof(prefix) - 1) &&
		    !strcmp(mod->sym[i].name + sizeof(prefix) - 1, name))
			return true;
	return false;
}

/* Of what was freed nothing is shown. */
static void show_symbol(struct kern_text *t, const struct kern_module *mod,
			const struct kern_module_sym *sym)
{
	char type = sym->type;

	if (is_exported(mod, sym->name))
		type = (char)toupper(type);
	if (kern_layout_has(&mod->core, sym->la) ||
	    kern_layout_has(&mod->init, sym->la))
		kern_text_add(t, "%016llx %c %s\t[%s]\n", (ull)sym->la, type,
			      sym->name, mod->name);
}

static char kernel_type(const struct kern_sym *sym, bool exported)
{
	char type = sym->data ? 'd' : 't';

	return exported ? (char)toupper(type) : type;
}

void kern_show_kallsyms(struct kern *k, struct kern_text *t)
{
	struct kern_sym sym;
	bool exported;

	for (size_t i = 0; kern_image_nth(k, i, &sym, &exported); i++)
		kern_text_add(t, "%016llx %c %s\n", (ull)sym.start,
			      kernel_type(&sym, exported), sym.name);
	for (struct kern_module *mod = kern_module_formed(k->modules); mod;
	     mod = kern_module_formed(mod->next))
		for (size_t i = 0; i < mod->nsyms; i++)
			show_symbol(t, mod, &mod->sym[i]);
}

void kern_idle_for(struct kern *k, uint64_t ns)
{
	kern_idle(k);
	kern_run_for(k, ns);
	kern_idle(k);
}
