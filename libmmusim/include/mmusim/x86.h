/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x86.h - paging as the processor does it: entry format, walk, error codes.
 *
 * Pure functions over page-table entries. They know nothing of machines, TLBs
 * or host memory: the caller says how to reach an entry. Everything else in
 * the library asks these functions, so this is the one place that decides
 * whether an access is allowed.
 *
 * Reference: Intel SDM vol. 3A, chapter "Paging".
 */
#ifndef MMUSIM_X86_H
#define MMUSIM_X86_H

#include <mmusim/api.h>

/*
 * A paging-structure entry, and a leaf of 4 KiB (bit 7 is PS in a directory
 * entry, PAT in a PTE; a large leaf has PAT in bit 12):
 *
 *  63 62   59 58   52 51              M M-1             12 11 9 8 7 6 5 4 3 2 1 0
 * +--+-------+-------+-----------------+------------------+----+-+-+-+-+-+-+-+-+-+
 * |NX|  key  |ignored| reserved (zero) | address of frame |ign.|G|S|D|A|C|T|U|W|P|
 * +--+-------+-------+-----------------+------------------+----+-+-+-+-+-+-+-+-+-+
 *                     M = MAXPHYADDR
 */
#define MMU_PTE_P	   (1ull << 0)	/* present */
#define MMU_PTE_RW	   (1ull << 1)	/* writable */
#define MMU_PTE_US	   (1ull << 2)	/* user-mode accesses allowed */
#define MMU_PTE_PWT	   (1ull << 3)	/* write-through */
#define MMU_PTE_PCD	   (1ull << 4)	/* cache disable */
#define MMU_PTE_A	   (1ull << 5)	/* accessed */
#define MMU_PTE_D	   (1ull << 6)	/* dirty (leaf only) */
#define MMU_PTE_PS	   (1ull << 7)	/* this PDPTE or PDE is a leaf */
#define MMU_PTE_PAT	   (1ull << 7)	/* in a PTE */
#define MMU_PTE_G	   (1ull << 8)	/* global (leaf only) */
#define MMU_PTE_PAT_LARGE  (1ull << 12) /* in a leaf of 2 MiB or 1 GiB */
#define MMU_PTE_NX	   (1ull << 63) /* execute disable */
#define MMU_PTE_ADDR	   0x000ffffffffff000ull /* address field at MAXPHYADDR 52 */
#define MMU_PTE_PKEY_SHIFT 59

/* Bits of CR0, CR3, CR4, EFER and RFLAGS that matter to paging. */
#define MMU_CR0_PE	(1ull << 0)
#define MMU_CR0_WP	(1ull << 16)
#define MMU_CR0_PG	(1ull << 31)
#define MMU_CR3_NOFLUSH (1ull << 63)
#define MMU_CR4_PAE	(1ull << 5)
#define MMU_CR4_PGE	(1ull << 7)
#define MMU_CR4_LA57	(1ull << 12)
#define MMU_CR4_PCIDE	(1ull << 17)
#define MMU_CR4_SMEP	(1ull << 20)
#define MMU_CR4_SMAP	(1ull << 21)
#define MMU_CR4_PKE	(1ull << 22)
#define MMU_EFER_SCE	(1ull << 0)
#define MMU_EFER_LME	(1ull << 8)
#define MMU_EFER_LMA	(1ull << 10)
#define MMU_EFER_NXE	(1ull << 11)
#define MMU_RFLAGS_IF	(1ull << 9)
#define MMU_RFLAGS_AC	(1ull << 18)

/* Model-specific registers. */
#define MMU_MSR_APIC_BASE      0x0000001bu
#define MMU_MSR_MISC_ENABLE    0x000001a0u
#define MMU_MSR_PAT	       0x00000277u
#define MMU_MSR_EFER	       0xc0000080u
#define MMU_MSR_STAR	       0xc0000081u
#define MMU_MSR_LSTAR	       0xc0000082u
#define MMU_MSR_CSTAR	       0xc0000083u
#define MMU_MSR_FMASK	       0xc0000084u
#define MMU_MSR_FS_BASE	       0xc0000100u
#define MMU_MSR_GS_BASE	       0xc0000101u
#define MMU_MSR_KERNEL_GS_BASE 0xc0000102u

/* Page-fault error code. */
#define MMU_PF_P    (1u << 0) /* 0: not present, 1: a rights violation */
#define MMU_PF_WR   (1u << 1) /* the access was a write */
#define MMU_PF_US   (1u << 2) /* the access was made in user mode */
#define MMU_PF_RSVD (1u << 3) /* a reserved bit was set in an entry */
#define MMU_PF_ID   (1u << 4) /* the access was an instruction fetch */
#define MMU_PF_PK   (1u << 5) /* the protection key denied it */

/* Exception vectors. Functions return them as positive numbers. */
enum mmu_trap {
	MMU_TRAP_DE = 0, /* returned as MMU_RESULT_DE, because 0 is success */
	MMU_TRAP_DB = 1,
	MMU_TRAP_NMI = 2,
	MMU_TRAP_BP = 3,
	MMU_TRAP_UD = 6,
	MMU_TRAP_DF = 8,
	MMU_TRAP_SS = 12,
	MMU_TRAP_GP = 13,
	MMU_TRAP_PF = 14,
	MMU_TRAP_MF = 16,
	MMU_TRAP_AC = 17,
	MMU_TRAP_MC = 18, /* an access outside simulated RAM */
	MMU_TRAP_XM = 19,
	MMU_RESULT_DE = 256,
};

/*
 * How memory is accessed: one of READ, WRITE, FETCH (a read-modify-write is a
 * WRITE), with flags added.
 */
enum mmu_how {
	MMU_READ = 0,
	MMU_WRITE = 1,
	MMU_FETCH = 2,
	MMU_HOW = 3,	  /* mask of the three above */
	MMU_IMPLICIT = 4, /* by the CPU itself: supervisor, ignores AC */
	MMU_STACK = 8,	  /* through SS: non-canonical is #SS, not #GP */
	MMU_PEEK = 16,	  /* sets neither A nor D (debuggers, dumps) */
	MMU_AC = 32,	  /* as if EFLAGS.AC were set: between STAC and CLAC */
};

/* Why an access fails. */
enum mmu_why {
	MMU_WHY_NONE = 0,
	MMU_WHY_NON_CANONICAL, /* the address itself is malformed */
	MMU_WHY_NOT_PRESENT,   /* P is 0 at .level */
	MMU_WHY_RESERVED,      /* a reserved bit is 1 at .level */
	MMU_WHY_SUPERVISOR,    /* user access, US is 0 at .level */
	MMU_WHY_READ_ONLY,     /* write, RW is 0 at .level */
	MMU_WHY_NX,	       /* fetch, NX is 1 at .level */
	MMU_WHY_SMEP,	       /* supervisor fetch from a user page */
	MMU_WHY_SMAP,	       /* supervisor data access to a user page */
	MMU_WHY_PKEY,	       /* protection key */
	MMU_WHY_NO_RAM,	       /* nothing at that physical address */
};

/**
 * struct mmu_fault - one exception that an access raised
 * @la:         linear address that faulted (CR2 of a page fault), in bytes
 * @error_code: MMU_PF_* for a page fault; 0 for #GP and #SS
 * @vector:     an enum mmu_trap
 * @how:        the access, as the walk was asked for it (enum mmu_how)
 * @why:        an enum mmu_why
 * @level:      5 (PML5E) down to 1 (PTE): the entry that decided; 0 if none
 * @entry:      that entry as it was read
 * @entry_pa:   where it lies
 */
struct mmu_fault {
	uint64_t la;
	uint32_t error_code;
	uint8_t vector;
	uint8_t how;
	uint8_t why;
	uint8_t level;
	uint64_t entry;
	uint64_t entry_pa;
};

/**
 * struct mmu_mode - everything besides the tables that a walk depends on
 * @cr3:        root of the tables (bits 11:0 and 63 ignored)
 * @maxphyaddr: 36 to 52
 * @levels:     4 or 5
 * @cpl:        0 to 3; only 3 is user mode
 * @pkru:       AD of key k in bit 2k, WD in bit 2k+1
 *
 * The flags mirror CR0.WP, CR4.SMEP, CR4.SMAP, EFLAGS.AC, EFER.NXE, CR4.PKE
 * and CPUID's Page1GB.
 */
struct mmu_mode {
	uint64_t cr3;
	uint32_t pkru;
	uint8_t maxphyaddr;
	uint8_t levels;
	uint8_t cpl;
	bool wp, smep, smap, ac, nxe, pke, gb_pages;
};

/* Rights of a translation, combined over all levels. */
#define MMU_RIGHT_US 1u
#define MMU_RIGHT_RW 2u
#define MMU_RIGHT_NX 4u

/**
 * struct mmu_step - one entry that a walk read
 * @pa:    physical address of the entry
 * @entry: its value when read
 * @host:  where it is in host memory
 * @level: 5 down to 1
 */
struct mmu_step {
	uint64_t pa;
	uint64_t entry;
	volatile uint64_t *host;
	uint8_t level;
};

/**
 * struct mmu_xlat - the outcome of a walk
 * @pa:     physical address of the byte at @la
 * @step:   the entries read, in walk order; filled on a fault, too, as far as
 *          the walk came
 * @nsteps: how many
 * @shift:  12, 21 or 30: log2 of the page size
 * @rights: MMU_RIGHT_*
 * @pkey:   protection key of the leaf, 0 to 15
 * @pat:    index into the PAT that the leaf selects, 0 to 7: PAT, PCD, PWT.
 *          Carried only: simulated RAM has no memory types
 * @global: G of the leaf
 * @dirty:  D of the leaf, after the walk
 */
struct mmu_xlat {
	uint64_t pa;
	struct mmu_step step[5];
	uint8_t nsteps;
	uint8_t shift;
	uint8_t rights;
	uint8_t pkey;
	uint8_t pat;
	bool global;
	bool dirty;
};

/**
 * mmu_entry_fn - reach a paging-structure entry
 * @ctx: the caller's
 * @pa:  physical address, a multiple of 8
 *
 * Return: the entry in host memory, or NULL where there is no RAM.
 */
typedef volatile uint64_t *mmu_entry_fn(void *ctx, uint64_t pa);

/**
 * mmu_walk - translate one linear address through the paging structures
 * @mode:  control registers and privilege
 * @entry: reaches an entry; called at most once a level and pass
 * @ctx:   passed to @entry
 * @la:    linear address, in bytes; any alignment
 * @how:   enum mmu_how, with flags
 * @xlat:  out: the translation; on a fault the steps taken
 * @fault: out: the exception, when one is raised
 *
 * Sets A in every entry used and D in the leaf of a write, each by an atomic
 * compare-and-swap that starts the walk again if the entry changed meanwhile,
 * and only once the access is known to be allowed. One access is one byte or
 * any number of bytes within the page; the caller splits at pages.
 *
 * Return: 0; MMU_TRAP_PF, MMU_TRAP_GP or MMU_TRAP_SS; MMU_TRAP_MC when an
 * entry needed lies outside RAM (@fault says which).
 * Context: may run inside the SIGSEGV handler.
 * Reference: Intel SDM vol. 3A, "4-Level Paging and 5-Level Paging", "Access
 * Rights", "Page-Fault Exceptions", "Accessed and Dirty Flags".
 */
MMU_API int mmu_walk(const struct mmu_mode *mode, mmu_entry_fn *entry,
		     void *ctx, uint64_t la, unsigned int how,
		     struct mmu_xlat *xlat, struct mmu_fault *fault);

/**
 * mmu_judge - may this access use a translation with these rights?
 * @mode:   privilege and control registers
 * @rights: MMU_RIGHT_*, combined over the levels
 * @pkey:   protection key of the leaf
 * @how:    enum mmu_how
 * @error_code: out: what a page fault would report
 *
 * The one place that knows WP, SMEP, SMAP, NX and keys; walks and TLB hits ask
 * it alike.
 *
 * Return: MMU_WHY_NONE, or the reason to deny.
 */
MMU_API enum mmu_why mmu_judge(const struct mmu_mode *mode, unsigned int rights,
			       unsigned int pkey, unsigned int how,
			       uint32_t *error_code);

/**
 * mmu_is_canonical - are the upper bits copies of the highest address bit?
 * @la:     linear address
 * @levels: 4 (48-bit addresses) or 5 (57-bit)
 */
MMU_API bool mmu_is_canonical(uint64_t la, unsigned int levels);

/**
 * mmu_reserved_bits - the bits that must be 0 in a present entry
 * @mode:  MAXPHYADDR, NXE and 1 GiB pages count
 * @entry: the entry; PS decides whether it is a large leaf
 * @level: 5 down to 1
 */
MMU_API uint64_t mmu_reserved_bits(const struct mmu_mode *mode, uint64_t entry,
				   unsigned int level);

/* Texts. Each returns a string constant, never NULL. */
MMU_API const char *mmu_why_text(enum mmu_why why);
MMU_API const char *mmu_trap_text(unsigned int vector); /* "#PF" */
MMU_API const char *mmu_level_text(unsigned int level); /* "PML4E" */
MMU_API const char *mmu_how_text(unsigned int how);	/* "read" */

/**
 * mmu_entry_text - the flags of an entry in words: "P RW US A D PS G NX"
 * @buf:   out: always terminated
 * @size:  of @buf; 64 bytes are enough
 * Return: @buf.
 */
MMU_API char *mmu_entry_text(uint64_t entry, unsigned int level, char *buf,
			     size_t size);

/**
 * mmu_error_code_text - a page-fault error code in words
 * @buf:   out: such as "write, supervisor, not present"; always terminated
 * @size:  of @buf; 96 bytes are enough
 * Return: @buf.
 */
MMU_API char *mmu_error_code_text(uint32_t error_code, char *buf, size_t size);

/**
 * mmu_fault_text - one sentence that says why an access failed
 * @fault: the exception
 * @buf:   out: such as "write to 0x10000: the PTE at 0x3008 is not present
 *         (P=0)"; always terminated
 * @size:  of @buf; 192 bytes are enough
 * Return: @buf.
 */
MMU_API char *mmu_fault_text(const struct mmu_fault *fault, char *buf,
			     size_t size);

#endif
