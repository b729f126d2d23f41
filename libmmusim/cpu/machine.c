/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine.c - building and releasing a machine: see mmusim/machine.h.
 */
#include <errno.h>
#include <string.h>

#include "cpu/machine.h"
#include "mem/bug.h"
#include "mem/limits.h"

/* Host-side state of a machine and its kernel; untouched parts cost nothing. */
#define POOL_BYTES   (1ull << 30)

#define DEFAULT_RAM  (64ull << 20)
#define ALL_FEATURES (2 * MMU_FEATURE_TLB - 1) /* the last one */

/* As Linux leaves them on a CPU with FSGSBASE: PE MP ET NE WP AM PG, and DE
 * PSE PAE MCE PGE OSFXSR OSXMMEXCPT FSGSBASE OSXSAVE. */
#define CR0_BOOT 0x80050033ull
#define CR4_BOOT 0x506f0ull

static const struct mmu_config defaults = {
	.size = sizeof(struct mmu_config),
	.ram_bytes = DEFAULT_RAM,
	.maxphyaddr = 46,
	.levels = 4,
	.ncpus = 1,
	.tlb_sets = 512,
	.tlb_ways = 8,
};

static atomic_uint_fast64_t machines; /* created so far */

static bool power_of_two(uint64_t n)
{
	return n && !(n & (n - 1));
}

static void default_to(unsigned int *field, unsigned int value)
{
	if (!*field)
		*field = value;
}

/* A page and the gap after it, for each entry of the TLB; and some of which the
 * TLB has lost the page (see native/resident.c). */
static int complete_host_maps(struct mmu_config *full)
{
	unsigned int least =
		2 * tlb_capacity(full->tlb_sets, full->tlb_ways) + 64;

	default_to(&full->host_maps, least + 576);
	if (full->host_maps < least)
		return mem_error(-EINVAL,
				 "host_maps is less than the entries "
				 "of the TLB need: two for each, and 64");
	return 0;
}

static int out_of_range(const char *field, unsigned int value,
			unsigned int least, unsigned int most)
{
	return mem_errorf(-EINVAL, "%s is %u, must be %u to %u", field, value,
			  least, most);
}

static int check_ranges(const struct mmu_config *full)
{
	const struct {
		const char *name;
		unsigned int value, least, most;
	} field[] = {
		{"maxphyaddr", full->maxphyaddr, 36, 52},
		{"levels", full->levels, 4, 5},
		{"ncpus", full->ncpus, 1, MMU_MAX_CPUS},
		{"tlb_sets", full->tlb_sets, 1, 1u << 20},
		{"tlb_ways", full->tlb_ways, 4, 16},
	};

	for (size_t i = 0; i < sizeof(field) / sizeof(field[0]); i++)
		if (field[i].value < field[i].least ||
		    field[i].value > field[i].most)
			return out_of_range(field[i].name, field[i].value,
					    field[i].least, field[i].most);
	if (!power_of_two(full->tlb_sets))
		return mem_errorf(-EINVAL, "tlb_sets is %u, no power of two",
				  full->tlb_sets);
	if (full->disable & ~ALL_FEATURES)
		return mem_errorf(-EINVAL, "disable is %#x: no such features",
				  full->disable);
	if (!full->regions != !full->nregions)
		return mem_error(-EINVAL, "regions without nregions, or "
					  "nregions without regions");
	return 0;
}

/* Fill in defaults and check every field. */
static int complete(const struct mmu_config *config, struct mmu_config *full)
{
	int err;

	*full = defaults;
	if (!config)
		return complete_host_maps(full);
	if (config->size != sizeof(*config))
		return mem_errorf(-EINVAL,
				  "size is %zu, struct mmu_config has "
				  "%zu bytes",
				  config->size, sizeof(*config));
	*full = *config;
	if (!full->ram_bytes)
		full->ram_bytes = DEFAULT_RAM;
	default_to(&full->maxphyaddr, defaults.maxphyaddr);
	default_to(&full->levels, defaults.levels);
	default_to(&full->ncpus, defaults.ncpus);
	default_to(&full->tlb_sets, defaults.tlb_sets);
	default_to(&full->tlb_ways, defaults.tlb_ways);
	err = check_ranges(full);
	return err ? err : complete_host_maps(full);
}

static int init_ram(struct mmu_machine *machine,
		    const struct mmu_config *config)
{
	struct mmu_region all = {.pa = 0, .len = config->ram_bytes};
	const struct mmu_region *regions = config->regions;
	unsigned int n = config->nregions;
	int err;

	if (!n) {
		regions = &all;
		n = 1;
	}
	if ((regions[n - 1].pa + regions[n - 1].len - 1) >> config->maxphyaddr)
		return mem_errorf(-EINVAL,
				  "RAM ends above 2^%u, which "
				  "maxphyaddr allows",
				  config->maxphyaddr);
	err = mem_init(&machine->mem, regions, n);
	if (err)
		return err;
	machine->ram = (struct walk_ram){
		.pa = machine->mem.region->pa,
		.len = machine->mem.region->len,
		.host = machine->mem.alias + machine->mem.region->offset,
		.elsewhere = cpu_entry,
		.ctx = machine,
	};
	return 0;
}

/* The table that every CPU starts with. */
static uint64_t make_root(struct mmu_machine *machine)
{
	uint64_t root = mem_frame_alloc(&machine->mem, 1, 1);

	if (root != MMU_NO_PA)
		memset(mem_ptr(&machine->mem, root, MMU_PAGE_SIZE), 0,
		       MMU_PAGE_SIZE);
	return root;
}

static int init_cpu(struct mmu_machine *machine, unsigned int number,
		    uint64_t root, const struct mmu_config *config)
{
	struct mmu_cpu *cpu = &machine->cpu[number];
	unsigned int disabled = machine->disabled;

	cpu->machine = machine;
	cpu->number = number;
	cpu->scope = cpu->own_scope;
	cpu->cr0 = CR0_BOOT;
	cpu->cr3 = root;
	cpu->cr4 = CR4_BOOT;
	cpu->efer = MMU_EFER_SCE | MMU_EFER_LME | MMU_EFER_LMA;
	cpu->rflags = MMU_RFLAGS_IF | 2;
	if (!(disabled & MMU_FEATURE_SMEP))
		cpu->cr4 |= MMU_CR4_SMEP;
	if (!(disabled & MMU_FEATURE_SMAP))
		cpu->cr4 |= MMU_CR4_SMAP;
	if (!(disabled & MMU_FEATURE_PKU))
		cpu->cr4 |= MMU_CR4_PKE;
	if (!(disabled & MMU_FEATURE_NX))
		cpu->efer |= MMU_EFER_NXE;
	if (machine->levels == 5)
		cpu->cr4 |= MMU_CR4_LA57;
	cpu_mode_changed(cpu);
	return tlb_init(&cpu->tlb, machine->pool, config->tlb_sets,
			config->tlb_ways);
}

static int init_cpus(struct mmu_machine *machine,
		     const struct mmu_config *config)
{
	uint64_t root = make_root(machine);
	int err = 0;

	machine->ncpus = config->ncpus;
	machine->cpu = pool_zalloc(machine->pool,
				   config->ncpus * sizeof(struct mmu_cpu));
	if (root == MMU_NO_PA)
		return mem_error(-ENOMEM, "RAM is too small for a page table");
	for (unsigned int i = 0; i < config->ncpus && machine->cpu && !err; i++)
		err = init_cpu(machine, i, root, config);
	if (!machine->cpu || err)
		return mem_error(-ENOMEM,
				 "the TLBs do not fit into the machine's pool "
				 "of 1 GiB; make them smaller "
				 "(mmu_config.tlb_sets, tlb_ways, ncpus)");
	return 0;
}

static int create(const struct mmu_config *config, struct mmu_machine **machine)
{
	struct mmu_machine *new;
	struct mmu_config full;
	struct pool *pool;
	int err = complete(config, &full);

	if (err)
		return err;
	pool = pool_create(POOL_BYTES);
	if (!pool)
		return mem_error_host(-ENOMEM, "the pool of a machine",
				      MEM_DATA, POOL_BYTES);
	new = pool_zalloc(pool, sizeof(*new));
	if (!new) {
		err = -ENOMEM;
		goto no_ram;
	}
	new->pool = pool;
	new->serial = atomic_fetch_add(&machines, 1) + 1;
	new->fork_copy = true;
	new->disabled = full.disable;
	new->maxphyaddr = full.maxphyaddr;
	new->host_maps = full.host_maps;
	new->levels = full.levels;
	err = init_ram(new, &full);
	if (err)
		goto no_ram;
	err = init_cpus(new, &full);
	if (err)
		goto no_cpus;
	cpu_fork_watch();
	cpu_debug_add(new);
	*machine = new;
	return 0;

no_cpus:
	mem_fini(&new->mem);
no_ram:
	pool_destroy(pool);
	return err;
}

int mmu_machine_create(const struct mmu_config *config,
		       struct mmu_machine **machine)
{
	mem_error_begin();
	return mem_error_end(create(config, machine));
}

void mmu_machine_destroy(struct mmu_machine *machine)
{
	if (!machine)
		return;
	cpu_scope_leave_all(machine);
	cpu_debug_remove(machine);
	if (machine->native)
		machine->native_ops->close(machine);
	mem_fini(&machine->mem);
	pool_destroy(machine->pool);
}

struct mmu_cpu *mmu_cpu(struct mmu_machine *machine, unsigned int number)
{
	return number < machine->ncpus ? &machine->cpu[number] : NULL;
}

struct mmu_machine *mmu_cpu_machine(struct mmu_cpu *cpu)
{
	return cpu->machine;
}

int mmu_cpu_enter(struct mmu_cpu *cpu)
{
	int err = 0;

	if (cpu->machine->lost)
		return mem_error(-EOWNERDEAD, cpu->machine->lost);
	cpu_scope_settle(__builtin_frame_address(0));
	if (cpu->machine->native_ops)
		err = cpu->machine->native_ops->enter();
	return err ? err : cpu_lock(&cpu->lock);
}

void mmu_cpu_leave(struct mmu_cpu *cpu)
{
	cpu_unlock(&cpu->lock);
}

static void set_gate(struct mmu_machine *machine, unsigned int vector,
		     struct mmu_gate gate)
{
	if (vector >= MMU_NVECTORS) {
		mmu_bug("vector %u: exceptions have vectors 0 to %d", vector,
			MMU_NVECTORS - 1);
		return;
	}
	machine->idt[vector] = gate;
}

void mmu_set_handler(struct mmu_machine *machine, unsigned int vector,
		     mmu_handler *handler, void *arg)
{
	set_gate(machine, vector, (struct mmu_gate){handler, arg, true});
}

void cpu_set_quiet_handler(struct mmu_machine *machine, unsigned int vector,
			   mmu_handler *handler, void *arg)
{
	set_gate(machine, vector, (struct mmu_gate){handler, arg, false});
}

void mmu_set_event_hook(struct mmu_machine *machine, mmu_event_hook *hook,
			void *arg)
{
	machine->event_arg = arg;
	machine->event_hook = hook;
}

void mmu_cpu_stats(const struct mmu_cpu *cpu, struct mmu_stats *stats)
{
	*stats = cpu->stats;
	stats->lookups = stats->hits + stats->walks;
}

void *mmu_mem_ptr(struct mmu_machine *machine, uint64_t pa, uint64_t len)
{
	return mem_ptr(&machine->mem, pa, len);
}

uint64_t mmu_frame_alloc(struct mmu_machine *machine, uint64_t nframes,
			 uint64_t align)
{
	return mem_frame_alloc(&machine->mem, nframes, align);
}

void mmu_frame_free(struct mmu_machine *machine, uint64_t pa, uint64_t nframes)
{
	mem_frame_free(&machine->mem, pa, nframes);
}

int mmu_frame_reserve(struct mmu_machine *machine, uint64_t pa,
		      uint64_t nframes)
{
	return mem_frame_reserve(&machine->mem, pa, nframes);
}

bool mmu_frame_pinned(const struct mmu_machine *machine, uint64_t pa)
{
	return mem_frame_pinned(&machine->mem, pa);
}

uint64_t mmu_frames_free_count(const struct mmu_machine *machine)
{
	return mem_frames_free(&machine->mem);
}
