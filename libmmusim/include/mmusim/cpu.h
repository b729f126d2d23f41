/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpu.h - a CPU: registers, TLB, memory accesses, exceptions.
 *
 * The functions here are the CPU's instructions, for code that computes its
 * addresses itself (the "soft" API). Code that uses real pointers needs
 * window.h; both go through mmu_access().
 *
 * One host thread drives a CPU at a time: see mmu_cpu_enter(). And one thing at
 * a time: a handler of an asynchronous signal must not touch simulated memory
 * while its thread is in a function of this library that works on the same
 * machine. It dies then, with the reason; block the signal around such calls.
 */
#ifndef MMUSIM_CPU_H
#define MMUSIM_CPU_H

#include <mmusim/api.h>
#include <mmusim/machine.h>

/* Numbers of the general registers, as instructions encode them. */
enum mmu_gpr {
	MMU_RAX,
	MMU_RCX,
	MMU_RDX,
	MMU_RBX,
	MMU_RSP,
	MMU_RBP,
	MMU_RSI,
	MMU_RDI,
	MMU_R8,
	MMU_R9,
	MMU_R10,
	MMU_R11,
	MMU_R12,
	MMU_R13,
	MMU_R14,
	MMU_R15,
	MMU_NGPR,
};

/**
 * struct mmu_regs - registers of interrupted code
 * @gpr:    by enum mmu_gpr; in native code a pointer is a host pointer
 * @rip:    likewise
 * @rflags: RFLAGS
 */
struct mmu_regs {
	uint64_t gpr[MMU_NGPR];
	uint64_t rip;
	uint64_t rflags;
};

/**
 * struct mmu_frame - one exception being delivered
 * @fault:  what happened; for #DE, #BP and #UD only the vector counts
 * @regs:   of the interrupted code. A handler may change them: "retry" goes
 *          on with what stands here
 * @rip_la: RIP as a linear address; that of host code is its host address, for
 *          pointers outside of windows stand for themselves
 * @sp_la:  RSP likewise
 * @cpl:    privilege of the interrupted code
 * @mode:   what its translations depended on, as mmu_walk() and mmu_explain()
 *          take it
 * @native: the access was a real instruction; false: a soft one, whose @regs
 *          are the CPU's register file
 * @sim:    the instruction belongs to simulated code (mmu_call())
 * @depth:  1 for the first exception, more for faults in handlers
 */
struct mmu_frame {
	struct mmu_fault fault;
	struct mmu_regs regs;
	uint64_t rip_la;
	uint64_t sp_la;
	struct mmu_mode mode;
	uint8_t cpl;
	bool native;
	bool sim;
	unsigned int depth;
};

/**
 * mmu_handler - an exception handler, the entry of a simulated IDT
 *
 * Runs in ordinary context, not inside a signal handler: it may allocate,
 * print, lock, and touch windows and so fault again. While it runs the CPU is
 * at CPL 0.
 *
 * It may be left by siglongjmp(). The CPU is then as if it had returned, but
 * notices only at the thread's next fault or when it is asked. Until then the
 * thread drives it, and native code is at CPL 0: call mmu_cpl() where it landed.
 *
 * Return: 0 to retry the instruction; positive to leave the exception
 * unresolved (mmu_call() then ends with its vector; other code is given up
 * when it is tried, see mmu_try(), else the process gets the SIGSEGV it would
 * have had); negative errno likewise, as an error of the handler, which is
 * printed.
 */
typedef int mmu_handler(struct mmu_cpu *cpu, struct mmu_frame *frame,
			void *arg);

/**
 * mmu_set_handler - register the handler of one exception vector
 * @vector:  enum mmu_trap, 0 to 31
 * @handler: NULL removes it
 * @arg:     passed to @handler
 */
MMU_API void mmu_set_handler(struct mmu_machine *machine, unsigned int vector,
			     mmu_handler *handler, void *arg);

/** mmu_cpu_machine - the machine that a CPU belongs to */
MMU_API struct mmu_machine *mmu_cpu_machine(struct mmu_cpu *cpu);

/**
 * mmu_cpu_enter - make this thread the driver of a CPU
 *
 * Waits until no other thread drives it. Calls nest. Needed when several
 * threads share a machine, and in cmocka tests, whose framework replaces the
 * SIGSEGV handler around each test: entering puts ours back. It also unblocks,
 * for this thread, the signals that instructions raise (SIGSEGV, SIGBUS,
 * SIGILL, SIGFPE, SIGTRAP): a blocked one would kill the process.
 *
 * Return: 0; -ENOMEM when the thread's signal stack cannot be had; -EDEADLK
 * when the thread that drives the CPU waits for one that this thread drives;
 * -EOWNERDEAD for a machine that fork() did not copy (mmu_set_fork_copy()).
 */
MMU_API int mmu_cpu_enter(struct mmu_cpu *cpu);

/** mmu_cpu_leave - undo one mmu_cpu_enter() of this thread; else mmu_bug() */
MMU_API void mmu_cpu_leave(struct mmu_cpu *cpu);

/* Control registers. Setters do to the TLB what the manual says. */
MMU_API uint64_t mmu_cr0(const struct mmu_cpu *cpu);
MMU_API uint64_t mmu_cr2(const struct mmu_cpu *cpu);
MMU_API uint64_t mmu_cr3(const struct mmu_cpu *cpu);
MMU_API uint64_t mmu_cr4(const struct mmu_cpu *cpu);
MMU_API uint64_t mmu_efer(const struct mmu_cpu *cpu);
MMU_API uint32_t mmu_pkru(const struct mmu_cpu *cpu);
MMU_API unsigned int mmu_cpl(const struct mmu_cpu *cpu);
MMU_API uint64_t mmu_rflags(const struct mmu_cpu *cpu);

/*
 * Return 0, or MMU_TRAP_GP for a value that the CPU refuses: bits of features
 * it lacks, LA57 or PG changed, a CR3 beyond MAXPHYADDR.
 */
MMU_API int mmu_set_cr0(struct mmu_cpu *cpu, uint64_t value);
MMU_API int mmu_set_cr3(struct mmu_cpu *cpu, uint64_t value);
MMU_API int mmu_set_cr4(struct mmu_cpu *cpu, uint64_t value);
MMU_API int mmu_set_efer(struct mmu_cpu *cpu, uint64_t value);
MMU_API void mmu_set_cr2(struct mmu_cpu *cpu, uint64_t value);
MMU_API void mmu_set_pkru(struct mmu_cpu *cpu, uint32_t value);
MMU_API void mmu_set_cpl(struct mmu_cpu *cpu, unsigned int cpl);
MMU_API void mmu_set_rflags(struct mmu_cpu *cpu, uint64_t value);

/**
 * mmu_rdmsr, mmu_wrmsr - model-specific registers
 * @msr:   its number: MMU_MSR_EFER and others
 * @value: out: what is in it
 *
 * A new base of GS counts at once for simulated code that the CPU runs. The
 * base of FS is kept, but native code goes on to use the host's.
 *
 * Return: 0; MMU_TRAP_GP for a register that the CPU does not have, and for a
 * value that it refuses.
 * Reference: Intel SDM vol. 2B, "RDMSR", vol. 2D, "WRMSR".
 */
MMU_API int mmu_rdmsr(const struct mmu_cpu *cpu, uint32_t msr, uint64_t *value);
MMU_API int mmu_wrmsr(struct mmu_cpu *cpu, uint32_t msr, uint64_t value);

/** mmu_swapgs - exchange the base of GS for MMU_MSR_KERNEL_GS_BASE */
MMU_API void mmu_swapgs(struct mmu_cpu *cpu);

/** mmu_cpu_regs - the register file that soft accesses report in frames */
MMU_API struct mmu_regs *mmu_cpu_regs(struct mmu_cpu *cpu);

/** mmu_cpu_mode - what a walk on this CPU would depend on; valid until a
 *  control register changes */
MMU_API const struct mmu_mode *mmu_cpu_mode(const struct mmu_cpu *cpu);

/**
 * mmu_invlpg - drop the TLB entries that translate @la
 *
 * Entries of the current PCID and global ones, whatever their page size.
 * Until this is called a translation that was used may stay usable although
 * its entry changed.
 * Reference: Intel SDM vol. 2A, "INVLPG".
 */
MMU_API void mmu_invlpg(struct mmu_cpu *cpu, uint64_t la);

/** mmu_flush_tlb - drop all entries, global ones included */
MMU_API void mmu_flush_tlb(struct mmu_cpu *cpu);

/* Types of INVPCID. */
enum mmu_invpcid_type {
	MMU_INVPCID_ADDRESS = 0, /* one address under one PCID */
	MMU_INVPCID_CONTEXT = 1, /* all of one PCID */
	MMU_INVPCID_ALL = 2,	 /* everything, global entries included */
	MMU_INVPCID_ALL_BUT_GLOBAL = 3, /* everything but those */
};

/**
 * mmu_invpcid - drop TLB entries by process-context identifier
 * @type: enum mmu_invpcid_type
 * @pcid: 0 to 4095; types 0 and 1; others ignore it, but check its range
 * @la:   linear address; type 0
 *
 * Types 0 and 1 leave global entries alone.
 *
 * Return: 0; MMU_TRAP_GP for an unknown type, a PCID above 4095, a PCID other
 * than 0 while CR4.PCIDE is 0, a non-canonical address; MMU_TRAP_UD when the
 * CPU has no PCIDs.
 * Reference: Intel SDM vol. 2A, "INVPCID".
 */
MMU_API int mmu_invpcid(struct mmu_cpu *cpu, unsigned int type,
			unsigned int pcid, uint64_t la);

/**
 * mmu_shootdown - flush a range on every CPU of the machine
 * @from: the CPU that changed the tables
 * @la:   linear address of the first byte
 * @len:  in bytes; 0 does nothing
 *
 * What an operating system must do after it took rights away in tables that
 * other CPUs use: entries of all PCIDs that translate the range go, here at
 * once, elsewhere before the other CPU's next access (mmu_request_flush()).
 * Forgetting it leaves the others with the stale translation.
 */
MMU_API void mmu_shootdown(struct mmu_cpu *from, uint64_t la, uint64_t len);

/**
 * mmu_request_flush - ask one CPU to flush a range
 *
 * May be called from any thread. The target serves it before its next access
 * or in mmu_serve_flushes(). CPU 0 of a machine with windows is served by the
 * caller, unless another thread drives it; that thread's native code can use
 * the stale page until it traps.
 */
MMU_API void mmu_request_flush(struct mmu_cpu *target, uint64_t la,
			       uint64_t len);

/** mmu_serve_flushes - serve what other CPUs asked this one for */
MMU_API void mmu_serve_flushes(struct mmu_cpu *cpu);

/**
 * mmu_access - the one access path: TLB, walk, rights, A and D
 * @la:    linear address; the access lies within its page
 * @how:   enum mmu_how, with flags
 * @pa:    out: physical address; may be NULL
 * @fault: out: the exception
 *
 * Translates as the CPU would for an access at the current mode, fills the
 * TLB, and raises what the access would raise, without delivering it.
 *
 * Return: 0; MMU_TRAP_PF, _GP, _SS; MMU_TRAP_MC when memory is not there.
 * Context: may run inside the SIGSEGV handler.
 */
MMU_API int mmu_access(struct mmu_cpu *cpu, uint64_t la, unsigned int how,
		       uint64_t *pa, struct mmu_fault *fault);

/**
 * mmu_load, mmu_store, mmu_fetch - one memory access of an instruction
 * @la:   linear address, any alignment; may cross into the next page
 * @size: 1, 2, 4 or 8 bytes (mmu_load, mmu_store); 1 to 15 (mmu_fetch, which
 *        only checks)
 * @fault: out: the exception when it is returned; may be NULL
 *
 * An exception is delivered to the registered handler, and the access tried
 * again when that returns 0. Nothing is written before both pages of a
 * crossing store are known to be writable.
 *
 * Return: 0; the vector, when no handler resolved it; -ELOOP when the handler
 * returns 0 again and again without changing anything; -EOVERFLOW when
 * exceptions in handlers nest too deeply; -EINVAL for a bad size; another
 * negative errno from the handler.
 */
MMU_API int mmu_load(struct mmu_cpu *cpu, uint64_t la, void *value,
		     unsigned int size, struct mmu_fault *fault);
MMU_API int mmu_store(struct mmu_cpu *cpu, uint64_t la, const void *value,
		      unsigned int size, struct mmu_fault *fault);
MMU_API int mmu_fetch(struct mmu_cpu *cpu, uint64_t la, unsigned int size,
		      struct mmu_fault *fault);

/**
 * mmu_read, mmu_write - access a range, as a copying loop of the CPU would
 * @la:    linear address of the first byte
 * @len:   in bytes; may be 0
 * @done:  out: bytes copied, also when an exception ended it; may be NULL
 *
 * Page by page; otherwise as mmu_load() and mmu_store().
 */
MMU_API int mmu_read(struct mmu_cpu *cpu, uint64_t la, void *buf, size_t len,
		     size_t *done, struct mmu_fault *fault);
MMU_API int mmu_write(struct mmu_cpu *cpu, uint64_t la, const void *buf,
		      size_t len, size_t *done, struct mmu_fault *fault);

/**
 * mmu_copy_in, mmu_copy_out - like mmu_read(), mmu_write(), without delivery
 *
 * The exception is returned at once and no handler runs. @how is added to
 * MMU_READ or MMU_WRITE: MMU_PEEK for a debugger.
 */
MMU_API int mmu_copy_in(struct mmu_cpu *cpu, void *buf, uint64_t la, size_t len,
			unsigned int how, size_t *done,
			struct mmu_fault *fault);
MMU_API int mmu_copy_out(struct mmu_cpu *cpu, uint64_t la, const void *buf,
			 size_t len, unsigned int how, size_t *done,
			 struct mmu_fault *fault);

/* Why TLB entries were flushed. */
enum mmu_flush_cause {
	MMU_FLUSH_INVLPG,
	MMU_FLUSH_INVPCID,
	MMU_FLUSH_CR3,
	MMU_FLUSH_CR4,
	MMU_FLUSH_ALL,	  /* mmu_flush_tlb() */
	MMU_FLUSH_REMOTE, /* mmu_shootdown(), mmu_request_flush() */
	MMU_FLUSH_CAUSES,
};

/* What happens inside mmu_access() and around it, as a stream. */
enum mmu_event_kind {
	MMU_EVENT_WALK,	 /* the tables were walked */
	MMU_EVENT_FILL,	 /* a translation entered the TLB */
	MMU_EVENT_EVICT, /* one left it to make room */
	MMU_EVENT_FLUSH, /* some left it by INVLPG, CR3, CR4 (.count of them) */
	MMU_EVENT_FAULT, /* an access raised an exception */
	MMU_EVENT_DELIVER, /* an exception is delivered to a handler */
};

/**
 * struct mmu_event - one event
 * @kind:  enum mmu_event_kind
 * @la:    linear address; of FLUSH ~0 when all
 * @how:   the access
 * @xlat:  WALK, FILL: the translation; else NULL; valid during the call
 * @fault: FAULT, DELIVER: the exception; else NULL; valid during the call
 * @count: FLUSH: entries dropped
 * @cause: FLUSH: enum mmu_flush_cause
 */
struct mmu_event {
	enum mmu_event_kind kind;
	uint64_t la;
	unsigned int how;
	const struct mmu_xlat *xlat;
	const struct mmu_fault *fault;
	unsigned int count;
	unsigned int cause;
};

/**
 * mmu_event_hook - sees every event of a machine
 *
 * Context: runs inside the SIGSEGV handler for native accesses: it must not
 * allocate, lock, print or touch windows (DELIVER excepted).
 */
typedef void mmu_event_hook(struct mmu_cpu *cpu, const struct mmu_event *event,
			    void *arg);

/** mmu_set_event_hook - install the hook; NULL removes it */
MMU_API void mmu_set_event_hook(struct mmu_machine *machine,
				mmu_event_hook *hook, void *arg);

/* Counters since the machine was created. lookups == hits + walks. */
struct mmu_stats {
	uint64_t lookups; /* TLB look-ups by accesses */
	uint64_t hits;	  /* answered by the TLB */
	uint64_t walks;	  /* not so: the tables were asked */
	uint64_t fills;
	uint64_t evictions;
	uint64_t flushes; /* entries dropped by flushes, and by which: */
	uint64_t flushed[MMU_FLUSH_CAUSES];
	uint64_t faults;     /* exceptions that accesses raised */
	uint64_t delivered;  /* exceptions delivered to handlers */
	uint64_t traps;	     /* host signals that were ours */
	uint64_t host_maps;  /* host pages mapped or made accessible */
	uint64_t host_drops; /* times that some were made inaccessible */
};

/** mmu_cpu_stats - copy the counters of a CPU */
MMU_API void mmu_cpu_stats(const struct mmu_cpu *cpu, struct mmu_stats *stats);

#endif
