/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kprobe_hit.c - a breakpoint of a kprobe was reached: see kprobe.c.
 *
 * The handlers get the registers, which lie below the stack of the code, and may
 * change them:
 *
 *   [ the code's stack | struct pt_regs | asm_exc_int3 ... handler
 *
 * Reference: Linux 6.1, arch/x86/kernel/kprobes/core.c, kprobe_int3_handler().
 */
#include <string.h>

#include "kernel/kprobe_state.h"
#include "kernel/percpu.h"
#include "kernel/regs.h"
#include "kernel/task.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_DEFINED(at, len)   ((void)(at), (void)(len))
#define VALGRIND_MAKE_MEM_UNDEFINED(at, len) ((void)(at), (void)(len))
#endif

enum { BELOW_STACK = 128, RETURN_ROOM = 64 };
enum { WHICH_PRE, WHICH_POST };

/* preempt_count() in an exception that comes at any time, as INT3 does */
#define NMI_OFFSET 0x100000u

/* Whose slot this is an address of, or the one behind it; NULL. */
static struct place *place_of_slot(struct kern *k, uint64_t la)
{
	const struct kern_kprobes *all = k->kprobes;
	struct place *place;

	if (!all || la - all->slots >= KERN_PAGE)
		return NULL;
	LIST_FOREACH(place, &all->places, all)
	if (la - kern_kprobe_slot(all, place->slot) < NATIVE_PROBE_SLOT)
		return place;
	return NULL;
}

/**
 * struct hit - a breakpoint that was reached
 * @place: as it was then: a handler may unregister any probe, and its own
 * @ended: a handler did not come back
 * @moved: it said that it has changed where to go on
 */
struct hit {
	struct kern *k;
	struct mmu_frame *frame;
	struct place place;
	bool ended, moved;
};

/* Only the flags of arithmetic are the handler's to change. */
#define ARITHMETIC 0x8d5ull

static void take_back(struct mmu_regs *regs, const struct kern_pt_regs *from)
{
	const uint64_t gpr[MMU_NGPR] = {
		[MMU_RAX] = from->ax,  [MMU_RCX] = from->cx,
		[MMU_RDX] = from->dx,  [MMU_RBX] = from->bx,
		[MMU_RSP] = from->sp,  [MMU_RBP] = from->bp,
		[MMU_RSI] = from->si,  [MMU_RDI] = from->di,
		[MMU_R8] = from->r8,   [MMU_R9] = from->r9,
		[MMU_R10] = from->r10, [MMU_R11] = from->r11,
		[MMU_R12] = from->r12, [MMU_R13] = from->r13,
		[MMU_R14] = from->r14, [MMU_R15] = from->r15,
	};

	memcpy(regs->gpr, gpr, sizeof(gpr));
	regs->rip = from->ip;
	regs->rflags = (regs->rflags & ~ARITHMETIC) |
		       (from->flags & ARITHMETIC);
}

/* As ftrace or INT3 would: with interrupts as they are, or without. */
static int enter(const struct hit *hit, uint64_t frame_la, uint64_t ptr,
		 unsigned int which, uint64_t *rax)
{
	struct kern *k = hit->k;
	const char *name = hit->place.entry ? "ftrace_regs_call" :
					      "asm_exc_int3";
	uint64_t flags = mmu_rflags(k->cpu), frame = kern_host(k, frame_la);
	uint32_t count = kern_preempt_count(k);
	struct kern_call *served = k->call;
	struct mmu_call_args call = {
		.size = sizeof(call),
		.fn = kern_host(k, kern_image_symbol(k, name, false)),
		.arg = {ptr, frame, which},
		.sp = frame - 8,
		.stack_len = KERN_PAGE,
	};
	int ended;

	/* Where the call's return address goes: below RSP nothing is for
	 * memcheck. */
	VALGRIND_MAKE_MEM_UNDEFINED((void *)(uintptr_t)(frame - RETURN_ROOM),
				    RETURN_ROOM);
	k->call = NULL;
	if (hit->place.entry) {
		kern_set_preempt_count(k, count + 1);
		mmu_set_rflags(k->cpu, (flags & ~MMU_RFLAGS_IF) |
					       (hit->frame->regs.rflags &
						MMU_RFLAGS_IF));
	} else {
		kern_set_preempt_count(k, count + NMI_OFFSET +
						  KERN_HARDIRQ_OFFSET);
	}
	ended = mmu_call(k->cpu, &call, rax);
	mmu_set_rflags(k->cpu, flags);
	kern_set_preempt_count(k, count);
	k->call = served;
	return ended;
}

/* Call a handler with the registers; take over what it makes of them. */
static void handle(struct hit *hit, uint64_t ptr, unsigned int which)
{
	struct kern *k = hit->k;
	struct mmu_regs *regs = &hit->frame->regs;
	struct kern_pt_regs saved =
		kern_pt_regs(regs, regs->rflags, UINT64_MAX, 0);
	uint64_t sp = kern_lift(k, regs->gpr[MMU_RSP]), rax = 0;
	uint64_t frame = ((sp - BELOW_STACK) & ~15ull) - sizeof(saved);

	if (!kern_poke_defined(k, frame, &saved, sizeof(saved)))
		return; /* no room: whatever comes next hits the guard page */
	hit->ended = enter(hit, frame, ptr, which, &rax);
	if (hit->ended || !kern_peek(k, frame, &saved, sizeof(saved)))
		return;
	VALGRIND_MAKE_MEM_DEFINED(&saved, sizeof(saved));
	if (hit->place.entry) /* ftrace keeps RSP as it was */
		saved.sp = regs->gpr[MMU_RSP];
	take_back(regs, &saved);
	hit->moved |= which == WHICH_PRE && (int32_t)rax;
}

static bool is_disabled(struct kern *k, const struct kprobe *p)
{
	uint32_t flags = 0;

	kern_peek(k, kern_lift(k, p->ptr) + KPROBE_FLAGS, &flags,
		  sizeof(flags));
	return flags & (FLAG_DISABLED | FLAG_GONE);
}

static bool is_of(const struct kprobe *p, const struct place *place)
{
	return p->place && p->place->la == place->la;
}

/* The next one there in the order in which they were registered; NULL: none. */
static const struct kprobe *next_probe(const struct hit *hit, uint64_t after)
{
	const struct kprobe *p;

	TAILQ_FOREACH(p, &hit->k->kprobes->probes, all)
	if (p->number > after && is_of(p, &hit->place))
		return p;
	return NULL;
}

/* Those that a handler registers meanwhile are not called yet. */
static void handle_all(struct hit *hit, unsigned int which)
{
	const uint64_t last = hit->k->kprobes->registered;
	const struct kprobe *p;
	uint64_t done = 0;

	while (!hit->ended && !hit->moved && (p = next_probe(hit, done)) &&
	       p->number <= last) {
		done = p->number;
		if (!is_disabled(hit->k, p))
			handle(hit, p->ptr, which);
	}
}

static void count_missed(struct kern *k, const struct place *place)
{
	const struct kprobe *p;

	TAILQ_FOREACH(p, &k->kprobes->probes, all)
	{
		uint64_t at = kern_lift(k, p->ptr) + KPROBE_NMISSED, n;

		if (!is_of(p, place) || !kern_peek(k, at, &n, sizeof(n)))
			continue;
		n++;
		kern_poke(k, at, &n, sizeof(n));
		kern_wrote(k, at, sizeof(n));
	}
}

/* The return address of a call, or where a return goes. */
static bool jump(struct hit *hit)
{
	const struct native_probe *probe = &hit->place.probe;
	struct mmu_regs *regs = &hit->frame->regs;
	uint64_t back = regs->rip + probe->len;
	uint64_t sp = kern_lift(hit->k, regs->gpr[MMU_RSP]);

	if (probe->step == NATIVE_PROBE_CALL) {
		if (!kern_poke(hit->k, sp - 8, &back, sizeof(back)))
			return false;
		kern_wrote(hit->k, sp - 8, sizeof(back));
	}
	if (probe->step == NATIVE_PROBE_RET &&
	    !kern_peek(hit->k, sp, &back, sizeof(back)))
		return false;
	native_probe_jump(probe, regs);
	if (probe->step == NATIVE_PROBE_RET)
		regs->rip = back;
	return true;
}

/* It is behind the instruction. */
static void finish(struct hit *hit, bool missed)
{
	if (missed)
		return;
	handle_all(hit, WHICH_POST);
	if (!hit->ended)
		hit->k->kprobes->running = false;
}

/* setup_singlestep() */
static bool step(struct hit *hit, bool missed)
{
	struct kern *k = hit->k;
	struct mmu_regs *regs = &hit->frame->regs;

	if (hit->place.probe.step == NATIVE_PROBE_COPY) {
		regs->rip = kern_host(k, kern_kprobe_slot(k->kprobes,
							  hit->place.slot));
		k->kprobes->reentered = missed;
		return true;
	}
	regs->rip = kern_host(k, hit->place.la);
	if (!jump(hit))
		return false;
	finish(hit, missed);
	return true;
}

/* Unless a handler has removed the breakpoint: the instruction is there again. */
static bool go_on(struct hit *hit)
{
	const struct place *now = kern_kprobe_place(hit->k, hit->place.la);

	if (now) {
		hit->place = *now;
		return step(hit, false);
	}
	hit->frame->regs.rip = kern_host(hit->k, hit->place.la);
	hit->k->kprobes->running = false;
	return true;
}

static bool reached(struct hit *hit)
{
	struct kern_kprobes *all = hit->k->kprobes;
	bool missed = all->running;

	all->running = true;
	if (missed) {
		count_missed(hit->k, &hit->place);
		return step(hit, true);
	}
	handle_all(hit, WHICH_PRE);
	if (hit->moved)
		all->running = false;
	return hit->ended || hit->moved || go_on(hit);
}

/* The INT3 behind the copy. */
static void stepped(struct hit *hit)
{
	struct mmu_regs *regs = &hit->frame->regs;

	regs->rip = kern_host(hit->k, hit->place.la + hit->place.probe.len);
	finish(hit, hit->k->kprobes->reentered);
	hit->k->kprobes->reentered = false;
}

bool kern_kprobe_hit(struct kern *k, struct mmu_frame *frame, int *result)
{
	const struct place *place = kern_kprobe_place(k, frame->rip_la - 1);
	struct hit hit = {.k = k, .frame = frame};

	if (place) {
		hit.place = *place;
		if (!reached(&hit))
			return false;
	} else {
		place = place_of_slot(k, frame->rip_la - 1);
		if (!place)
			return false;
		hit.place = *place;
		stepped(&hit);
	}
	*result = hit.ended;
	return true;
}

void kern_kprobe_fault(struct kern *k, struct mmu_frame *frame)
{
	const struct place *place = place_of_slot(k, frame->rip_la);

	if (!place)
		return;
	frame->rip_la = place->la;
	frame->regs.rip = kern_host(k, place->la);
	if (!k->kprobes->reentered)
		k->kprobes->running = false;
	k->kprobes->reentered = false;
}
