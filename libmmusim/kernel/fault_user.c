/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault_user.c - page faults at user addresses.
 *
 * The questions, in the order of Linux 6.1, arch/x86/mm/fault.c,
 * do_user_addr_fault():
 *
 *   a fetch by the kernel? a reserved bit? the kernel with AC clear, under SMAP?
 *   no address space, or page faults are disabled?                -> no help
 *   no area, and no stack above that may grow?                    -> MAPERR
 *   a key that denies, an area that does not allow it?   -> PKUERR, ACCERR
 *   handle_mm_fault(): no memory, beyond the file's end?  -> SIGKILL, SIGBUS
 *   else the page is there: a minor fault, or a major one
 *
 * Where there is no help, the user gets the signal; the kernel's access ends in
 * its exception table or in an oops (fault.c).
 */
#include <signal.h>

#include <mmusim/kern_task.h>
#include "kernel/oom.h"
#include "kernel/reclaim.h"
#include "kernel/sched.h"

#ifndef SEGV_PKUERR
#define SEGV_PKUERR 4
#endif

/* What reading a page from a disk takes, in virtual nanoseconds: others run
 * meanwhile. */
#define IO_NS 100000

void kern_force_sig(struct kern_mm *mm, const struct kern_siginfo *info)
{
	if (!mm)
		return;
	mm->siginfo = *info;
	mm->signals++;
}

struct kern_mm *kern_mm_of_cr3(struct kern *k, uint64_t cr3)
{
	uint64_t pgd = cr3 & MMU_PTE_ADDR & ~KERN_PAGE;
	struct kern_mm *mm;

	if (!k->mms)
		return NULL;
	if (k->mms->current && k->mms->current->pgd == pgd)
		return k->mms->current;
	LIST_FOREACH(mm, &k->mms->mms, all)
	if (mm->pgd == pgd)
		return mm;
	return NULL;
}

/* Unresolved. If the user made the access, he gets this signal. */
static bool force(const struct kern_user_fault *f, int signo, int code,
		  unsigned int pkey)
{
	struct kern_siginfo info = {.signo = signo,
				    .code = code,
				    .addr = f->la,
				    .error_code = f->error_code,
				    .pkey = pkey};

	if (f->user)
		kern_force_sig(f->mm, &info);
	return false;
}

static bool bad_area(const struct kern_user_fault *f)
{
	return force(f, SIGSEGV, SEGV_MAPERR, 0);
}

static bool bad_area_access_error(const struct kern_user_fault *f,
				  const struct kern_vma *vma)
{
	unsigned int pkey = vma->flags >> KERN_VM_PKEY_SHIFT & 15;

	if (f->error_code & MMU_PF_PK)
		return force(f, SIGSEGV, SEGV_PKUERR, pkey);
	return force(f, SIGSEGV, SEGV_ACCERR, 0);
}

/* What no area can excuse. */
static bool is_hopeless(struct kern *k, const struct kern_user_fault *f)
{
	if (!f->user && f->error_code & MMU_PF_ID)
		return true; /* the kernel executes user memory */
	if (f->error_code & MMU_PF_RSVD) {
		if (f->user && kern_running(k)) /* more is said of it */
			return true;
		kern_printk(k,
			    KERN_ALERT "Corrupted page table at address %llx\n",
			    (unsigned long long)f->la);
		return true;
	}
	return !f->user && !f->ac && f->smap;
}

/* The area that the address lies in, once a stack has grown; NULL. */
static struct kern_vma *find_area(struct kern_mm *mm, uint64_t la)
{
	struct kern_vma *vma = kern_find_vma(mm, la);

	if (!vma || vma->start <= la)
		return vma;
	if (!(vma->flags & KERN_VM_GROWSDOWN) || kern_expand_stack(vma, la))
		return NULL;
	return vma;
}

/* Does the area forbid the access? */
static bool access_error(uint32_t error_code, const struct kern_vma *vma)
{
	if (error_code & MMU_PF_PK)
		return true;
	if (error_code & MMU_PF_WR)
		return !(vma->flags & KERN_VM_WRITE);
	/* A read, or fetch, of a page that is there. */
	if (error_code & MMU_PF_P)
		return true;
	return !(vma->flags & KERN_VM_ACCESS);
}

static bool mm_fault_error(const struct kern_user_fault *f, unsigned int result)
{
	if (result & KERN_VM_FAULT_OOM) {
		if (f->user && kern_pagefault_out_of_memory(f->mm))
			return true;
		return force(f, SIGKILL, SI_KERNEL, 0);
	}
	return force(f, SIGBUS, BUS_ADRERR, 0);
}

bool kern_do_user_addr_fault(struct kern *k, const struct kern_user_fault *f)
{
	struct kern_mm *mm = f->mm;
	struct kern_vma *vma;
	unsigned int result;

	if (is_hopeless(k, f)) {
		if (f->error_code & MMU_PF_RSVD)
			force(f, SIGKILL, SI_KERNEL, 0);
		return false;
	}
	if (!mm || kern_faulthandler_disabled(k))
		return bad_area(f);
	if (mm->oom_victim) /* fatal_signal_pending() */
		return force(f, SIGKILL, SI_KERNEL, 0);
	vma = find_area(mm, f->la);
	if (!vma)
		return bad_area(f);
	if (access_error(f->error_code, vma))
		return bad_area_access_error(f, vma);
	result = kern_handle_mm_fault(vma, f->la, f->error_code & MMU_PF_WR);
	kern_reclaim_tick(k);
	if (result & KERN_VM_FAULT_ERROR)
		return mm_fault_error(f, result);
	mm->oom_retries = 0;
	if (mm->oom_victim) /* it was chosen when it asked for this page */
		return force(f, SIGKILL, SI_KERNEL, 0);
	if (result & KERN_VM_FAULT_MAJOR) {
		mm->maj_flt++;
		kern_io_wait(k, IO_NS);
	} else {
		mm->min_flt++;
	}
	return true;
}

bool kern_fixup_user_fault(struct kern *k, const struct mmu_fault *fault)
{
	struct kern_user_fault f = {.mm = kern_mm_of_cr3(k, mmu_cr3(k->cpu)),
				    .la = fault->la,
				    .error_code = fault->error_code,
				    .ac = true};

	if (fault->vector != MMU_TRAP_PF || fault->la >= KERN_TASK_SIZE_MAX)
		return false;
	return kern_do_user_addr_fault(k, &f);
}
