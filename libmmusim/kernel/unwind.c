/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unwind.c - call traces.
 *
 * A step finds where the return address of a frame lies: by ORC data where the
 * module has it, else by the frame pointer, which the kernel image and modules
 * compiled against our headers keep. Of those, a function either begins with
 * "push %rbp; mov %rsp, %rbp" or leaves the stack alone. What seldom runs of it may
 * lie elsewhere, as NAME.cold, where the frame is there from the first instruction.
 *
 * The trace shows every word of the stack that is an address of kernel code,
 * and marks with '?' those that no step found: leftovers of earlier calls, or
 * guesses after the unwinder lost its way.
 *
 * Reference: Linux 6.1, arch/x86/kernel/dumpstack.c, show_trace_log_lvl().
 */
#include <stdio.h>
#include <string.h>

#include "kernel/notify.h"
#include "kernel/irq.h"
#include "kernel/kprobe_state.h"
#include "kernel/kprobe.h"
#include "kernel/module.h"
#include "kernel/regs.h"
#include "kernel/task.h"

/* From the return address into what is entered: image_irq.inc */
#define REGS_ABOVE_RETURN 24

/* From behind its first byte to behind the call of a function that traces */
#define FENTRY_RETURN 4

static bool pointer(struct kern *k, uint64_t la, uint64_t *value)
{
	uint64_t raw;

	if (!kern_peek(k, la, &raw, sizeof(raw)))
		return false;
	*value = kern_lift(k, raw);
	return true;
}

/* Bytes of "push %rbp; mov %rsp, %rbp", in both of its encodings. */
static bool has_frame(struct kern *k, uint64_t start)
{
	unsigned char code[4];

	if (!kern_peek(k, start, code, sizeof(code)))
		return false;
	return !memcmp(code, "\x55\x48\x89\xe5", 4) ||
	       !memcmp(code, "\x55\x48\x8b\xec", 4);
}

/* Where a module's function begins; 0 when it has none of that name. */
static uint64_t function_named(struct kern *k, const char *module,
			       const char *name, size_t len)
{
	const struct kern_module *mod = kern_find_module(k, module);

	for (size_t i = 0; mod && i < mod->nsyms; i++)
		if (!strncmp(mod->sym[i].name, name, len) &&
		    !mod->sym[i].name[len])
			return mod->sym[i].la;
	return 0;
}

/* Is the symbol the cold part of a function that has a frame? */
static bool is_cold_part(struct kern *k, const struct kern_sym *sym)
{
	const char *cold = strstr(sym->name, ".cold");
	uint64_t start = 0;

	if (cold)
		start = function_named(k, sym->module, sym->name,
				       (size_t)(cold - sym->name));
	return start && has_frame(k, start);
}

/* The frame is found by RBP: [rbp] the caller's RBP, above it the return
 * address. */
static void by_frame_pointer(struct kern *k, struct kern_unwind *state)
{
	state->ret_at = state->bp + 8;
	state->sp = state->bp + 16;
	if (!pointer(k, state->bp, &state->bp))
		state->error = true;
}

/* The return address is the topmost word of the stack, after skip bytes. */
static void by_stack_pointer(struct kern *k, struct kern_unwind *state,
			     unsigned int skip)
{
	if (skip)
		pointer(k, state->sp, &state->bp);
	state->ret_at = state->sp + skip;
	state->sp = state->ret_at + 8;
}

/* The symbol there; not one of a variable. */
static bool function_at(struct kern *k, uint64_t la, struct kern_sym *sym)
{
	return kern_lookup(k, la, sym) && kern_text_address(k, la);
}

/* Linux tries a frame pointer then. Of its own functions none keeps one, and of a
 * module's few do. */
static void no_code(struct kern *k, struct kern_unwind *state)
{
	uint64_t caller;

	if (state->first && pointer(k, state->sp, &caller) &&
	    kern_orc_keeps_frame(k, caller - 1)) {
		by_frame_pointer(k, state);
		return;
	}
	state->error = true;
	state->ret_at = 0;
}

static void step(struct kern *k, struct kern_unwind *state)
{
	struct kern_sym sym;

	if (kern_orc_step(k, state))
		return;
	if (state->ip == 0) { /* a call of a null pointer */
		by_stack_pointer(k, state, 0);
		return;
	}
	if (!function_at(k, state->first ? state->ip : state->ip - 1, &sym)) {
		no_code(k, state);
		return;
	}
	if (is_cold_part(k, &sym) ||
	    !strcmp(sym.name, "arch_rethook_trampoline"))
		by_frame_pointer(k, state);
	else if (!has_frame(k, sym.start) || state->ip == sym.start)
		by_stack_pointer(k, state, 0);
	else if (state->ip < sym.start + 4)
		by_stack_pointer(k, state, 8);
	else
		by_frame_pointer(k, state);
}

void kern_unwind_start(struct kern *k, struct kern_unwind *state)
{
	state->first = true;
	state->error = false;
	step(k, state);
}

/* Does that function begin with registers that were saved? */
static bool is_interrupt(struct kern *k, uint64_t la)
{
	static const char *const name[] = {
		"asm_sysvec_apic_timer_interrupt",
		"asm_sysvec_irq_work",
		"asm_common_interrupt",
		"asm_exc_int3",
	};
	struct kern_sym sym;

	if (!kern_lookup(k, la, &sym))
		return false;
	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++)
		if (!strcmp(sym.name, name[i]))
			return true;
	return false;
}

/* unwind_recover_rethook(): a kretprobe has replaced the return address there; the
 * task knows what it was. */
static uint64_t recover(struct kern *k, uint64_t ret_at, uint64_t ip)
{
	enum { NEXT = 0, RET_ADDR = 16, FRAME = 24, MOST = 10000 };
	uint64_t at, frame, address;

	if (!k->kprobes || !k->current ||
	    ip != kern_image_symbol(k, "arch_rethook_trampoline", false) ||
	    !pointer(k, k->current->task_struct + KERN_TASK_RETHOOKS, &at))
		return ip;
	for (int i = 0; at && i < MOST; i++) {
		if (!pointer(k, at + FRAME, &frame) ||
		    !pointer(k, at + RET_ADDR, &address))
			break;
		if (frame == ret_at && address != ip)
			return address;
		if (!pointer(k, at + NEXT, &at))
			break;
	}
	return ip;
}

void kern_unwind_next(struct kern *k, struct kern_unwind *state)
{
	uint64_t ip;

	if (!pointer(k, state->ret_at, &ip)) {
		state->ret_at = 0;
		return;
	}
	ip = recover(k, state->ret_at, ip);
	state->ip = ip;
	state->first = false;
	state->traced = kern_in_function(k, ip - 1, "ftrace_regs_call");
	if (state->traced || is_interrupt(k, ip - 1)) {
		state->regs = state->ret_at + REGS_ABOVE_RETURN;
		state->ret_at = 0;
		return;
	}
	if (!kern_in_function(k, ip - 1, "entry_SYSCALL_64_after_hwframe")) {
		step(k, state);
		return;
	}
	state->ret_at = 0;
	state->user = !state->error;
}

bool kern_in_function(struct kern *k, uint64_t la, const char *name)
{
	struct kern_sym sym;

	return kern_lookup(k, la, &sym) && !strcmp(sym.name, name);
}

/* As %pB: a return address may lie behind the function, if that ends with the
 * call. */
static void print_frame(struct kern *k, uint64_t ip, bool reliable)
{
	char text[160];

	kern_symbol_back(k, ip, text, sizeof(text));
	kern_printk(k, KERN_DEFAULT " %s%s\n", reliable ? "" : "? ", text);
}

/**
 * struct stack - one that can hold frames
 * @name: as in "<IRQ>"
 * @start, @end: linear addresses; past the last word for frames
 */
struct stack {
	const char *name;
	uint64_t start, end;
};

/* get_stack_info(): the one that la lies in. */
static bool find_stack(const struct kern *k, uint64_t la, struct stack *stack)
{
	const struct kern_task *task = k->current;

	*stack = (struct stack){"IRQ", k->irq->stack, kern_irq_stack_end(k)};
	if (la >= stack->start && la < stack->end)
		return true;
	if (!task)
		return false;
	*stack = (struct stack){"TASK", task->stack, task->regs};
	return la >= stack->start && la < stack->end;
}

/* Code was interrupted here: its registers, and where it is. */
static void show_interrupted(struct kern *k, struct kern_unwind *state)
{
	struct kern_pt_regs regs;

	if (!kern_peek(k, state->regs, &regs, sizeof(regs)))
		return;
	state->ip = kern_lift(k, regs.ip);
	if (state->traced)
		print_frame(k, state->ip + FENTRY_RETURN, true);
	else
		kern_show_pt_regs(k, &regs);
	if (state->traced || kern_was_probed(k, state->ip - 1))
		state->ip--; /* INT3 was executed, and not what stood there */
	state->sp = kern_lift(k, regs.sp);
	state->bp = kern_lift(k, regs.bp);
	kern_unwind_start(k, state);
}

/* Callbacks of a notifier chain, which the library called: in Linux they are called
 * from where something died, or from panic(). */
static void follow_notifying(struct kern *k, struct kern_unwind *state)
{
	const struct kern_notifying *from = k->notifying;

	state->ret_at = 0;
	if (from->regs) {
		state->regs = from->regs;
		show_interrupted(k, state);
		state->regs = 0;
	} else if (from->ip) {
		state->ip = from->ip;
		state->sp = from->sp;
		state->bp = from->bp;
		kern_unwind_start(k, state);
	}
}

/* Every word of the stack from at on. */
static void show_words(struct kern *k, struct kern_unwind *state,
		       const struct stack *stack, uint64_t at)
{
	uint64_t ip, saved_ip = 0;

	for (; at < stack->end && pointer(k, at, &ip); at += 8) {
		bool found = state->ret_at == at;

		if (found && k->notifying && k->notifying->ret_at == at) {
			follow_notifying(k, state);
			saved_ip = k->notifying->regs +
				   offsetof(struct kern_pt_regs, ip);
			continue;
		}
		if (!kern_text_address(k, ip) || at == saved_ip)
			continue;
		print_frame(k, ip, found && !state->error);
		if (!found)
			continue;
		kern_unwind_next(k, state);
		if (state->regs) {
			saved_ip =
				state->regs + offsetof(struct kern_pt_regs, ip);
			show_interrupted(k, state);
			state->regs = 0;
		}
	}
}

/* The word at the end of the interrupt stack says where it was entered. */
static uint64_t below(struct kern *k, const struct stack *stack)
{
	uint64_t at = 0;

	if (stack->end != kern_irq_stack_end(k) ||
	    !pointer(k, stack->end - 8, &at))
		return 0;
	return at;
}

/* The frames of what serves an exception, and the registers that it saved. */
static void show_exception(struct kern *k, const struct kern_unwind *state)
{
	static const char *const protection[] = {
		"exc_general_protection", "asm_exc_general_protection", NULL};
	const char *const *name = state->served_by ? state->served_by :
						     protection;

	for (; *name; name++)
		print_frame(k, kern_image_symbol(k, *name, false) + 5, true);
	kern_show_regs_short(k, state->exception);
}

void kern_show_trace(struct kern *k, struct kern_unwind *state)
{
	const struct kern_task *task = k->current;
	uint64_t at = state->sp & ~7ull;
	struct stack stack;

	kern_printk(k, KERN_DEFAULT "Call Trace:\n");
	/* A stack that overflowed into its guard page: what can be read begins
	 * above. */
	if (task && kern_stack_guard(task, at))
		at = task->stack;
	else if (kern_irq_stack_guard(k, at))
		at = k->irq->stack;
	if (find_stack(k, at, &stack) && !state->ret_at)
		kern_unwind_start(k, state);
	while (find_stack(k, at, &stack)) {
		kern_printk(k, KERN_DEFAULT " <%s>\n", stack.name);
		if (state->exception)
			show_exception(k, state);
		state->exception = NULL;
		show_words(k, state, &stack, at);
		at = below(k, &stack);
		if (!at && state->user)
			kern_show_user_regs(k, task);
		kern_printk(k, KERN_DEFAULT " </%s>\n", stack.name);
	}
}
