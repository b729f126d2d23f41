/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regs.c - registers and code bytes, as an oops shows them.
 *
 * Registers of native code hold host pointers; each is printed as the linear
 * address that it stands for.
 *
 * Reference: Linux 6.1, arch/x86/kernel/process_64.c, __show_regs(), and
 * dumpstack.c, show_opcodes().
 */
#include <stdio.h>
#include <sys/mman.h>

#include "kernel/mm.h"
#include "kernel/module.h"
#include "kernel/program.h"
#include "kernel/regs.h"
#include "kernel/task.h"

#define KERNEL_CS 0x10
#define USER_CS	  0x33
#define USER_DS	  0x2b

enum { CODE_BYTES = 64, CODE_BEFORE = 42 };

typedef unsigned long long ull;

/* "Code: 08 89 e8 <5b> ...": the bytes around RIP */
static void print_code(struct kern *k, const char *level,
		       const unsigned char *code)
{
	char text[CODE_BYTES * 3 + 8];
	int n = 0;

	for (int i = 0; i < CODE_BYTES; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n,
			      i == CODE_BEFORE ? " <%02x>" : " %02x", code[i]);
	kern_printk(k, "%sCode:%s\n", level, text);
}

/*
 * The kernel reads its own code carefully: a read that faults is noticed, but
 * has changed CR2. It does not try user addresses at all.
 */
static void show_kernel_code(struct kern *k, uint64_t rip)
{
	uint64_t start = rip - CODE_BEFORE;
	unsigned char code[CODE_BYTES];
	struct mmu_fault fault;

	if (start >= KERN_TASK_SIZE_MAX) {
		if (!mmu_copy_in(k->cpu, code, start, sizeof(code), 0, NULL,
				 &fault)) {
			kern_original_code(k, start, code, sizeof(code));
			print_code(k, KERN_DEFAULT, code);
			return;
		}
		if (fault.vector == MMU_TRAP_PF)
			mmu_set_cr2(k->cpu, fault.la);
	}
	kern_printk(k,
		    KERN_DEFAULT
		    "Code: Unable to access opcode bytes at 0x%llx.\n",
		    (ull)start);
}

/* Bytes of current's code, without any effect; false when they are not there.
 * Those of its program are the host's. */
static bool peek_user(struct kern *k, uint64_t la, unsigned char *to)
{
	const struct kern_task *task = k->current;
	volatile uint64_t *pte;

	if (task->program &&
	    kern_program_holds(task->program, la, 1, PROT_READ)) {
		*to = *(const unsigned char *)(uintptr_t)la;
		return true;
	}
	pte = la < KERN_TASK_SIZE_MAX ? kern_pte_find(task->mm, la) : NULL;
	if (!pte || !(*pte & MMU_PTE_P))
		return false;
	*to = ((const unsigned char *)kern_frame_ptr(
		k, *pte & MMU_PTE_ADDR))[la % KERN_PAGE];
	return true;
}

void kern_show_user_code(struct kern *k, const char *level, uint64_t ip)
{
	uint64_t start = ip - CODE_BEFORE;
	unsigned char code[CODE_BYTES];

	for (unsigned int i = 0; i < CODE_BYTES; i++) {
		if (peek_user(k, start + i, &code[i]))
			continue;
		kern_printk(k,
			    "%sCode: Unable to access opcode bytes at "
			    "0x%llx.\n",
			    level, (ull)start);
		return;
	}
	print_code(k, level, code);
}

static void show_rip(struct kern *k, uint64_t rip)
{
	char text[160];

	kern_symbol(k, rip, text, sizeof(text));
	kern_printk(k, KERN_DEFAULT "RIP: 0010:%s\n", text);
}

/* The lines from RAX on. value[] is in enum mmu_gpr's order. */
static void show_general(struct kern *k, const uint64_t value[MMU_NGPR])
{
	static const struct {
		const char *name;
		enum mmu_gpr gpr;
	} order[] = {
		{"RAX", MMU_RAX}, {"RBX", MMU_RBX}, {"RCX", MMU_RCX},
		{"RDX", MMU_RDX}, {"RSI", MMU_RSI}, {"RDI", MMU_RDI},
		{"RBP", MMU_RBP}, {"R08", MMU_R8},  {"R09", MMU_R9},
		{"R10", MMU_R10}, {"R11", MMU_R11}, {"R12", MMU_R12},
		{"R13", MMU_R13}, {"R14", MMU_R14}, {"R15", MMU_R15},
	};

	for (int i = 0; i < 15; i += 3)
		kern_printk(k,
			    KERN_DEFAULT
			    "%s: %016llx %s: %016llx %s: %016llx\n",
			    order[i].name, (ull)value[order[i].gpr],
			    order[i + 1].name, (ull)value[order[i + 1].gpr],
			    order[i + 2].name, (ull)value[order[i + 2].gpr]);
}

static void show_control(struct kern *k, unsigned int cs)
{
	kern_printk(k,
		    KERN_DEFAULT
		    "FS:  %016llx(0000) GS:%016llx(0000) knlGS:%016llx\n",
		    k->current ? (ull)k->current->fs_base : 0, (ull)k->percpu,
		    0ull);
	kern_printk(k,
		    KERN_DEFAULT "CS:  %04x DS: 0000 ES: 0000 CR0: %016llx\n",
		    cs, (ull)mmu_cr0(k->cpu));
	kern_printk(k, KERN_DEFAULT "CR2: %016llx CR3: %016llx CR4: %016llx\n",
		    (ull)mmu_cr2(k->cpu), (ull)mmu_cr3(k->cpu),
		    (ull)mmu_cr4(k->cpu));
}

void kern_show_regs_short(struct kern *k, const struct mmu_frame *frame)
{
	uint64_t value[MMU_NGPR];

	for (int i = 0; i < MMU_NGPR; i++)
		value[i] = kern_lift(k, frame->regs.gpr[i]);
	show_rip(k, frame->rip_la);
	show_kernel_code(k, frame->rip_la);
	kern_printk(k, KERN_DEFAULT "RSP: 0018:%016llx EFLAGS: %08llx\n",
		    (ull)frame->sp_la, (ull)frame->regs.rflags);
	show_general(k, value);
}

void kern_show_regs(struct kern *k, const struct mmu_frame *frame)
{
	kern_show_regs_short(k, frame);
	show_control(k, KERNEL_CS);
}

struct kern_pt_regs kern_pt_regs(const struct mmu_regs *regs, uint64_t rflags,
				 uint64_t orig_ax, unsigned int cpl)
{
	const uint64_t *g = regs->gpr;

	return (struct kern_pt_regs){
		.r15 = g[MMU_R15],
		.r14 = g[MMU_R14],
		.r13 = g[MMU_R13],
		.r12 = g[MMU_R12],
		.bp = g[MMU_RBP],
		.bx = g[MMU_RBX],
		.r11 = g[MMU_R11],
		.r10 = g[MMU_R10],
		.r9 = g[MMU_R9],
		.r8 = g[MMU_R8],
		.ax = g[MMU_RAX],
		.cx = g[MMU_RCX],
		.dx = g[MMU_RDX],
		.si = g[MMU_RSI],
		.di = g[MMU_RDI],
		.orig_ax = orig_ax,
		.ip = regs->rip,
		.cs = cpl ? 0x33 : 0x10,
		.flags = rflags,
		.sp = g[MMU_RSP],
		.ss = cpl ? 0x2b : 0x18,
	};
}

void kern_show_pt_regs(struct kern *k, const struct kern_pt_regs *r)
{
	uint64_t value[MMU_NGPR] = {
		[MMU_RAX] = r->ax,  [MMU_RBX] = r->bx,	[MMU_RCX] = r->cx,
		[MMU_RDX] = r->dx,  [MMU_RSI] = r->si,	[MMU_RDI] = r->di,
		[MMU_RBP] = r->bp,  [MMU_R8] = r->r8,	[MMU_R9] = r->r9,
		[MMU_R10] = r->r10, [MMU_R11] = r->r11, [MMU_R12] = r->r12,
		[MMU_R13] = r->r13, [MMU_R14] = r->r14, [MMU_R15] = r->r15};

	for (int i = 0; i < MMU_NGPR; i++)
		value[i] = kern_lift(k, value[i]);
	show_rip(k, kern_lift(k, r->ip));
	show_kernel_code(k, kern_lift(k, r->ip));
	kern_printk(k, KERN_DEFAULT "RSP: 0018:%016llx EFLAGS: %08llx\n",
		    (ull)kern_lift(k, r->sp), (ull)r->flags);
	show_general(k, value);
}

void kern_show_user_frame(struct kern *k, const struct mmu_frame *frame,
			  enum kern_show_regs how)
{
	uint64_t value[MMU_NGPR];

	for (int i = 0; i < MMU_NGPR; i++)
		value[i] = kern_lift(k, frame->regs.gpr[i]);
	kern_printk(k, KERN_DEFAULT "RIP: %04x:0x%llx\n", USER_CS,
		    (ull)frame->rip_la);
	if (how != KERN_REGS_AGAIN)
		kern_show_user_code(k, KERN_DEFAULT, frame->rip_la);
	kern_printk(k, KERN_DEFAULT "RSP: %04x:%016llx EFLAGS: %08llx\n",
		    USER_DS, (ull)frame->sp_la, (ull)frame->regs.rflags);
	show_general(k, value);
	if (how == KERN_REGS_AGAIN)
		show_control(k, USER_CS);
	if (how == KERN_REGS_USER)
		kern_printk(k, KERN_DEFAULT "FS:  %016llx GS:  %016llx\n",
			    (ull)k->current->fs_base, 0ull);
}

void kern_show_user_regs(struct kern *k, const struct kern_task *task)
{
	unsigned char code[CODE_BYTES];
	struct kern_pt_regs r;
	uint64_t start;

	if (!kern_peek(k, task->regs, &r, sizeof(r)))
		return;
	start = r.ip - CODE_BEFORE;
	kern_printk(k, KERN_DEFAULT "RIP: %04llx:0x%llx\n", (ull)r.cs,
		    (ull)r.ip);
	if (mmu_copy_in(k->cpu, code, start, sizeof(code), MMU_PEEK | MMU_AC,
			NULL, NULL))
		kern_printk(k,
			    KERN_DEFAULT "Code: Unable to access opcode "
					 "bytes at 0x%llx.\n",
			    (ull)start);
	else
		print_code(k, KERN_DEFAULT, code);
	kern_printk(k,
		    KERN_DEFAULT
		    "RSP: %04llx:%016llx EFLAGS: %08llx ORIG_RAX: %016llx\n",
		    (ull)r.ss, (ull)r.sp, (ull)r.flags, (ull)r.orig_ax);
	show_general(k, (uint64_t[MMU_NGPR]){[MMU_RAX] = r.ax,
					     [MMU_RBX] = r.bx,
					     [MMU_RCX] = r.cx,
					     [MMU_RDX] = r.dx,
					     [MMU_RSI] = r.si,
					     [MMU_RDI] = r.di,
					     [MMU_RBP] = r.bp,
					     [MMU_R8] = r.r8,
					     [MMU_R9] = r.r9,
					     [MMU_R10] = r.r10,
					     [MMU_R11] = r.r11,
					     [MMU_R12] = r.r12,
					     [MMU_R13] = r.r13,
					     [MMU_R14] = r.r14,
					     [MMU_R15] = r.r15});
}
