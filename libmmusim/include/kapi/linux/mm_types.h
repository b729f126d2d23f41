/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel knows of each page frame.
 *
 * The layout is that of Linux 6.1 on x86-64, by the members that have a use
 * here. Memory of a struct page is scarce, so members share places.
 */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <asm/pgtable_types.h>
#include <linux/build_bug.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct address_space;

struct page {
	unsigned long flags; /* the PG_ bits, and node and zone above */
	union {
		struct {
			union {
				struct list_head lru;
				struct list_head buddy_list;
			};
			struct address_space *mapping;
			pgoff_t index;
			unsigned long private; /* of a free block: its order */
		};
		struct { /* of the second and later ones of a block */
			unsigned long compound_head; /* bit 0 is set */
			unsigned char compound_dtor;
			unsigned char compound_order;
			atomic_t compound_mapcount;
			atomic_t compound_pincount;
			unsigned int compound_nr;
		};
	};
	union {
		atomic_t _mapcount; /* from -1 */
		unsigned int page_type;
	};
	atomic_t _refcount; /* use page_count() */
	unsigned long memcg_data;
};

static_assert(sizeof(struct page) == 64);

/**
 * struct mm_struct - the address space of a process
 * @mmap_base:  areas are found below it
 * @task_size:  the first address that is no user's
 * @pgd:        the top-level page table
 * @map_count:  of areas
 * @total_vm:   pages that the areas have
 * @start_code ... @env_end: where the parts of the program are
 *
 * Laid out as by Debian's Linux 6.1 for amd64. Writing has no effect.
 */
struct mm_struct {
	unsigned char __kernel_only_1[32];
	unsigned long mmap_base;
	unsigned char __kernel_only_2[64 - 40];
	unsigned long task_size;
	pgd_t *pgd;
	unsigned char __kernel_only_3[84 - 80];
	atomic_t mm_users, mm_count;
	unsigned char __kernel_only_4[104 - 92];
	int map_count;
	spinlock_t page_table_lock;
	struct rw_semaphore mmap_lock;
	unsigned char __kernel_only_5[192 - 152];
	unsigned long total_vm;
	unsigned char __kernel_only_6[256 - 200];
	unsigned long start_code, end_code, start_data, end_data;
	unsigned long start_brk, brk, start_stack;
	unsigned long arg_start, arg_end, env_start, env_end;
	unsigned char __kernel_only_7[0x448 - 0x158];
};

static_assert(offsetof(struct mm_struct, map_count) == 0x68);
static_assert(offsetof(struct mm_struct, start_code) == 0x100);
static_assert(sizeof(struct mm_struct) == 0x448);
static_assert(offsetof(struct mm_struct, pgd) == 0x48);

struct file;

/* A range of addresses of a process that have the same rights and file. */
struct vm_area_struct {
	unsigned long vm_start; /* the first address */
	unsigned long vm_end;	/* the first one behind it */
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	unsigned long vm_flags;
	unsigned char __kernel_only_1[0x58 - 0x28];
	void *anon_vma;
	const struct vm_operations_struct *vm_ops;
	unsigned long vm_pgoff; /* in pages */
	struct file *vm_file;
	void *vm_private_data;
	unsigned char __kernel_only_2[0x98 - 0x80];
};

static_assert(offsetof(struct vm_area_struct, vm_ops) == 0x60);
static_assert(sizeof(struct vm_area_struct) == 0x98);

#endif
