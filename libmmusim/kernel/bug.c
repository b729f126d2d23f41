/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bug.c - BUG() and WARN(): an UD2 that the section __bug_table knows.
 *
 *   struct bug_entry { s32 bug_addr, file; u16 line, flags; }   12 bytes
 *
 * Both addresses count from where they stand. A warning is printed, and the
 * code goes on behind its UD2; a BUG becomes an oops.
 *
 * The kernel image has a section of its own for them: kimage_bug.h. Functions that
 * the library performs have no UD2 for their warnings: see kern_warn().
 *
 * Reference: Linux 6.1, lib/bug.c, kernel/panic.c, __warn().
 */
#include <stdio.h>
#include <string.h>

#include "kernel/image_bug.h"
#include "kernel/module.h"
#include "kernel/regs.h"
#include "kernel/task.h"

#define UD2_LEN 2

/* Where fixup_exception(), which serves copies itself, and ex_handler_uaccess() have
 * their UD2, and how far it is down the stack from where the exception was:
 * registers and frames of two functions. */
#define FIXUP_EXCEPTION_WARNS 0x1d7
#define UACCESS_WARNS	      0x71
#define EXCEPTION_STACK	      0x180

enum {
	BUG_ENTRY_SIZE = 12,
	BUGFLAG_WARNING = 1,
	BUGFLAG_ONCE = 2,
	BUGFLAG_DONE = 4,
	BUGFLAG_NO_CUT_HERE = 8,
	BUGFLAG_TAINT_SHIFT = 8,
};

struct bug_entry {
	int32_t addr, file;
	uint16_t line, flags;
};

void kern_cut_here(struct kern *k)
{
	kern_printk(k, KERN_DEFAULT "------------[ cut here ]------------\n");
}

/* The entry for this address: its own address; 0: there is none. */
static uint64_t find(struct kern *k, uint64_t la, struct bug_entry *entry)
{
	const struct kern_layout *layout;
	const struct kern_module *mod = kern_module_running(k, la, &layout);
	uint64_t at = mod ? mod->bug_table.start : 0;

	for (; mod && at + BUG_ENTRY_SIZE <= mod->bug_table.end;
	     at += BUG_ENTRY_SIZE)
		if (kern_peek(k, at, entry, sizeof(*entry)) &&
		    at + (uint64_t)(int64_t)entry->addr == la)
			return at;
	return 0;
}

/* "/usr/src/module/warn_on.c:14" */
static void locate(struct kern *k, uint64_t at, const struct bug_entry *entry,
		   char *text, size_t size)
{
	uint64_t la = at + 4 + (uint64_t)(int64_t)entry->file;
	char file[160];
	size_t n = 0;

	while (n < sizeof(file) - 1 && kern_peek(k, la + n, &file[n], 1) &&
	       file[n])
		n++;
	file[n] = 0;
	snprintf(text, size, "%s:%u", file, entry->line);
}

/* fixup_exception(), or what it calls for single values, called for the exception
 * of a frame: below its registers on the stack. */
static struct mmu_frame
fixup_frame(struct kern *k, const struct mmu_frame *exception, bool copies)
{
	struct mmu_frame frame = *exception;

	frame.rip_la = copies ? kern_image_place(k, "fixup_exception") +
					FIXUP_EXCEPTION_WARNS :
				kern_image_place(k, "ex_handler_uaccess") +
					UACCESS_WARNS;
	frame.sp_la -= EXCEPTION_STACK;
	return frame;
}

/* What stands in all warnings: the line that begins with the word, to the end.
 * The frame is NULL where no code stands; the trace goes on from another one. It
 * may serve an exception. */
static void warn(struct kern *k, const char *where,
		 const struct mmu_frame *frame, const struct mmu_frame *from,
		 const struct mmu_frame *exception, enum kern_taint taint)
{
	char symbol[160] = "0x0";

	if (frame)
		kern_symbol(k, frame->rip_la, symbol, sizeof(symbol));
	kern_printk(k, KERN_WARNING "WARNING: CPU: 0 PID: %d at %s %s\n",
		    k->current ? k->current->pid : 0, where, symbol);
	kern_print_modules(k);
	kern_dump_info(k);
	if (frame) {
		struct kern_unwind unwind = {
			.ip = from->rip_la,
			.sp = from->sp_la,
			.bp = kern_lift(k, from->regs.gpr[MMU_RBP]),
			.exception = exception,
		};

		kern_show_regs(k, frame);
		kern_show_trace(k, &unwind);
	}
	kern_check_panic_on_warn(k, frame, from);
	if (k->panicked)
		return;
	kern_printk(k, KERN_WARNING "---[ end trace 0000000000000000 ]---\n");
	if (!kern_taint_panics(k, taint))
		return;
	if (frame)
		kern_panic_of_warning(k, KERN_TAINT_PANIC, true, frame, from);
	else
		kern_panic(k, KERN_TAINT_PANIC);
}

/* Is this said for the first time? */
static bool is_first(struct kern *k, const void *what)
{
	enum { MAX = sizeof(k->warned_of) / sizeof(k->warned_of[0]) };

	for (size_t i = 0; i < MAX; i++) {
		if (k->warned_of[i] == what)
			return false;
		if (!k->warned_of[i]) {
			k->warned_of[i] = what;
			return true;
		}
	}
	return true;
}

/* An UD2 of the kernel image. Return: the code goes on. */
static bool report_image_bug(struct kern *k, struct mmu_frame *frame,
			     const struct kimage_bug *bug)
{
	struct mmu_frame named = *frame;

	if (!(bug->flags & KIMAGE_BUG_WARNING)) {
		k->bug = bug->where;
		return false;
	}
	frame->regs.rip += UD2_LEN;
	if (bug->flags & KIMAGE_BUG_ONCE && !is_first(k, bug))
		return true;
	named.rip_la = kern_image_place(k, bug->function) + bug->offset;
	named.regs.rip = kern_host(k, named.rip_la);
	if (!(bug->flags & KIMAGE_BUG_SAID))
		kern_cut_here(k);
	warn(k, bug->where, &named, frame, NULL, KERN_TAINT_WARN);
	return true;
}

bool kern_report_bug(struct kern *k, struct mmu_frame *frame)
{
	const struct kimage_bug *bug = kern_image_bug(frame->rip_la);
	struct bug_entry entry;
	uint64_t at = find(k, frame->rip_la, &entry);
	char where[192];

	if (bug)
		return report_image_bug(k, frame, bug);
	if (!at)
		return false;
	locate(k, at, &entry, where, sizeof(where));
	if (!(entry.flags & BUGFLAG_WARNING)) {
		snprintf(k->bug_text, sizeof(k->bug_text), "%s", where);
		k->bug = k->bug_text;
		return false;
	}
	frame->regs.rip += UD2_LEN;
	if (entry.flags & BUGFLAG_ONCE && entry.flags & BUGFLAG_DONE)
		return true;
	if (entry.flags & BUGFLAG_ONCE) {
		entry.flags |= BUGFLAG_DONE;
		kern_poke(k, at, &entry, sizeof(entry));
	}
	if (!(entry.flags & BUGFLAG_NO_CUT_HERE))
		kern_cut_here(k);
	warn(k, where, frame, frame, NULL,
	     entry.flags >> BUGFLAG_TAINT_SHIFT & 31);
	return true;
}

void kern_stub_frame(struct kern *k, const struct kern_call *call,
		     struct mmu_frame *frame)
{
	static const enum mmu_gpr callee[6] = {MMU_RBX, MMU_RBP, MMU_R12,
					       MMU_R13, MMU_R14, MMU_R15};
	static const enum mmu_gpr arg[6] = {MMU_RDI, MMU_RSI, MMU_RDX,
					    MMU_RCX, MMU_R8,  MMU_R9};
	struct mmu_regs *regs = &frame->regs;

	*frame = (struct mmu_frame){.native = true, .sim = true};
	kern_peek(k, kern_lift(k, call->gate_sp), &regs->rip,
		  sizeof(regs->rip));
	for (int i = 0; i < 6; i++) {
		regs->gpr[callee[i]] = call->callee[i];
		regs->gpr[arg[i]] = call->arg[i];
	}
	regs->gpr[MMU_RSP] = call->gate_sp + 8;
	regs->rflags = mmu_rflags(k->cpu);
	frame->rip_la = kern_lift(k, regs->rip);
	frame->sp_la = kern_lift(k, regs->gpr[MMU_RSP]);
}

void kern_warn(struct kern *k, const char *where)
{
	struct mmu_frame frame, *at = NULL;

	if (k->call) {
		kern_stub_frame(k, k->call, &frame);
		at = &frame;
	}
	warn(k, where, at, at, NULL, KERN_TAINT_WARN);
}

void kern_warn_in(struct kern *k, const char *where, const char *function,
		  unsigned int offset)
{
	struct mmu_frame stub, frame;

	if (!k->call) {
		warn(k, where, NULL, NULL, NULL, KERN_TAINT_WARN);
		return;
	}
	kern_stub_frame(k, k->call, &stub);
	frame = stub;
	frame.rip_la = kern_image_place(k, function) + offset;
	frame.regs.rip = kern_host(k, frame.rip_la);
	warn(k, where, &frame, &stub, NULL, KERN_TAINT_WARN);
}

void kern_warn_user_access(struct kern *k, const struct mmu_frame *frame,
			   bool copies)
{
	const char *where = copies ? "arch/x86/mm/extable.c:142" :
				     "arch/x86/mm/extable.c:135";
	struct mmu_frame stub, fixup;

	if (k->warned_uaccess[copies])
		return;
	k->warned_uaccess[copies] = true;
	kern_cut_here(k);
	kern_printk(k, KERN_WARNING "General protection fault in user access. "
				    "Non-canonical address?\n");
	if (!frame && !k->call) {
		kern_warn(k, where);
		return;
	}
	if (!frame) {
		kern_stub_frame(k, k->call, &stub);
		frame = &stub;
	}
	fixup = fixup_frame(k, frame, copies);
	warn(k, where, &fixup, frame, frame, KERN_TAINT_WARN);
}
