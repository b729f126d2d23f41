/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_mm.h - address spaces of the simulated kernel.
 *
 * A struct kern_mm is what Linux calls an mm: page tables and the areas (VMAs)
 * that say what may lie in them. Calls such as kern_mmap() change areas only;
 * pages come by faults, when they are touched:
 *
 *	kern_mm_create(k, NULL, &mm);
 *	kern_use_mm(k, mm);
 *	la = kern_mmap(mm, 0, 8192, PROT_READ | PROT_WRITE,
 *		       MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0);
 *	kern_enter_user(k);
 *	mmu_store(kern_cpu(k), la, &value, 8, NULL);	a minor fault
 *	kern_leave_user(k);
 *
 * Constants (PROT_*, MAP_*, MS_*, MADV_*) are those of <sys/mman.h>; addresses
 * and lengths are linear and in bytes. Errors are Linux's, as negative errno.
 */
#ifndef MMUSIM_KERN_MM_H
#define MMUSIM_KERN_MM_H

#include <mmusim/kern.h>

struct kern_mm;
struct kern_file;

/**
 * struct kern_mm_config - a new address space
 * @size:        sizeof(struct kern_mm_config)
 * @brk:         where the heap begins, a multiple of 4096; 0: 0x600000
 * @stack_limit: RLIMIT_STACK in bytes; 0: 8 MiB
 */
struct kern_mm_config {
	size_t size;
	uint64_t brk;
	uint64_t stack_limit;
};

/**
 * kern_mm_create - an address space with a stack and an empty heap
 * @config: NULL: all defaults; not kept
 * @mm:     out: give it to kern_mm_put()
 *
 * The stack ends at 0x7ffffffff000; mappings go where address randomisation puts
 * them on the average, from 0x7f7bff700000 down. Nothing is present.
 *
 * Return: 0; -EINVAL; -ENOMEM.
 * Reference: Linux 6.1, kernel/fork.c, mm_alloc(); fs/exec.c.
 */
MMU_API int kern_mm_create(struct kern *kern,
			   const struct kern_mm_config *config,
			   struct kern_mm **mm);

/**
 * kern_mm_dup - duplicate an address space as fork() does
 * @mm:   the parent's
 * @copy: out: the child's; give it to kern_mm_put()
 *
 * Private pages are shared until one of the two writes (copy-on-write); shared
 * mappings stay shared.
 *
 * Return: 0; -ENOMEM, and the parent is as it was; -EBUSY when a task calls it.
 * Reference: Linux 6.1, kernel/fork.c, dup_mmap().
 */
MMU_API int kern_mm_dup(struct kern_mm *mm, struct kern_mm **copy);

/**
 * kern_mm_put - drop a reference; the last one ends the address space
 *
 * It must not be in use by the CPU then (kern_use_mm()). NULL does nothing.
 */
MMU_API void kern_mm_put(struct kern_mm *mm);

/**
 * kern_mm_set_comm - name the process that it belongs to, for reports
 * @comm: at most 15 bytes of it count
 *
 * One that has no PID yet gets the next one.
 *
 * Return: its PID.
 */
MMU_API int kern_mm_set_comm(struct kern_mm *mm, const char *comm);

/** kern_use_mm - make it the current one and load its CR3; NULL: the kernel's
 *  own tables */
MMU_API void kern_use_mm(struct kern *kern, struct kern_mm *mm);

/**
 * kern_enter_user, kern_leave_user - to CPL 3 and back
 *
 * With page-table isolation each address space has two top-level tables. In
 * that of the kernel, user addresses cannot be executed; the one for user mode
 * is loaded here. Entering without a current address space is a bug.
 *
 * Simplified: the user's table shows the kernel's half, too; its pages are
 * supervisor pages.
 */
MMU_API void kern_enter_user(struct kern *kern);
MMU_API void kern_leave_user(struct kern *kern);

/** kern_mm_cr3 - what to load into CR3 of any CPU, for kernel or user mode */
MMU_API uint64_t kern_mm_cr3(const struct kern_mm *mm, bool user);

/* --- files ------------------------------------------------------------------ */

/**
 * kern_file_open - a file of the host, to be mapped
 * @path:     on the host
 * @writable: for shared mappings that can be written to
 * @file:     out: give it to kern_file_put()
 *
 * Its pages are read when they are faulted in, and kept in a page cache that
 * all openings of the file share. Changes go back by kern_msync(), or when the
 * last user of the file is gone. The size is that of the first opening.
 *
 * Simplified: the host's file is opened anew for each transfer, so that a
 * snapshot can never bring back a descriptor that is closed.
 *
 * Return: 0; -ENOMEM; -EACCES when it is no regular file; what open(2) said.
 */
MMU_API int kern_file_open(struct kern *kern, const char *path, bool writable,
			   struct kern_file **file);

/**
 * kern_file_memory - a file of @len bytes in simulated memory, of zeros
 * @name: as of memfd_create(2)
 */
MMU_API int kern_file_memory(struct kern *kern, const char *name, uint64_t len,
			     struct kern_file **file);

/** kern_file_put - drop a reference; mappings hold their own. NULL does
 *  nothing */
MMU_API void kern_file_put(struct kern_file *file);

/* --- system calls ------------------------------------------------------------ */

/**
 * kern_mmap - map memory
 * @addr:   where, or a wish, or 0
 * @flags:  one of MAP_PRIVATE, MAP_SHARED; MAP_ANONYMOUS, MAP_FIXED,
 *          MAP_FIXED_NOREPLACE, MAP_POPULATE, MAP_GROWSDOWN; others are
 *          ignored, as Linux does
 * @file:   NULL with MAP_ANONYMOUS
 * @offset: in the file, a multiple of 4096
 *
 * Return: the address; -EINVAL, -ENOMEM, -EEXIST, -EACCES, -EBADF, -EOVERFLOW,
 * -EPERM (an address below 64 KiB), as mmap(2). After an error nothing has
 * changed, even with MAP_FIXED.
 * Reference: Linux 6.1, mm/mmap.c, do_mmap().
 */
MMU_API int64_t kern_mmap(struct kern_mm *mm, uint64_t addr, uint64_t len,
			  int prot, int flags, struct kern_file *file,
			  uint64_t offset);

/** kern_munmap - 0; -EINVAL; -ENOMEM, and nothing has changed */
MMU_API int kern_munmap(struct kern_mm *mm, uint64_t addr, uint64_t len);

/**
 * kern_mprotect, kern_pkey_mprotect - change rights, and the protection key
 * @pkey: 0 to 15, allocated; -1: the key stays
 *
 * Return: 0; -EINVAL; -ENOMEM: no memory, and nothing has changed, or nothing
 * mapped somewhere, and what lies before has changed; -EACCES.
 * Reference: Linux 6.1, mm/mprotect.c, do_mprotect_pkey().
 */
MMU_API int kern_mprotect(struct kern_mm *mm, uint64_t addr, uint64_t len,
			  int prot);
MMU_API int kern_pkey_mprotect(struct kern_mm *mm, uint64_t addr, uint64_t len,
			       int prot, int pkey);

/**
 * kern_pkey_alloc - allocate a protection key
 * @rights: for it in PKRU: PKEY_DISABLE_ACCESS, PKEY_DISABLE_WRITE, or 0
 *
 * Simplified: Linux sets CR4.PKE at boot; here the first key does, and PKRU is
 * 0x55555554 then, as init_pkru.
 *
 * Return: the key; -EINVAL; -ENOSPC: no key left, or a CPU without keys.
 */
MMU_API int kern_pkey_alloc(struct kern_mm *mm, unsigned int rights);
MMU_API int kern_pkey_free(struct kern_mm *mm, int pkey);

/** kern_brk - set the end of the heap. Return: the end that it has then */
MMU_API uint64_t kern_brk(struct kern_mm *mm, uint64_t brk);

/**
 * kern_madvise - only MADV_DONTNEED and MADV_NORMAL
 *
 * Return: 0; -EINVAL; -ENOMEM when something in between is not mapped; the rest
 * is done then.
 */
MMU_API int kern_madvise(struct kern_mm *mm, uint64_t addr, uint64_t len,
			 int advice);

/** kern_msync - 0; -EINVAL; -ENOMEM as kern_madvise(); -EIO when the host's file
 *  cannot be written */
MMU_API int kern_msync(struct kern_mm *mm, uint64_t addr, uint64_t len,
		       int flags);

/* --- faults ------------------------------------------------------------------ */

/**
 * struct kern_siginfo - the signal that an unresolved fault raised
 * @signo: SIGSEGV, SIGBUS; SIGKILL when there was no memory; 0: none yet
 * @code:  SEGV_MAPERR, SEGV_ACCERR, SEGV_PKUERR, BUS_ADRERR
 * @addr:  linear address of the access
 * @error_code: as in thread.error_code: MMU_PF_*
 * @pkey:  of the area, with SEGV_PKUERR
 */
struct kern_siginfo {
	int signo;
	int code;
	uint64_t addr;
	uint32_t error_code;
	unsigned int pkey;
};

/**
 * struct kern_mm_stats - what happened in an address space
 * @size:     sizeof(struct kern_mm_stats), set by the caller
 * @min_flt:  faults resolved without reading a file or swap
 * @maj_flt:  those that read one
 * @nareas:   VMAs
 * @total_vm: pages mapped
 * @anon, @file, @shmem: pages present
 * @swapped:  pages in swap
 * @tables:   frames used for page tables
 * @signals:  how many signals faults have raised
 * @last:     the last of them
 */
struct kern_mm_stats {
	size_t size;
	uint64_t min_flt, maj_flt;
	uint64_t nareas;
	uint64_t total_vm;
	uint64_t anon, file, shmem;
	uint64_t swapped;
	uint64_t tables;
	uint64_t signals;
	struct kern_siginfo last;
};

/** kern_mm_stats - fill in @stats. Return: 0; -EINVAL for another size */
MMU_API int kern_mm_stats(const struct kern_mm *mm,
			  struct kern_mm_stats *stats);

/* --- as in /proc/PID ------------------------------------------------------------ */

/** The files of these names, in the kernel's format; free() them; NULL without
 *  memory. Of status, what concerns memory. */
MMU_API char *kern_proc_maps(const struct kern_mm *mm);
MMU_API char *kern_proc_smaps(const struct kern_mm *mm);
MMU_API char *kern_proc_status(const struct kern_mm *mm);

/**
 * kern_proc_pagemap - entries of pagemap
 * @la:     first page, a multiple of 4096
 * @n:      how many
 * @entry:  out: bits 0 to 54 frame number, 56 mapped once, 61 page of a file or
 *          shared, 63 present; or 0 to 4 swap area, 5 to 54 slot, 62 swapped
 */
MMU_API void kern_proc_pagemap(const struct kern_mm *mm, uint64_t la, size_t n,
			       uint64_t *entry);

#endif
