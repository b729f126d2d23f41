/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine.h - the insides of a machine and a CPU, private to the library.
 *
 *   mmu_machine -- mem      RAM and frames
 *               -- pool     host-side state of the machine and its kernel
 *               -- cpu[]    registers, TLB
 *               -- idt[]    exception handlers
 *               -- native   windows, where the host has them
 */
#ifndef CPU_MACHINE_H
#define CPU_MACHINE_H

#include <stdatomic.h>

#include <mmusim/cpu.h>
#include "cpu/scope.h"
#include "cpu/tlb.h"
#include "mem/mem.h"
#include "mem/pool.h"
#include "x86/walk.h"

#define MMU_NVECTORS 32
#define MMU_MAX_CPUS 64

/* Exceptions inside handlers deeper than this are a runaway. */
#define MMU_MAX_DEPTH 32

/* The same fault again, so many times after "retry", is no progress. */
#define MMU_MAX_RETRIES 64

/**
 * struct cpu_native_ops - how cpu/ speaks to native/, which lies above it
 * @drop:   host pages of [la, la + len) lose their mapping
 * @flush:  all host pages lose theirs, except those of TLB entries that are
 *          valid under the current PCID; called after many were dropped
 * @sync:   the CPU's mode changed: host rights follow
 * @enter:  this thread will touch windows: install what it needs
 * @close:  the machine ends
 * @save:   what a snapshot must know of the windows; free() it; NULL when there
 *          are none. 0 or -ENOMEM
 * @lost:   is a window that was open then not open now?
 * @pinned: does the host's kernel work on memory of the machine?
 * @hide:   all host pages lose theirs: the process is about to fork
 * @forked: the process is the child of a fork(), and RAM is another file; with
 *          @lost nothing of it may be seen
 * @before_restore: close the windows that were opened since; drop all pages
 * @after_restore: structures in the pool are as they were; the host is not
 * @load_gs: the base of GS has changed
 */
struct cpu_native_ops {
	void (*drop)(struct mmu_cpu *cpu, uint64_t la, uint64_t len);
	void (*flush)(struct mmu_cpu *cpu);
	void (*sync)(struct mmu_cpu *cpu);
	int (*enter)(void);
	void (*close)(struct mmu_machine *machine);
	int (*save)(const struct mmu_machine *machine, void **saved);
	bool (*lost)(const struct mmu_machine *machine, const void *saved);
	bool (*pinned)(const struct mmu_machine *machine);
	void (*hide)(struct mmu_machine *machine);
	void (*forked)(struct mmu_machine *machine, bool lost);
	void (*before_restore)(struct mmu_machine *machine, const void *saved);
	void (*after_restore)(struct mmu_machine *machine);
	void (*load_gs)(struct mmu_cpu *cpu);
};

/* Model-specific registers whose value is kept: msr.c. */
struct cpu_msrs {
	uint64_t apic_base, misc_enable, pat;
	uint64_t star, lstar, cstar, fmask;
	uint64_t fs_base, gs_base, kernel_gs_base;
};

/* What LGDT and LIDT load. */
struct cpu_table {
	uint16_t limit;
	uint64_t base;
};

/* A recursive lock that a signal handler may take; @hungry threads have waited
 * for it long. */
struct cpu_lock {
	_Atomic(uintptr_t) owner;
	_Atomic(unsigned int) hungry;
	unsigned int depth;
};

/**
 * struct cpu_flush - which TLB entries shall go
 * @by_address: only those that translate @la
 * @globals:    global ones, too
 * @all_pcids:  those of every PCID; else of @pcid
 */
struct cpu_flush {
	bool by_address;
	bool globals;
	bool all_pcids;
	uint16_t pcid;
	uint64_t la;
	enum mmu_flush_cause cause;
};

#define CPU_MAILBOX 16

struct cpu_request {
	uint64_t la, npages;
};

/**
 * struct cpu_mailbox - flushes that other CPUs ask for
 * @full:     there is something to serve
 * @overflow: requests were lost; only a full flush makes up for that
 */
struct cpu_mailbox {
	struct cpu_lock lock;
	atomic_bool full;
	bool overflow;
	unsigned int n;
	struct cpu_request request[CPU_MAILBOX];
};

/**
 * struct cpu_taken - the exception that a CPU took last, for debuggers
 * @count:  how many it has taken; while 0, nothing else here counts
 * @fault:  the exception. A double fault has the vector of one, and else what
 *          the first fault was
 * @mode:   what its translations depended on
 * @rip:    of the instruction
 * @native: it was a real instruction; false: a soft access
 * @sim:    of simulated code
 * @depth:  exceptions that were being delivered already
 */
struct cpu_taken {
	uint64_t count;
	struct mmu_fault fault;
	struct mmu_mode mode;
	uint64_t rip;
	bool native;
	bool sim;
	unsigned int depth;
};

/**
 * struct mmu_cpu - one CPU
 * @mode:   derived from the registers by cpu_mode_changed()
 * @mode_id: all of it that mmu_judge() looks at, as one number
 * @host_mode: the mode that the host rights of window pages are made for
 * @native: this CPU owns the machine's windows
 * @mode_stale: @mode gives other rights than @host_mode
 * @gdt, @idt, @dr: are kept, and nothing depends on them
 * @depth:  exceptions being delivered
 * @epoch:  how often the machine was restored, which may take the counters in
 *          @stats back
 * @scope:  @nscopes of them are in use; @own_scope, or a coroutine's
 * @busy:   the thread that changes TLB or host pages now, see cpu_begin(); 0
 */
struct mmu_cpu {
	struct mmu_machine *machine;
	struct mmu_mode mode;
	struct mmu_mode host_mode;
	struct tlb tlb;
	uint64_t mode_id;
	uint16_t pcid;
	bool native;
	bool mode_stale;
	unsigned int number;
	unsigned int depth;
	uint64_t cr0, cr2, cr3, cr4, efer, rflags;
	uint32_t pkru;
	uint8_t cpl;
	struct mmu_regs regs;
	struct cpu_msrs msrs;
	struct cpu_table gdt, idt;
	uint64_t dr[8];
	struct mmu_stats stats;
	struct cpu_taken taken;
	uint64_t epoch;
	struct cpu_lock lock;
	struct cpu_mailbox mailbox;
	_Atomic(uintptr_t) busy;
	unsigned int nscopes;
	struct cpu_scope *scope;
	struct cpu_scope own_scope[CPU_SCOPES];
};

struct mmu_gate {
	mmu_handler *handler;
	void *arg;
	bool touches_windows; /* native code of others may run in it */
};

/**
 * struct mmu_machine - all of it but RAM lies in @pool
 * @next, @number: in the list of all machines, for debuggers
 * @serial: no other machine of this process has or had the same
 * @held:   while the process forks: its CPUs are locked for that
 * @fork_copy: a child of this process gets a copy of it
 * @lost:   why it cannot be used in this process; NULL: it can
 * @nfibers: coroutines whose state is on a stack of the host (native/fiber.h)
 */
struct mmu_machine {
	struct mmu_machine *next;
	unsigned int number;
	struct pool *pool;
	uint64_t serial;
	struct mem mem;
	struct walk_ram ram; /* a shortcut to its first region */
	struct mmu_cpu *cpu;
	unsigned int ncpus;
	unsigned int disabled; /* MMU_FEATURE_* that the CPUs lack */
	uint8_t maxphyaddr;
	uint8_t levels;
	unsigned int host_maps; /* of mmu_config */
	struct mmu_gate idt[MMU_NVECTORS];
	mmu_event_hook *event_hook;
	void *event_arg;
	const struct cpu_native_ops *native_ops;
	void *native;
	void *kern; /* the kernel that runs on it, if any */
	/* Called before and after RAM and pool are put back; NULL: nobody */
	void (*on_restore)(struct mmu_machine *machine, bool after);
	/* Gives back the bytes of code in [la, la + len) that were changed so that
	 * the instruction traps; NULL: none were. AS-safe */
	void (*original_code)(struct mmu_machine *machine, uint64_t la,
			      unsigned char *code, size_t len);
	bool held;
	bool fork_copy;
	const char *lost;
	unsigned int nfibers;
};

/**
 * struct cpu_xlat - a translation ready for use
 * @pa:   of the byte
 * @host: where that byte is in the alias
 * @tlb:  the TLB entry that holds the translation; NULL with MMU_PEEK
 */
struct cpu_xlat {
	uint64_t pa;
	char *host;
	struct tlb_entry *tlb;
};

/* access.c: mmu_access() with more to show. Returns as that does. */
int cpu_translate(struct mmu_cpu *cpu, uint64_t la, unsigned int how,
		  struct cpu_xlat *out, struct mmu_fault *fault);

/* soft.c: be a byte's access, and deliver what it raises. Returns as mmu_load()
 * does. */
int cpu_touch(struct mmu_cpu *cpu, uint64_t la, unsigned int how);

/* Did the entry suffice for such an access before, in the same mode? */
static inline bool cpu_known_to_suffice(const struct mmu_cpu *cpu,
					const struct tlb_entry *entry,
					unsigned int how)
{
	return entry->mode_id == cpu->mode_id &&
	       entry->may >> (how & MMU_HOW) & 1 &&
	       !(how & (MMU_IMPLICIT | MMU_AC));
}

/* Reaches an entry for mmu_walk(); ctx is the machine. */
volatile uint64_t *cpu_entry(void *ctx, uint64_t pa);

/* regs.c: recompute the mode, and tell native/ when it changed */
void cpu_mode_changed(struct mmu_cpu *cpu);

/* Make host rights follow the mode, if they do not. */
static inline void cpu_sync(struct mmu_cpu *cpu)
{
	if (cpu->mode_stale)
		cpu->machine->native_ops->sync(cpu);
}

/*
 * deliver.c: deliver frame->fault. Returns 0 to retry with frame->regs; the
 * vector when it stays unresolved; negative errno.
 */
int cpu_deliver(struct mmu_cpu *cpu, struct mmu_frame *frame);

/* Do not deliver it again: cpu_retry_note() says that it is hopeless. Returns
 * -ELOOP. */
int cpu_give_up(struct mmu_cpu *cpu, struct mmu_frame *frame);

/* As mmu_set_handler(), for a handler that never runs native code of others:
 * host rights need not follow the CPU into it. */
void cpu_set_quiet_handler(struct mmu_machine *machine, unsigned int vector,
			   mmu_handler *handler, void *arg);

/**
 * struct cpu_retry - watches for retries that change nothing
 * @last:  the fault before
 * @rip:   its instruction
 * @count: how often it has come in a row
 */
struct cpu_retry {
	struct mmu_fault last;
	uint64_t rip;
	unsigned int count;
};

/* Note one more fault that will be retried. False when it is hopeless. */
bool cpu_retry_note(struct cpu_retry *retry, const struct mmu_fault *fault,
		    uint64_t rip);

/* flush.c */
void cpu_flush(struct mmu_cpu *cpu, const struct cpu_flush *what);
void cpu_serve_slow(struct mmu_cpu *cpu);

/* Do other CPUs ask for something? */
static inline bool cpu_asked(const struct mmu_cpu *cpu)
{
	return atomic_load_explicit(&cpu->mailbox.full, memory_order_acquire);
}

/* Serve what they asked for. */
static inline void cpu_serve(struct mmu_cpu *cpu)
{
	if (cpu_asked(cpu))
		cpu_serve_slow(cpu);
}

/* fork.c: locks of native/ that are held while the process forks */
struct cpu_fork_ops {
	void (*prepare)(void);
	void (*parent)(void);
	void (*child)(void);
};
void cpu_fork_set_native(const struct cpu_fork_ops *ops);
void cpu_fork_watch(void);

/* debug.c: all machines of the process, for debuggers. */
extern struct mmu_machine *cpu_machines;
extern struct mmu_cpu *cpu_last_taken;
void cpu_debug_lock(void);
void cpu_debug_unlock(void);
void cpu_debug_add(struct mmu_machine *machine);
void cpu_debug_remove(struct mmu_machine *machine);

/*
 * lock.c: 0; -EDEADLK when the thread that has it waits, perhaps by way of
 * others, for a lock of this one.
 */
int cpu_lock(struct cpu_lock *lock);
bool cpu_trylock(struct cpu_lock *lock);    /* false: another thread has it */
void cpu_unlock(struct cpu_lock *lock);	    /* mmu_bug() when not the owner */
void cpu_lock_reset(struct cpu_lock *lock); /* its owner is gone */
void cpu_waiters_reset(void);		    /* all who waited are gone */

uintptr_t cpu_thread(void); /* names this thread; never 0 */

/*
 * Around what changes the TLB and host pages. A handler of another signal may
 * interrupt it, and touch a window: that cannot be served then.
 */
static inline void cpu_begin(struct mmu_cpu *cpu)
{
	atomic_store_explicit(&cpu->busy, cpu_thread(), memory_order_relaxed);
	atomic_signal_fence(memory_order_seq_cst);
}

static inline void cpu_end(struct mmu_cpu *cpu)
{
	atomic_store_explicit(&cpu->busy, 0, memory_order_release);
}

/* Has the thread jumped out of an exception handler of this CPU? */
static inline __attribute__((always_inline)) void
cpu_settle(const struct mmu_cpu *cpu)
{
	if (cpu->depth)
		cpu_scope_settle(__builtin_frame_address(0));
}

static inline void cpu_event(struct mmu_cpu *cpu, const struct mmu_event *event)
{
	struct mmu_machine *machine = cpu->machine;

	if (__builtin_expect(machine->event_hook != NULL, 0))
		machine->event_hook(cpu, event, machine->event_arg);
}

#endif
