/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * oops_kept.c - what is kept of an oops for those who explain it later.
 *
 *   k->oops:  [0]  [1] [2] ... [KEPT - 1]
 *           first  the last ones, by their numbers, in a ring
 *
 * The first is kept however many follow: it is the one that can be trusted. The
 * tables of a task that is gone are gone, so that the walk is kept as text.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <mmusim/explain.h>

#include "kernel/module.h"
#include "kernel/regs.h"
#include "kernel/unwind.h"

#define ERROR_LEVEL 3 /* KERN_ERR */

static struct kern_oops_info *slot(struct kern *k, unsigned int n)
{
	return &k->oops[n < 2 ? 0 : 1 + (n - 2) % (KERN_OOPSES_KEPT - 1)];
}

const struct kern_module *kern_calling_module(struct kern *k,
					      struct kern_unwind *unwind)
{
	const struct kern_layout *layout;
	const struct kern_module *mod = NULL;

	kern_unwind_start(k, unwind);
	while (!mod && unwind->ret_at && !unwind->error) {
		kern_unwind_next(k, unwind);
		mod = kern_module_address(k, unwind->ip - 1, &layout);
	}
	return mod;
}

/* The function of a module that called what was running, directly or not. */
static void keep_caller(struct kern *k, const struct mmu_frame *frame,
			struct kern_oops_info *info)
{
	struct kern_unwind unwind = {
		.ip = frame->rip_la,
		.sp = frame->sp_la,
		.bp = kern_lift(k, frame->regs.gpr[MMU_RBP]),
	};
	const struct kern_module *mod = kern_calling_module(k, &unwind);
	struct kern_sym sym;

	if (!mod || !kern_lookup(k, unwind.ip - 1, &sym))
		return;
	info->caller.rip = unwind.ip;
	info->caller.offset = sym.offset;
	snprintf(info->caller.path, sizeof(info->caller.path), "%s", mod->path);
	snprintf(info->caller.symbol, sizeof(info->caller.symbol), "%s",
		 sym.name);
}

/* True: RIP was in a module, or where one had been. */
static bool keep_module(struct kern *k, uint64_t rip,
			struct kern_oops_info *info)
{
	const struct kern_layout *layout;
	struct kern_module *mod = kern_module_running(k, rip, &layout);
	const char *path = mod ? mod->path : NULL;
	struct kern_sym sym = {.name = ""};

	if (mod) {
		kern_module_lookup(mod, layout, rip, &sym);
		snprintf(info->module, sizeof(info->module), "%s", mod->name);
	} else if (kern_unloaded_lookup(k, rip, &sym, &path)) {
		snprintf(info->module, sizeof(info->module), "%s", sym.module);
		info->unloaded = true;
	} else {
		return false;
	}
	snprintf(info->path, sizeof(info->path), "%s", path);
	snprintf(info->symbol, sizeof(info->symbol), "%s", sym.name);
	info->offset = sym.offset;
	return true;
}

/* The address of a fault: was it that of something in a module that is gone? */
static void keep_touched(struct kern *k, uint64_t la,
			 struct kern_oops_info *info)
{
	const struct kern_layout *layout;
	const char *path;
	struct kern_sym sym;

	if (!kern_module_running(k, la, &layout) &&
	    kern_unloaded_lookup(k, la, &sym, &path))
		snprintf(info->touched, sizeof(info->touched), "%s+0x%llx [%s]",
			 *sym.name ? sym.name : "something",
			 (unsigned long long)sym.offset, sym.module);
}

/* The line that comes last now: of the checks that end in a BUG() of the kernel's
 * own, most say first what they have found, as an error. */
static int last_line(const struct kern_log_line *line, void *said)
{
	snprintf(said, sizeof(((struct kern_oops_info *)0)->said), "%s",
		 line->level <= ERROR_LEVEL ? line->text : "");
	return 0;
}

static void keep_bug(struct kern *k, struct kern_oops_info *info,
		     bool of_module)
{
	uint64_t next = kern_log_next(k);

	if (!k->bug)
		return;
	snprintf(info->bug, sizeof(info->bug), "%s", k->bug);
	if (!of_module && next)
		kern_log_each(k, next - 1, last_line, info->said);
}

void kern_oops_keep(struct kern *k, const struct mmu_frame *frame)
{
	const struct mmu_fault *fault = &frame->fault;
	struct kern_oops_info *info = slot(k, k->oops_count);
	struct kern_sym sym;
	bool of_module;

	if (k->oops_count == 1)
		k->first_oops = *frame;
	*info = (struct kern_oops_info){.count = k->oops_count,
					.frame = *frame,
					.regs_la = frame->regs,
					.mode = frame->mode};
	for (int i = 0; i < MMU_NGPR; i++)
		info->regs_la.gpr[i] = kern_lift(k, frame->regs.gpr[i]);
	info->regs_la.rip = frame->rip_la;
	of_module = keep_module(k, frame->rip_la, info);
	if (!of_module && kern_lookup(k, frame->rip_la, &sym)) {
		snprintf(info->symbol, sizeof(info->symbol), "%s", sym.name);
		info->offset = sym.offset;
	}
	if (!of_module && frame->cpl == 0)
		keep_caller(k, frame, info);
	keep_bug(k, info, of_module);
	if (fault->why == MMU_WHY_NONE)
		return;
	keep_touched(k, fault->la, info);
	mmu_explain(k->machine, &info->mode, fault->la, fault->how, info->walk,
		    sizeof(info->walk));
}

void kern_last_oops(struct kern *k, struct kern_oops_info *info)
{
	*info = *slot(k, k->oops_count);
}

int kern_nth_oops(struct kern *k, unsigned int n, struct kern_oops_info *info)
{
	const struct kern_oops_info *kept = slot(k, n);

	if (!n || n > k->oops_count)
		return -ENOENT;
	if (kept->count != n)
		return -ENODATA;
	*info = *kept;
	return 0;
}
