/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern.h - the simulated kernel's own state, private to kernel/ and dump/.
 *
 * Linear layout, as Linux on x86-64 without KASLR:
 *
 *   ffff888000000000  direct map of all RAM         window, identity
 *   ffffc90000000000  vmalloc, kernel stacks        window
 *   ffffea0000000000  struct pages (vmemmap)        window, identity
 *   ffffffff81000000  kernel image                  window, below 2 GiB
 *   ffffffffc0000000  modules                       window, below 2 GiB
 *
 * A pointer that simulated code holds is a host pointer into one of the
 * windows; what the kernel prints, and keeps in page tables, is linear.
 */
#ifndef KERNEL_KERN_H
#define KERNEL_KERN_H

#include <stdarg.h>

#include <mmusim/kern.h>
#include "mem/pool.h"

#define KERN_PAGE_OFFSET   0xffff888000000000ull
#define KERN_VMALLOC_START 0xffffc90000000000ull
#define KERN_VMALLOC_END   0xffffe90000000000ull
#define KERN_IMAGE_MAP	   0xffffffff80000000ull /* __START_KERNEL_map */
#define KERN_VMEMMAP_START 0xffffea0000000000ull
#define KERN_STRUCT_PAGE   64ull /* sizeof(struct page) */
#define KERN_IMAGE_START   0xffffffff81000000ull
#define KERN_MODULES_START 0xffffffffc0000000ull
#define KERN_VSYSCALL_PAGE 0xffffffffff600000ull
#define KERN_PAGE	   4096ull
#define KERN_THREAD_SIZE   (4 * KERN_PAGE)
#define KERN_CACHED_STACKS 2 /* NR_CACHED_STACKS */
#define KERN_TASK_SIZE_MAX 0x7ffffffff000ull

/* Leaf flags of kernel pages, as pgtable_types.h names them. They are not
 * global: the kernel runs with page-table isolation. */
#define KERN_PAGE_KERNEL     (MMU_PTE_RW | MMU_PTE_A | MMU_PTE_D | MMU_PTE_NX)
#define KERN_PAGE_KERNEL_RO  (MMU_PTE_A | MMU_PTE_D | MMU_PTE_NX)
#define KERN_PAGE_KERNEL_ROX (MMU_PTE_A | MMU_PTE_D)

struct kern_fault_inject;
struct kern_log;
struct kern_slabs;
struct kern_cache;
struct kern_call;
struct kern_vmalloc;
struct kern_module;
struct kern_task;
struct kern_image;
struct kern_pages;
struct kern_call;
struct kern_mm_state;
struct kern_reclaim;
struct kern_swaps;
struct kern_sched;
struct kern_irq;
struct kern_timers;
struct kern_works;
struct kern_modfiles;
struct kern_kprobes;

/**
 * struct kern_oom - the OOM killer (oom.c)
 * @panic_on_oom, @kill_allocating_task, @dump_tasks: sysctls
 * @shown, @resume: reports since, and when more of them may be shown
 * @leaks_shown, @leaks_resume: the same of faults without memory
 */
struct kern_oom {
	int panic_on_oom;
	int kill_allocating_task;
	int dump_tasks;
	bool disabled;
	unsigned int shown, leaks_shown;
	uint64_t resume, leaks_resume;
};

/**
 * struct kern_rcu - grace periods (rcu_stall.c)
 * @grace_periods: how many there were
 * @began:   the last one; KERN_NEVER: it has ended, or somebody complained
 * @stall_timeout: in seconds: rcupdate.rcu_cpu_stall_timeout
 */
struct kern_rcu {
	uint64_t grace_periods, began;
	int stall_timeout, stall_suppress;
	int panic_on_stall;
};

/**
 * struct kern_touch - the last call from simulated code that faulted: gate.c
 * @sp:    its stack pointer; 0: none has
 * @times: how often it was repeated, and faulted there again
 */
struct kern_touch {
	uint64_t sp, at, index;
	unsigned int times;
};

/**
 * struct kern - one booted kernel
 * @pool:     all host-side state, this structure included
 * @init_pgd: physical address of the kernel's own top-level table (init_mm)
 * @clock_ns: virtual time since boot
 * @idle_ns:  the part of it in which no task could run
 * @cmdline:  as given to kern_boot(); not NULL
 * @softlockup_panic: who waits for itself makes the kernel panic
 * @watchdog_thresh: in seconds, for which interrupts may be off; twice as long may
 *            somebody keep the CPU. 0: nobody looks
 * @hung_task_timeout: in seconds, for which somebody may sleep in state D
 * @hung_task_looked: when khungtaskd did; @hung_task_found: it panics
 * @hung_task_warnings: how many more may be shown; -1: all
 * @panic_on_warn: a warning is a panic
 * @panic_on_taint: flags of which the first is a panic
 * @panic_on_taint_nousertaint: users may not set those
 * @oops_limit, @warn_limit: so many are a panic; 0: no limit
 * @random: the state of the generator of random numbers
 * @loop_ms: mmusim.loop_ms of the command line: loop.h
 * @sysrq: what keyboards may ask for: nothing depends on it
 * @last_error, @last_status: what the last command printed, and returned
 * @sysrq_ops: of keys that modules have registered: host pointers; 0
 * @sysrq_key: what is written to /proc/sysrq-trigger now; 0
 * @drop_caches: what is written to /proc/sys/vm/drop_caches now; 0;
 *            @dropped_caches: what was last
 * @panic_timeout: seconds until a reboot after a panic: /proc/sys/kernel/panic
 * @console_printk: the four numbers of /proc/sys/kernel/printk
 * @features_off: MMU_FEATURE_..., by the command line: cpuinfo.c
 * @taint:    bits as in /proc/sys/kernel/tainted
 * @first_oops: where the first one was
 * @oops:     what is kept of them: oops_kept.c
 * @call:     from simulated code, that is being served; NULL: none
 * @lock_debugging_off: as Linux says once, when the kernel is tainted so that
 *            lockdep might be wrong
 * @pagefault_disabled: user pages are not brought in: how often that was said
 * @bug:      where the BUG() is whose UD2 comes next, "mm/slub.c:419"; NULL
 */
struct kern {
	struct pool *pool;
	struct mmu_machine *machine;
	struct mmu_cpu *cpu;
	uint64_t init_pgd;
	uint64_t clock_ns;
	uint64_t idle_ns;
	char *cmdline;
	unsigned long taint;
	unsigned int oops_count;
	int print_fatal_signals;
	int panic_on_oops, panic_on_warn;
	unsigned long panic_on_taint;
	bool panic_on_taint_nousertaint;
	int softlockup_panic, hardlockup_panic, watchdog_thresh;
	int hung_task_timeout, hung_task_panic, hung_task_warnings;
	uint64_t hung_task_looked;
	bool hung_task_found;
	struct kern_rcu rcu;
	int oops_limit, warn_limit, warn_count;
	uint64_t random;
	int loop_ms;
	int sysrq;
	int panic_timeout;
	int console_printk[4];
	unsigned int features_off;
	bool panicked;
	bool lock_debugging_off;
	unsigned int pagefault_disabled;
	struct kern_oom oom;
	struct mmu_frame first_oops;
	struct kern_oops_info oops[KERN_OOPSES_KEPT];
	uint64_t notify_from; /* notify.c: RSP of who dies; 0 */
	char last_error[512];
	int last_status;
	unsigned int load[3]; /* proc_stat.c: as Linux's avenrun */
	uint64_t load_at;     /* up to when that is known */
	char sysrq_key;
	uint64_t sysrq_ops[52];
	int drop_caches, dropped_caches;

	struct kern_fault_inject *fail;		    /* fault_inject.c */
	struct kern_pages *pages;		    /* page.h */
	uint64_t cached_stacks[KERN_CACHED_STACKS]; /* task_stack.c; 0: none */
	uint64_t percpu; /* la of CPU 0's area: the GS base */
	struct kern_percpu_map *percpu_map;
	struct kern_charp *charps; /* x_param.c */
	struct kern_cache *task_cache, *mm_cache, *cred_cache;
	struct kern_cache *pid_cache, *signal_cache; /* task_family.c */
	struct kern_log *log;			     /* printk.c */
	struct kern_call *call;			     /* gate.c */
	struct kern_touch touch;		     /* gate.c */
	const char *bug;			     /* oops.c */
	char bug_text[192];			     /* bug.c */
	const void *warned_of[64]; /* bug.c: what is said once, and was */
	bool warned_order;	   /* x_page.c */
	uint32_t warned_refcount;  /* x_harden.c: by type */
	bool warned_vmalloc, warned_kvmalloc; /* x_vmalloc.c */
	bool warned_uaccess[2], warned_format, warned_conversion,
		warned_rcu;			/* bug.c */
	bool no_hash_pointers;			/* format_pointer.c */
	const struct kern_notifying *notifying; /* notify.c; NULL */
	const char *warned[40];			/* warn_once.c: where */
	bool warned_msr[2];			/* extable.c: read, written */
	bool page_poison;			/* page_free.c */
	bool init_on_alloc;			/* page_alloc.c, slab.c */
	bool init_on_free;			/* page_free.c, slab.c */
	unsigned int direct_splits;   /* direct.c: tables that it has made */
	struct kern_slabs *slab;      /* slab.c */
	struct kern_vmalloc *vmalloc; /* vmalloc.c */
	struct kern_image *image;     /* image.c */
	struct kern_module *modules;  /* module.c: newest first */
	uint64_t *free_init;	      /* module.c: objects to be freed */
	size_t nfree_init;
	char last_unloaded[80];		/* for "Modules linked in" */
	struct kern_unloaded *unloaded; /* module_unloaded.c; NULL: none */
	struct kern_task *current;	/* task.c */
	struct kern_sched *sched;	/* sched.h */
	struct kern_irq *irq;		/* irq.h */
	struct kern_timers *timers;	/* timer.h */
	struct kern_loop *loop;		/* loop.h */
	struct kern_works *works;	/* workqueue.h */
	struct kern_modfiles *modfiles; /* modfile.h */
	struct kern_kprobes *kprobes;	/* kprobe.c; NULL: there were none */
	struct kern_cache *xa_nodes;	/* x_xarray.c; NULL: not yet */
	struct kern_mm_state *mms;	/* mm.h */
	struct kern_reclaim *reclaim;	/* reclaim.h */
	struct kern_swaps *swaps;	/* swap.h */
	struct kern_task *dead;		/* kept, so that its oops can be read */
	int next_pid;
};

/* Leaf flags that the CPU knows: without NX, all is executable. */
static inline uint64_t kern_prot(struct kern *k, uint64_t flags)
{
	return mmu_efer(k->cpu) & MMU_EFER_NXE ? flags : flags & ~MMU_PTE_NX;
}

/* Advance the virtual clock. */
static inline void kern_tick(struct kern *k, uint64_t ns)
{
	k->clock_ns += ns;
}

/* --- page_alloc.c: page frames for the kernel; more in page.h ------------------- */

/* Take over all frames of the machine. 0 or -ENOMEM. */
int kern_page_init(struct kern *k);
/* sparse.c: mem_section says which frames there are. 0 or -ENOMEM. */
int kern_sparse_init(struct kern *k);

/* 2^order frames, naturally aligned; linear address in the direct map, or 0 */
uint64_t kern_get_free_pages(struct kern *k, unsigned int gfp,
			     unsigned int order);
void kern_free_pages(struct kern *k, uint64_t la, unsigned int order);
static inline uint64_t kern_phys(uint64_t direct_la)
{
	return direct_la - KERN_PAGE_OFFSET;
}

/* __phys_addr_nodebug(): in the image and in modules from their own start on */
static inline uint64_t kern_phys_of(uint64_t la)
{
	return la >= KERN_IMAGE_MAP ? la - KERN_IMAGE_MAP : kern_phys(la);
}
static inline uint64_t kern_virt(uint64_t pa)
{
	return pa + KERN_PAGE_OFFSET;
}

/* page_check.c: verify the free lists and struct pages; false after mmu_bug().
 * They lie where simulated code can spoil them. */
bool kern_page_check(struct kern *k);

/* --- proc.c: what /proc/vmstat and /proc/meminfo count ---------------------- */

enum kern_stat {
#define KERN_STAT(item, name) KERN_##item,
#include "kernel/stats.def"
#undef KERN_STAT
	KERN_NR_STATS
};

/* In pages, but for kernel stacks (KiB) and events (one each). */
void kern_stat_add(struct kern *k, enum kern_stat item, int64_t n);

/* --- cmdline.c, sysctl.c ------------------------------------------------------ */

/* Keep the command line and do what its options say: most of them before the
 * first message, sysctl.* when all is there. 0 or -ENOMEM. */
int kern_cmdline_early(struct kern *k, const char *cmdline);
int kern_cmdline_late(struct kern *k);
/* "kernel.panic_on_oops=1" */
void kern_sysctl_boot(struct kern *k, const char *option);
/* The value of an option, "" when it has none; pool_free() it. NULL: it is not
 * there. */
char *kern_cmdline_option(struct kern *k, const char *cmdline,
			  const char *name);

/* --- slab*.c: caches of objects, and kmalloc() ------------------------------ */
int kern_slab_init(struct kern *k, const char *cmdline);
/* No object is in use any more, nor leaked: the machine goes off. */
void kern_slab_fini(struct kern *k);
uint64_t kern_kmalloc(struct kern *k, uint64_t size, unsigned int gfp); /* la */
void kern_kfree(struct kern *k, uint64_t la);
uint64_t kern_ksize(struct kern *k, uint64_t la);

/* --- boot.c: what lies beyond RAM ---------------------------------------------- */

/*
 * Simulated code adds physical addresses to a host pointer, to that of the direct
 * map or of the struct pages. What it comes to beyond RAM is not mapped, and
 * faults: a window there, as far from the host pointer of base as it is in linear
 * addresses, keeps the code from the host's own memory, and gives the fault the
 * address that a real one has. Without room nothing is lost but that. 0, or a
 * negative errno.
 */
#define KERN_BEYOND_END (2ull << 40)
int kern_open_beyond(struct kern *k, uint64_t base, uint64_t la, uint64_t end);
/* The physical address where such windows begin. */
uint64_t kern_beyond_ram(const struct kern *k);

/* --- image.c: the kernel's own text ------------------------------------------- */

/* Copy the image into RAM and map it. 0 or -ENOMEM. */
int kern_image_init(struct kern *k);
/* Linear address of a symbol of the image; 0 when it has none of that name, or,
 * with exported, none that modules may import. */
uint64_t kern_image_symbol(struct kern *k, const char *name, bool exported);
/* Where an oops or a warning of the function points at: see image_layout.inc. */
uint64_t kern_image_place(struct kern *k, const char *name);
uint64_t kern_image_end(const struct kern *k); /* la past the text */
struct kern_sym;
/* The i-th symbol by address: its name and start. False past the last. */
bool kern_image_nth(struct kern *k, size_t i, struct kern_sym *sym,
		    bool *exported);

/* --- percpu.c ----------------------------------------------------------------- */

/* Make the area, and let GS point to it. 0 or -ENOMEM. */
int kern_percpu_init(struct kern *k);
/* entry_area.c */
int kern_entry_area_init(struct kern *k);
/* The offset that a per-CPU symbol stands for; false: there is none. */
bool kern_percpu_symbol(const char *name, uint64_t *offset);
/* Name number i of them, or NULL. */
const char *kern_percpu_export(size_t i);
/* Room in the area at GS: an offset; 0: there is none. */
uint64_t kern_percpu_alloc(struct kern *k, size_t size, size_t align);
void kern_percpu_free(struct kern *k, uint64_t offset);
/* The task becomes the current one; NULL: none is. */
void kern_percpu_switch(struct kern *k, struct kern_task *task);
/* __preempt_count, as preempt_count() in Linux has it: percpu.h. */
uint32_t kern_preempt_count(struct kern *k);
void kern_set_preempt_count(struct kern *k, uint32_t count);
/* Does a handler of an interrupt run, or is a softirq served or held back? */
bool kern_in_interrupt(struct kern *k);

/* export.c: tell memcheck that the library wrote to [la, la + len). */
void kern_wrote(struct kern *k, uint64_t la, size_t len);

/* --- reading simulated memory on behalf of the library ------------------------- */

/* Copy from kernel memory without any effect on the machine. False if it is
 * not mapped. */
bool kern_peek(struct kern *k, uint64_t la, void *buf, size_t len);
/* The same of a string, up to its NUL. False, too, when it has more than size - 1
 * bytes; buf is terminated in any case. */
bool kern_peek_string(struct kern *k, uint64_t la, char *buf, size_t size);
/* Copy to kernel memory whatever its rights. False if it is not mapped. */
bool kern_poke(struct kern *k, uint64_t la, const void *buf, size_t len);
/* The same, and for memcheck it is memory in use: of a stack, where it may be below
 * RSP. export.c */
bool kern_poke_defined(struct kern *k, uint64_t la, const void *buf,
		       size_t len);
/* The linear address of a pointer that simulated code holds. */
static inline uint64_t kern_lift(struct kern *k, uint64_t ptr)
{
	return mmu_la(k->machine, (void *)(uintptr_t)ptr);
}
/* The pointer by which simulated code reaches a linear address. */
static inline uint64_t kern_host(struct kern *k, uint64_t la)
{
	return (uint64_t)(uintptr_t)mmu_ptr(k->machine, la);
}

/* What nearly all files of kernel/ need. */
#include "kernel/area.h"
#include "kernel/call.h"
#include "kernel/taint.h"
#include "kernel/report.h"
#include "kernel/unwind.h"
#include "kernel/vsnprintf.h"

#endif
