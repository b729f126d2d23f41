/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notify.c - the library calls notifier chains: kimage_notifier.c.
 *
 *   kern_oops -> notify_die   -> atomic_notifier_call_chain -> the module's
 *   panic     -> notify_panic -> atomic_notifier_call_chain -> the module's
 *
 * What is called runs on the stack of the code that is interrupted, below what
 * lies there, or on the interrupt stack when that one is full.
 *
 *   [ the code's stack | struct pt_regs | text | struct die_args | callbacks ...
 *
 * Simplified: that a callback says NOTIFY_STOP, or changes the registers, has no
 * effect on the oops.
 *
 * Reference: Linux 6.1, kernel/notifier.c, arch/x86/kernel/setup.c,
 * dump_kernel_offset().
 */
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/image_data.h"
#include "kernel/irq.h"
#include "kernel/kimage.h"
#include "kernel/notify.h"
#include "kernel/percpu.h"
#include "kernel/proc.h"
#include "kernel/regs.h"
#include "kernel/sim.h"
#include "kernel/task.h"
#include "kernel/version.h"

enum { RED_ZONE = 256, STACK_NEEDED = 2048, TEXT_MAX = 1024 };

/* As in Linux: what a die notifier gets. */
struct die_args {
	uint64_t regs, str;
	int64_t err;
	int trapnr, signr;
};

static uint64_t word_at(struct kern *k, uint64_t la)
{
	uint64_t word = 0;

	kern_peek(k, la, &word, sizeof(word));
	return word;
}

static uint64_t image_function(struct kern *k, const char *name)
{
	return kern_host(k, kern_image_symbol(k, name, false));
}

/* --- making ---------------------------------------------------------------------- */

/* An empty list of those who wait for the semaphore points to itself. */
static void init_blocking(struct kern *k, uint64_t head)
{
	uint64_t waiters =
		head + offsetof(struct blocking_notifier_head, sem) + 24;
	uint64_t self[2] = {kern_host(k, waiters), kern_host(k, waiters)};

	kern_poke_defined(k, waiters, self, sizeof(self));
}

void kern_image_data_init(struct kern *k)
{
	const struct uts_namespace names = {
		.sysname = "Linux",
		.nodename = KERN_HOSTNAME,
		.release = KERN_RELEASE,
		.version = KERN_VERSION,
		.machine = "x86_64",
		.domainname = "(none)",
		.user_ns = kern_host(k, kern_image_symbol(k, "init_user_ns",
							  true)),
	};
	const struct nsproxy nsproxy = {
		.count = 1,
		.uts_ns = kern_host(k, KERN_IMAGE_DATA_AT(init_uts_ns)),
	};
	uint64_t own = KERN_IMAGE_DATA_AT(kernel_offset_notifier);
	uint64_t own_ptr = kern_host(k, own);
	uint64_t call = image_function(k, "dump_kernel_offset");

	init_blocking(k, KERN_IMAGE_DATA_AT(reboot_notifier_list));
	init_blocking(k, KERN_IMAGE_DATA_AT(module_notify_list));
	kern_poke_defined(k, KERN_IMAGE_DATA_AT(init_uts_ns), &names,
			  sizeof(names));
	kern_poke_defined(k, KERN_IMAGE_DATA_AT(init_nsproxy), &nsproxy,
			  sizeof(nsproxy));
	kern_poke_defined(k, own, &call, sizeof(call));
	kern_poke_defined(k, KERN_IMAGE_DATA_AT(panic_notifier_list.first),
			  &own_ptr, sizeof(own_ptr));
	kern_irq_lines_init(k);
	kern_resources_init(k);
}

/* --- a stack ------------------------------------------------------------------------ */

static bool has_room(struct kern *k, uint64_t sp)
{
	const struct kern_task *task = k->current;

	if (k->irq->stack && sp - k->irq->stack < KERN_THREAD_SIZE)
		return sp - k->irq->stack > STACK_NEEDED;
	return task && task->stack && sp - task->stack < KERN_THREAD_SIZE &&
	       sp - task->stack > STACK_NEEDED;
}

/* Where the callbacks' stack begins; 0: there is none. */
static uint64_t find_stack(struct kern *k)
{
	uint64_t sp = k->call	     ? kern_lift(k, k->call->gate_sp) :
		      k->notify_from ? k->notify_from :
				       0;

	if (sp && has_room(k, sp))
		return (sp - RED_ZONE) & ~15ull;
	if (kern_irq_prepare(k))
		return 0;
	return (kern_irq_stack_end(k) - RED_ZONE) & ~15ull;
}

/* Below sp: what the callbacks get. Its address. */
static uint64_t push(struct kern *k, uint64_t *sp, const void *bytes,
		     size_t len)
{
	*sp = (*sp - len) & ~15ull;
	kern_poke_defined(k, *sp, bytes, len);
	return kern_host(k, *sp);
}

/* Interrupts are off. from: what the trace of a callback goes on with. True: they
 * came back, or could not be called, since too many of them have died in each
 * other. */
static bool run(struct kern *k, const char *name, uint64_t sp, uint64_t a,
		uint64_t b, struct kern_notifying *from)
{
	const struct kern_notifying *outer = k->notifying;
	uint64_t flags = mmu_rflags(k->cpu), rax;
	struct mmu_call_args args = {
		.size = sizeof(args),
		.fn = image_function(k, name),
		.arg = {a, b},
		.sp = kern_host(k, sp),
		.stack_len = KERN_PAGE,
	};
	struct kern_call *served = k->call;
	int status;

	from->ret_at = sp - 8;
	k->notifying = from;
	k->call = NULL;
	mmu_set_rflags(k->cpu, flags & ~MMU_RFLAGS_IF);
	status = mmu_call(k->cpu, &args, &rax);
	k->notifying = outer;
	mmu_set_rflags(k->cpu, flags);
	k->call = served;
	return status <= 0;
}

/* --- deaths --------------------------------------------------------------------------- */

/* Of an oops, what thread.trap_nr says: a page fault of the kernel does not set it. */
static int trap_number(struct kern *k, const struct mmu_frame *frame,
		       enum kern_die why)
{
	if (why != KERN_DIE_OOPS || frame->fault.vector != MMU_TRAP_PF)
		return (int)frame->fault.vector;
	return k->current ? (int)k->current->trap_nr : 0;
}

bool kern_notify_die(struct kern *k, const struct mmu_frame *frame,
		     enum kern_die why, const char *title, int signal)
{
	struct kern_pt_regs regs =
		kern_pt_regs(&frame->regs, frame->regs.rflags,
			     frame->fault.error_code, frame->cpl);
	struct die_args args = {
		.err = frame->fault.error_code,
		.trapnr = trap_number(k, frame, why),
		.signr = signal,
	};
	uint64_t outer = k->notify_from, sp, at;
	struct kern_notifying from = {0};
	bool came_back;

	if (!word_at(k, KERN_IMAGE_DATA_AT(die_chain.first)))
		return true;
	k->notify_from = frame->cpl ? 0 : frame->sp_la;
	sp = find_stack(k);
	if (!sp)
		return true;
	args.regs = push(k, &sp, &regs, sizeof(regs));
	args.str = push(k, &sp, title, strlen(title) + 1);
	at = push(k, &sp, &args, sizeof(args));
	if (!frame->cpl)
		from.regs = kern_lift(k, args.regs);
	came_back = run(k, "notify_die", sp, why, at, &from);
	k->notify_from = outer;
	return came_back;
}

/* --- panics --------------------------------------------------------------------------- */

static void kernel_offset(struct kern *k)
{
	kern_printk(k, KERN_EMERG "Kernel Offset: disabled\n");
}

/* int dump_kernel_offset(self, val, data): it was not moved. */
uint64_t kern_e_kernel_offset(struct kern_call *call)
{
	kernel_offset(call->kern);
	return 0;
}

/* Without one of a module's there is nothing to run. */
static bool is_ours_alone(struct kern *k)
{
	uint64_t own = KERN_IMAGE_DATA_AT(kernel_offset_notifier);

	return word_at(k, KERN_IMAGE_DATA_AT(panic_notifier_list.first)) ==
		       kern_host(k, own) &&
	       !word_at(k, KERN_IMAGE_DATA_AT(kernel_offset_notifier.next));
}

void kern_notify_panic(struct kern *k, const char *why)
{
	char text[TEXT_MAX];
	struct kern_notifying from = {0};
	uint64_t sp = 0, at;

	if (!is_ours_alone(k))
		sp = find_stack(k);
	if (!sp) {
		kernel_offset(k);
		return;
	}
	snprintf(text, sizeof(text), "%s", why);
	at = push(k, &sp, text, strlen(text) + 1);
	if (k->call) {
		struct mmu_frame stub;

		kern_stub_frame(k, k->call, &stub);
		from.ip = stub.rip_la;
		from.sp = stub.sp_la;
		from.bp = kern_lift(k, stub.regs.gpr[MMU_RBP]);
	}
	run(k, "notify_panic", sp, at, 0, &from);
}

/* --- mistakes --------------------------------------------------------------------------- */

/* notifier_chain_register() of one that is in the chain */
uint64_t kern_e_notifier_twice(struct kern_call *call)
{
	static const struct {
		const char *name;
		unsigned int ud2;
	} registers[] = {
		[KERN_NOTIFIER_BLOCKING] = {"notifier_chain_register", 0x3e},
		[KERN_NOTIFIER_ATOMIC] = {"atomic_notifier_chain_register",
					  0x52},
		[KERN_NOTIFIER_ATOMIC_UNIQUE] =
			{"atomic_notifier_chain_register_unique_prio", 0x55},
		[KERN_NOTIFIER_RAW] = {"raw_notifier_chain_register", 0x3b},
		[KERN_NOTIFIER_DIE] = {"register_die_notifier", 0x5a},
	};
	struct kern *k = call->kern;
	struct kern_sym sym;

	kern_cut_here(k);
	if (kern_lookup(k, kern_lift(k, call->arg[0]), &sym))
		kern_printk(k,
			    KERN_WARNING "notifier callback %s%s%s%s already "
					 "registered\n",
			    sym.name, *sym.module ? " [" : "", sym.module,
			    *sym.module ? "]" : "");
	if (call->arg[1] <= KERN_NOTIFIER_DIE)
		kern_warn_in(k, "kernel/notifier.c:28",
			     registers[call->arg[1]].name,
			     registers[call->arg[1]].ud2);
	return 0;
}
