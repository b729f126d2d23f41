/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * boot.c - from nothing to a kernel that loads modules.
 *
 *   machine -> direct map -> windows -> tables of the kernel's half -> image
 *   -> allocators -> exception handlers -> first lines of the log
 *
 * Windows are opened where numbers are easy to recognise, if the host has
 * room there: ffff888000000000 at 088000000000, ffffc90000000000 at
 * 490000000000. Nothing depends on it.
 */
#include <errno.h>
#include <string.h>

#include "cpu/machine.h"
#include "mem/limits.h"
#include "kernel/fault_inject.h"
#include "kernel/gdb_jit.h"
#include "kernel/irq.h"
#include "kernel/kprobe.h"
#include "kernel/loop.h"
#include "kernel/mm.h"
#include "kernel/modfile.h"
#include "kernel/module.h"
#include "kernel/page.h"
#include "kernel/reclaim.h"
#include "kernel/sched.h"
#include "kernel/slab.h"
#include "kernel/sysctl.h"
#include "kernel/task.h"
#include "kernel/timer.h"
#include "kernel/version.h"
#include "kernel/workqueue.h"
#include "native/host.h"

#define MIB	    (1ull << 20)
#define GIB	    (1ull << 30)
#define VMALLOC_LEN (1 * GIB)
#define IMAGE_LEN   (6 * MIB) /* text, constants, variables */
#define MODULES_LEN (30 * MIB)

/*
 * Kernel-model code needs addresses of 31 bits, and every tool leaves these
 * free; an image and a modules area fill 32 MiB. A wild pointer into them is
 * taken for a pointer into the module area, so the first choice keeps clear of
 * what wild pointers like to be: 0x41414141, 0x55555555.
 */
#define LOW_START	0x40000000ull
#define LOW_LIKED_START 0x46000000ull
#define LOW_LIKED_END	0x54000000ull
#define LOW_END		0x58000000ull
#define LOW_STEP	(2 * MIB)

/* Bits 0 to 38 are those of the linear address: pgtable.c. */
#define DIRECT_HINT  0x088000000000ull
#define VMALLOC_HINT 0x490000000000ull

/* Processes before the first user command: init and the kernel's threads. */
#define FIRST_PID 90

/* Levels of the console, of messages without one; the least; at boot. */
static const int default_printk[4] = {7, 4, 1, 7};

/* --- the direct map ------------------------------------------------------- */

/* Map [pa, end) with the largest pages that fit. */
static int map_linear(struct kern *k, uint64_t pa, uint64_t end)
{
	static const unsigned int shifts[] = {30, 21, 12};
	bool huge = mmu_cpu_mode(k->cpu)->gb_pages;

	while (pa < end) {
		unsigned int shift = 12;
		int err;

		for (int i = huge ? 0 : 1; i < 3; i++) {
			uint64_t size = 1ull << shifts[i];

			if (pa & (size - 1) || end - pa < size)
				continue;
			shift = shifts[i];
			break;
		}
		err = mmu_map_page(k->machine, k->init_pgd, kern_virt(pa), pa,
				   shift, kern_prot(k, KERN_PAGE_KERNEL));
		if (err)
			return err;
		pa += 1ull << shift;
	}
	return 0;
}

static int open_direct(struct kern *k, const struct mem_region *region)
{
	struct mmu_window_config window = {
		.size = sizeof(window),
		.la = kern_virt(region->pa),
		.len = region->len,
		.hint = DIRECT_HINT + region->pa,
		.identity = true,
		.pa = region->pa,
	};

	return mmu_window_open(k->machine, &window);
}

uint64_t kern_beyond_ram(const struct kern *k)
{
	const struct mem *mem = &k->machine->mem;
	const struct mem_region *top = &mem->region[mem->nregions - 1];

	return (top->pa + top->len + GIB - 1) & ~(GIB - 1);
}

int kern_open_beyond(struct kern *k, uint64_t base, uint64_t la, uint64_t end)
{
	struct mmu_window_config window = {
		.size = sizeof(window),
		.la = la,
		.len = end - la,
		.align = KERN_PAGE,
		.host_lo = kern_host(k, base) + (la - base),
	};
	int err;

	if (la >= end || host_valgrind())
		return 0;
	window.host_hi = window.host_lo + window.len;
	err = mmu_window_open(k->machine, &window);
	return err == -ENOSPC || err == -ENOTSUP ? 0 : err;
}

/* The direct map has room for 64 TiB, up to the vmalloc area. */
static int map_ram(struct kern *k)
{
	const struct mem *mem = &k->machine->mem;
	const struct mem_region *top = &mem->region[mem->nregions - 1];
	int err = 0;

	if (top->pa + top->len > 1ull << 46)
		return -EINVAL;

	for (unsigned int i = 0; i < mem->nregions && !err; i++) {
		const struct mem_region *region = &mem->region[i];

		err = map_linear(k, region->pa, region->pa + region->len);
		if (!err)
			err = open_direct(k, region);
	}
	if (!err)
		err = kern_open_beyond(k, kern_virt(mem->region->pa),
				       kern_virt(kern_beyond_ram(k)),
				       kern_virt(KERN_BEYOND_END));
	return err;
}

/* --- the other windows ---------------------------------------------------- */

static int open_vmalloc(struct kern *k)
{
	struct mmu_window_config window = {
		.size = sizeof(window),
		.la = KERN_VMALLOC_START,
		.len = VMALLOC_LEN,
		.hint = VMALLOC_HINT,
	};

	return mmu_window_open(k->machine, &window);
}

static int open_low(struct kern *k, uint64_t la, uint64_t len)
{
	struct mmu_window_config window = {
		.size = sizeof(window),
		.la = la,
		.len = len,
		.host_lo = LOW_LIKED_START,
		.host_hi = LOW_LIKED_END,
		.align = LOW_STEP,
	};
	int err = mmu_window_open(k->machine, &window);

	if (err != -ENOSPC)
		return err;
	window.host_lo = LOW_START;
	window.host_hi = LOW_END;
	return mmu_window_open(k->machine, &window);
}

static int open_windows(struct kern *k)
{
	int err = open_vmalloc(k);

	if (!err)
		err = open_low(k, KERN_IMAGE_START, IMAGE_LEN);
	if (!err)
		err = open_low(k, KERN_MODULES_START, MODULES_LEN);
	return err;
}

/* Linear address of the struct page of a physical address. */
static uint64_t vmemmap_of(uint64_t pa)
{
	return KERN_VMEMMAP_START + pa / KERN_PAGE * sizeof(struct kern_page);
}

/*
 * Every address space shares the kernel's half, so its top-level entries must
 * exist before the first one is made: preallocate_vmalloc_pages().
 */
static int fill_top_level(struct kern *k, uint64_t la)
{
	volatile uint64_t *pgd =
		mmu_mem_ptr(k->machine, k->init_pgd, KERN_PAGE);
	uint64_t table;

	pgd += la >> 39 & 511;
	if (*pgd & MMU_PTE_P)
		return 0;
	table = mmu_frame_alloc(k->machine, 1, 1);
	if (table == MMU_NO_PA)
		return -ENOMEM;
	memset(mmu_mem_ptr(k->machine, table, KERN_PAGE), 0, KERN_PAGE);
	*pgd = table | MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US | MMU_PTE_A |
	       MMU_PTE_D;
	return 0;
}

static int fill_kernel_half(struct kern *k)
{
	const struct mem *mem = &k->machine->mem;
	int err = fill_top_level(k, KERN_IMAGE_START);

	for (uint64_t la = KERN_VMALLOC_START; la < KERN_VMALLOC_END && !err;
	     la += 1ull << 39)
		err = fill_top_level(k, la);
	for (unsigned int i = 0; i < mem->nregions && !err; i++) {
		const struct mem_region *region = &mem->region[i];

		err = fill_top_level(k, vmemmap_of(region->pa));
		if (!err)
			err = fill_top_level(
				k, vmemmap_of(region->pa + region->len - 1));
	}
	return err;
}

/* --- boot ----------------------------------------------------------------- */

static void announce(struct kern *k)
{
	const struct mem *mem = &k->machine->mem;

	kern_printk(k, KERN_NOTICE "Linux version %s (libmmusim) %s\n",
		    KERN_RELEASE, KERN_VERSION);
	kern_printk(k, KERN_INFO "Command line: %s\n", k->cmdline);
	kern_printk(k, KERN_INFO "BIOS-provided physical RAM map:\n");
	for (unsigned int i = 0; i < mem->nregions; i++)
		kern_printk(k,
			    KERN_INFO
			    "BIOS-e820: [mem 0x%016llx-0x%016llx] usable\n",
			    (unsigned long long)mem->region[i].pa,
			    (unsigned long long)(mem->region[i].pa +
						 mem->region[i].len - 1));
	kern_printk(k, KERN_INFO "Memory: %lluK/%lluK available\n",
		    (unsigned long long)mmu_frames_free_count(k->machine) * 4,
		    (unsigned long long)mem->bytes / 1024);
}

static int start(struct kern *k, const char *cmdline)
{
	int err = kern_fault_inject_init(k, cmdline);

	if (!err)
		err = kern_log_init(k);
	if (!err) {
		kern_fault_inject_complain(k);
		kern_sysctl_init(k);
	}
	if (!err)
		err = kern_cmdline_early(k, cmdline);
	if (!err)
		err = map_ram(k);
	if (!err)
		err = open_windows(k);
	if (!err)
		err = fill_kernel_half(k);
	if (!err)
		err = kern_page_init(k);
	if (!err)
		err = kern_image_init(k);
	if (!err)
		err = kern_sparse_init(k);
	if (!err)
		err = kern_slab_init(k, cmdline);
	if (!err)
		err = kern_reclaim_init(k, cmdline);
	if (!err)
		err = kern_vmalloc_init(k, VMALLOC_LEN, MODULES_LEN);
	if (!err)
		err = kern_percpu_init(k);
	if (!err)
		err = kern_entry_area_init(k);
	if (!err)
		err = kern_task_struct_init(k);
	if (!err)
		err = kern_mm_init(k);
	if (!err)
		err = kern_sched_init(k);
	if (!err)
		err = kern_irq_init(k);
	if (!err)
		err = kern_timers_init(k);
	if (!err)
		err = kern_works_init(k);
	if (!err)
		err = kern_modfiles_init(k);
	if (!err)
		err = kern_loop_init(k);
	if (err)
		return err;
	kern_gate_init();
	kern_fault_init(k);
	kern_slab_busy(k);
	kern_stacks_fill(k);
	announce(k);
	return kern_cmdline_late(k);
}

/* RAM and pool are put back. There may be a kernel now, and have been none. */
static void on_restore(struct mmu_machine *machine, bool after)
{
	struct kern *k = machine->kern;

	if (!k)
		return;
	kern_memcheck_restore(k, after);
	if (after)
		kern_jit_restored(k);
}

static void original_code(struct mmu_machine *machine, uint64_t la,
			  unsigned char *code, size_t len)
{
	if (!machine->kern)
		return;
	kern_kprobe_original(machine->kern, la, code, len);
	kern_original_code(machine->kern, la, code, len);
}

/* Where Linux has the tables of CPU 0; nothing of ours reads them. */
static void set_tables(struct mmu_cpu *cpu)
{
	cpu->gdt =
		(struct cpu_table){.limit = 0x7f, .base = 0xfffffe0000001000};
	cpu->idt =
		(struct cpu_table){.limit = 0xfff, .base = 0xfffffe0000000000};
}

int kern_boot(const struct kern_config *config, struct kern **kern)
{
	struct mmu_machine *machine;
	struct kern *k;
	int err;

	if (config && config->size != sizeof(*config))
		return mem_errorf(-EINVAL,
				  "size is %zu, struct kern_config "
				  "has %zu bytes",
				  config->size, sizeof(*config));
	if (config && config->machine && config->machine->levels == 5)
		return mem_error(-EINVAL, "the kernel's tables are built with "
					  "four levels");
	err = mmu_machine_create(config ? config->machine : NULL, &machine);
	if (err)
		return err;
	k = pool_zalloc(machine->pool, sizeof(*k));
	if (!k) {
		mmu_machine_destroy(machine);
		return -ENOMEM;
	}
	k->pool = machine->pool;
	k->machine = machine;
	k->cpu = &machine->cpu[0];
	k->init_pgd = mmu_cr3(k->cpu);
	k->panic_on_oops = config && config->panic_on_oops;
	k->oops_limit = 10000;
	k->next_pid = FIRST_PID;
	memcpy(k->console_printk, default_printk, sizeof(default_printk));
	machine->kern = k;
	machine->on_restore = on_restore;
	machine->original_code = original_code;
	set_tables(k->cpu);
	/* Linux leaves protection keys off unless user space has them. */
	mmu_set_cr4(k->cpu, mmu_cr4(k->cpu) & ~MMU_CR4_PKE);
	err = start(k, config ? config->cmdline : NULL);
	if (err) {
		mmu_machine_destroy(machine);
		return *mmu_last_error() ?
			       err :
			       mem_error(
				       err,
				       err == -ENOMEM ?
					       "RAM is too small for the kernel" :
					       "the kernel cannot start");
	}
	*kern = k;
	return 0;
}

void kern_shutdown(struct kern *k)
{
	if (!k || kern_called_by_task("kern_shutdown"))
		return;
	kern_sched_fini(k);
	kern_slab_fini(k);
	kern_jit_forget_all(k);
	mmu_machine_destroy(k->machine); /* k lies in its pool */
}

struct mmu_machine *kern_machine(struct kern *k)
{
	return k->machine;
}

struct mmu_cpu *kern_cpu(struct kern *k)
{
	return k->cpu;
}
