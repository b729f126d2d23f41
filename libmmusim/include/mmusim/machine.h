/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine.h - a machine: simulated RAM, page frames, page tables, CPUs.
 *
 * A machine owns everything below it; several machines live in one process
 * and share nothing but the process-wide signal hook. Creating one maps no
 * RAM: frames cost host memory when they are first touched.
 */
#ifndef MMUSIM_MACHINE_H
#define MMUSIM_MACHINE_H

#include <mmusim/api.h>
#include <mmusim/x86.h>

struct mmu_machine;
struct mmu_cpu;

#define MMU_PAGE_SIZE 4096ull
#define MMU_NO_PA     (~0ull) /* "no physical address" */

/**
 * struct mmu_region - one range of RAM
 * @pa:  first byte; a multiple of 4096
 * @len: in bytes; a multiple of 4096, not 0
 */
struct mmu_region {
	uint64_t pa;
	uint64_t len;
};

/* Features that are on by default; set the bit in mmu_config.disable. */
#define MMU_FEATURE_NX	     (1u << 0)
#define MMU_FEATURE_SMEP     (1u << 1)
#define MMU_FEATURE_SMAP     (1u << 2)
#define MMU_FEATURE_PKU	     (1u << 3)
#define MMU_FEATURE_GB_PAGES (1u << 4)
#define MMU_FEATURE_PCID     (1u << 5)
#define MMU_FEATURE_TLB	     (1u << 6) /* without: every access walks; no windows */

/**
 * struct mmu_config - what machine to build
 * @size:        sizeof(struct mmu_config), so that the structure can grow
 * @ram_bytes:   RAM from physical address 0, a multiple of 4096; 0: 64 MiB.
 *               Ignored when @regions is given
 * @regions:     RAM with holes: sorted by address, not overlapping; copied
 * @nregions:    how many
 * @maxphyaddr:  36 to 52; 0: 46
 * @levels:      4 or 5; 0: 4
 * @ncpus:       1 to 64; 0: 1
 * @disable:     MMU_FEATURE_* that the CPU shall lack
 * @tlb_sets:    sets for 4 KiB pages, a power of two; 0: 512
 * @tlb_ways:    4 to 16; 0: 8. Four is the least with which an instruction
 *               that touches several pages of one set makes progress
 * @host_maps:   how many mappings of the host its windows may use, of those
 *               that Linux allows a process (65,530 by vm.max_map_count); at
 *               least twice the entries of the TLB and 64. With more, evictions
 *               are cheaper. 0: twice the entries and 640, which is 9920 with
 *               the default TLB
 */
struct mmu_config {
	size_t size;
	uint64_t ram_bytes;
	const struct mmu_region *regions;
	unsigned int nregions;
	unsigned int maxphyaddr;
	unsigned int levels;
	unsigned int ncpus;
	unsigned int disable;
	unsigned int tlb_sets;
	unsigned int tlb_ways;
	unsigned int host_maps;
};

/**
 * mmu_machine_create - build a machine
 * @config:  what to build; NULL for all defaults; not kept
 * @machine: out: the machine; give it to mmu_machine_destroy()
 *
 * Its CPUs start in long mode with paging on, at CPL 0, with NX, SMEP, SMAP,
 * protection keys and write protection on, and CR3 at an empty PML4 (or PML5)
 * of which each CPU has the same one.
 *
 * Return: 0; -EINVAL for a field out of its range or an unknown size; -ENOMEM;
 * or what the host said when it could not provide the memory file.
 * mmu_last_error() says it in words, with the limit that was hit.
 */
MMU_API int mmu_machine_create(const struct mmu_config *config,
			       struct mmu_machine **machine);

/**
 * mmu_machine_destroy - release a machine and all that belongs to it
 * @machine: NULL does nothing
 *
 * Closes its windows: host pointers into them become invalid. No thread may
 * be inside a call on the machine.
 */
MMU_API void mmu_machine_destroy(struct mmu_machine *machine);

/** mmu_cpu - the CPU with this number, or NULL when there is none */
MMU_API struct mmu_cpu *mmu_cpu(struct mmu_machine *machine,
				unsigned int number);

/**
 * mmu_mem_ptr - reach physical memory
 * @pa:  physical address, in bytes
 * @len: how many bytes must lie in one piece of RAM
 *
 * This host mapping is always accessible; using it sets no A or D and raises
 * no fault, as DMA does.
 *
 * Return: a host pointer, valid as long as the machine; NULL when not all of
 * the range is RAM.
 */
MMU_API void *mmu_mem_ptr(struct mmu_machine *machine, uint64_t pa,
			  uint64_t len);

/**
 * mmu_set_fork_copy - does a child of this process get a copy of the machine?
 * @yes: true, as after mmu_machine_create(): parent and child each go on with
 *       a machine of their own, equal at first. fork() takes the time to copy
 *       what was touched of RAM, in the parent as well, which waits for the
 *       child; and what windows show is brought in anew. False: it takes none,
 *       and in the child mmu_cpu_enter() and whatever else would use the
 *       machine fails with -EOWNERDEAD, and windows fault for good
 *
 * What fork() cannot copy is refused in the child in the same way: a machine
 * that another thread drives at that moment (mmu_cpu_enter(), mmu_call(), a
 * fault handler), one with pinned memory, one for which the host has no memory
 * or no file descriptor. posix_spawn(), system() and popen() copy nothing.
 *
 * The copy is RAM as it was when the process forked, for whatever goes through
 * windows and CPUs. Other threads that write through mmu_mem_ptr(), free frames
 * or wait in mmu_sys_read() at that time are not held up: of what they write,
 * the child may have any part.
 */
MMU_API void mmu_set_fork_copy(struct mmu_machine *machine, bool yes);

/**
 * mmu_frame_alloc - take free page frames
 * @nframes: how many, consecutive, not 0
 * @align:   alignment of the first, in frames, a power of two
 *
 * Frames never used before read as zeros, others hold junk. Where a kernel runs
 * (mmusim/kern.h), they come from its page allocator, and may be its last.
 *
 * Return: physical address of the first, owned by the caller until
 * mmu_frame_free(); MMU_NO_PA when RAM has no such run. Frame 0 is never
 * given out.
 */
MMU_API uint64_t mmu_frame_alloc(struct mmu_machine *machine, uint64_t nframes,
				 uint64_t align);

/**
 * mmu_frame_free - give page frames back
 * @pa:      of the first, a multiple of 4096
 * @nframes: how many
 *
 * Fills them with 0xcc, so that a use after free is seen. Frames that are pinned
 * (mmu_pin()) are freed when they no longer are. Freeing a frame that is free
 * or is no RAM is a bug (mmu_bug()).
 */
MMU_API void mmu_frame_free(struct mmu_machine *machine, uint64_t pa,
			    uint64_t nframes);

/** mmu_frame_reserve - take exactly these frames; -EBUSY if one is taken,
 *  -EINVAL if one is no RAM */
MMU_API int mmu_frame_reserve(struct mmu_machine *machine, uint64_t pa,
			      uint64_t nframes);

/**
 * mmu_frame_pinned - does the host's kernel use a frame right now?
 * @pa: any byte of it
 *
 * True between mmu_pin() and mmu_unpin(), and during mmu_sys_read() and its
 * like. A pager must not take such a frame away from its owner: what the host
 * writes to it would be lost.
 */
MMU_API bool mmu_frame_pinned(const struct mmu_machine *machine, uint64_t pa);

/** mmu_frames_free_count - how many frames are free */
MMU_API uint64_t mmu_frames_free_count(const struct mmu_machine *machine);

/**
 * mmu_map_page - write one leaf entry, making tables on the way
 * @root:  physical address of the top-level table
 * @la:    linear address, a multiple of the page size
 * @pa:    physical address, a multiple of the page size; MMU_NO_PA, as
 *         mmu_frame_alloc() gives it when there is no frame, fails with -ENOMEM
 * @shift: 12, 21 or 30: log2 of the page size
 * @flags: MMU_PTE_* of the leaf besides P and PS, which are added
 *
 * Tables that are missing are allocated (zeroed, with P RW US and A set, so
 * that the leaf alone decides). The TLB is left alone: call mmu_invlpg() when
 * the old entry was present.
 *
 * Return: 0; -ENOMEM when no frame is left for a table (tables made so far
 * stay, empty); -EEXIST when a large page or a table stands in the way; -EINVAL
 * when @root or a table lies outside of RAM. Misalignment is a bug.
 */
MMU_API int mmu_map_page(struct mmu_machine *machine, uint64_t root,
			 uint64_t la, uint64_t pa, unsigned int shift,
			 uint64_t flags);

/**
 * mmu_find_entry - the entry that ends the walk for an address
 * @level: out: its level, 5 to 1; may be NULL
 *
 * Return: the leaf or the first entry that is not present, in host memory (a
 * volatile object: CPUs set A and D behind the compiler's back); NULL when a
 * table lies outside RAM or the address is not canonical. Valid as long as
 * the table is.
 */
MMU_API volatile uint64_t *mmu_find_entry(struct mmu_machine *machine,
					  uint64_t root, uint64_t la,
					  unsigned int *level);

#endif
