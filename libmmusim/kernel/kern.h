/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern.h - the simulated kernel's own state, private to kernel/ and dump/.
 *
 * Linear layout, as Linux on x86-64 without KASLR:
 *
 *   ffff888000000000  direct map of all RAM         window, identity
 *   ffffc90000000000  vmalloc, kernel stacks        window
 *   ffffffff81000000  kernel image                  window, below 2 GiB
 *   ffffffffc0000000  modules                       window, below 2 GiB
 *
 * A pointer that simulated code holds is a host pointer into one of the
 * windows; what the kernel prints, and keeps in page tables, is linear.
 */
#ifndef KERNEL_KERN_H
#define KERNEL_KERN_H

#include <mmusim/kern.h>
#include "mem/pool.h"

#define KERN_PAGE_OFFSET 0xffff888000000000ull
#define KERN_VMALLOC_START 0xffffc90000000000ull
#define KERN_IMAGE_START 0xffffffff81000000ull
#define KERN_MODULES_START 0xffffffffc0000000ull
#define KERN_PAGE 4096ull
#define KERN_THREAD_SIZE (4 * KERN_PAGE)
#define KERN_TASK_SIZE_MAX 0x7ffffffff000ull

/* Leaf flags of kernel pages, as pgtable_types.h names them. */
#define KERN_PAGE_KERNEL                                               \
	(MMU_PTE_RW | MMU_PTE_A | MMU_PTE_D | MMU_PTE_G | MMU_PTE_NX)
#define KERN_PAGE_KERNEL_RO (MMU_PTE_A | MMU_PTE_D | MMU_PTE_G | MMU_PTE_NX)
#define KERN_PAGE_KERNEL_ROX (MMU_PTE_A | MMU_PTE_D | MMU_PTE_G)

struct kern_log;
struct kern_slab;
struct kern_vmalloc;
struct kern_module;
struct kern_task;
struct kern_image;

/**
 * struct kern - one booted kernel
 * @pool:     all host-side state, this structure included
 * @init_pgd: physical address of the kernel's own top-level table (init_mm)
 * @clock_ns: virtual time since boot
 * @taint:    bits as in /proc/sys/kernel/tainted
 * @oops:     the last one
 */
struct kern {
	struct pool *pool;
	struct mmu_machine *machine;
	struct mmu_cpu *cpu;
	uint64_t init_pgd;
	uint64_t clock_ns;
	unsigned long taint;
	unsigned int oops_count;
	bool panic_on_oops;
	bool panicked;
	struct kern_oops_info oops;
	char last_error[512];

	struct kern_log *log;	      /* printk.c */
	struct kern_slab *slab;	      /* slab.c */
	struct kern_vmalloc *vmalloc; /* vmalloc.c */
	struct kern_image *image;     /* image.c */
	struct kern_module *modules;  /* module.c: newest first */
	struct kern_task *current;    /* task.c */
	int next_pid;
};

/* Advance the virtual clock. */
static inline void kern_tick(struct kern *k, uint64_t ns)
{
	k->clock_ns += ns;
}

/* --- printk.c ---------------------------------------------------------- */
int kern_log_init(struct kern *k);

/* --- format.c: the kernel's vsnprintf ----------------------------------- */

/**
 * struct kern_args - where a format gets its arguments from
 * @next:   the next variadic argument, as 64 bits; a narrower one has garbage
 *          above
 * @string: copy the string at @ptr: at most @size - 1 bytes and a NUL, stop at
 *          the NUL. 0, or -EFAULT with fault_la set when simulated memory
 *          faulted
 * @lift:   host pointers turn into linear addresses before they are printed
 * @fault:  set by @next when the arguments themselves could not be read
 */
struct kern_args {
	struct kern *kern;
	uint64_t (*next)(struct kern_args *args);
	int (*string)(struct kern_args *args, uint64_t ptr, char *buf,
		      size_t size);
	uint64_t fault_la;
	bool fault;
	void *ctx;
};

/* Format into buf, always terminated when size > 0. Return: the length that
 * it would have, as snprintf; or -EFAULT, see args->fault_la. */
int kern_vformat(struct kern_args *args, char *buf, size_t size,
		 const char *format);

/* A record is cut to this many bytes, prefix and NUL included, as in Linux */
#define KERN_LOG_LINE_MAX 992

/* As kern_log_store(). Return: what printk() returns, the length of the text
 * without prefix and newline. */
int kern_log_emit(struct kern *k, const char *text);

/* Store one record: level prefix, text, newlines as the kernel treats them. */
void kern_log_store(struct kern *k, const char *text);

/* --- page.c: page frames for the kernel ---------------------------------- */

/* 2^order frames, naturally aligned; linear address in the direct map, or 0 */
uint64_t kern_get_free_pages(struct kern *k, unsigned int gfp,
			     unsigned int order);
void kern_free_pages(struct kern *k, uint64_t la, unsigned int order);
static inline uint64_t kern_phys(uint64_t direct_la)
{
	return direct_la - KERN_PAGE_OFFSET;
}
static inline uint64_t kern_virt(uint64_t pa)
{
	return pa + KERN_PAGE_OFFSET;
}

/* --- slab.c: kmalloc over size-class caches ------------------------------ */
int kern_slab_init(struct kern *k);
uint64_t kern_kmalloc(struct kern *k, uint64_t size, unsigned int gfp); /* la */
void kern_kfree(struct kern *k, uint64_t la);
uint64_t kern_ksize(struct kern *k, uint64_t la);

/* --- vmalloc.c: areas of pages with guard pages -------------------------- */

enum kern_area_kind { KERN_AREA_VMALLOC, KERN_AREA_MODULE, KERN_AREA_STACK };

/* lengths in bytes of the two ranges, which begin at KERN_VMALLOC_START and
 * KERN_MODULES_START; areas of kind MODULE come from the second */
int kern_vmalloc_init(struct kern *k, uint64_t vmalloc_len,
		      uint64_t modules_len);
/* len is rounded up to pages; one unmapped guard page follows; la or 0 */
uint64_t kern_vmalloc(struct kern *k, uint64_t len, enum kern_area_kind kind,
		      uint64_t page_flags);
/* PTEs are cleared at once, the TLB is flushed lazily, as in Linux */
void kern_vfree(struct kern *k, uint64_t la);
/* Change the leaf flags of pages in an area, with the TLB flush it needs */
void kern_set_memory(struct kern *k, uint64_t la, uint64_t npages,
		     uint64_t page_flags);
/* Flush the TLB and make lazily freed addresses usable again */
void kern_vmalloc_purge(struct kern *k);

/* --- export.c: what modules may call ------------------------------------- */

/**
 * struct kern_call - a call from simulated code into the library
 * @arg:   the six register arguments; pointers are host pointers
 * @sp:    host address of the caller's stack at the call; a seventh argument
 *         lies at sp + 8
 * @fault: set by kern_call_fault()
 */
struct kern_call {
	struct kern *kern;
	uint64_t arg[6];
	uint64_t sp;
	uint64_t callee[6]; /* rbx, rbp, r12 to r15 of the caller */
	bool fault;
	bool fault_write;
	uint64_t fault_ptr;
};

typedef uint64_t kern_export_fn(struct kern_call *call);

/*
 * The call would have faulted at this host pointer. After the handler has
 * returned, the export stub touches it, so that the fault happens natively,
 * inside the exported function; should it not fault, the call is repeated.
 */
static inline uint64_t kern_call_fault(struct kern_call *call, uint64_t ptr,
				       bool write)
{
	call->fault = true;
	call->fault_write = write;
	call->fault_ptr = ptr;
	return 0;
}

/* Copy between the library and pointers that simulated code passed, as the
 * caller would: 0, or -EFAULT after kern_call_fault(). */
int kern_call_read(struct kern_call *call, void *buf, uint64_t ptr, size_t len);
int kern_call_write(struct kern_call *call, uint64_t ptr, const void *buf,
		    size_t len);

/* --- kallsyms.c ----------------------------------------------------------- */

/* Name, offset and size of the symbol at la; module is "" in the image.
 * False when none. Pointers stay valid as long as the module. */
struct kern_sym {
	const char *name;
	const char *module;
	uint64_t start, offset, size;
};
bool kern_lookup(struct kern *k, uint64_t la, struct kern_sym *sym);

#endif
