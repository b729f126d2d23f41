/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * access.c - the one access path: TLB, walk, rights, A and D.
 *
 * Soft accesses and native ones that trapped come through cpu_translate(). It
 * raises exceptions by returning them and delivers none (deliver.c does).
 *
 *   hit and allowed, and D set or no write -> done
 *   otherwise the tables are asked again, as a CPU does before it raises a
 *   fault: so rights that were added in memory count at once, rights that were
 *   taken away only after INVLPG. The entry that did not suffice is renewed,
 *   or dropped when it translates to another page or the access faults
 */
#include <string.h>

#include "cpu/machine.h"
#include "cpu/tlb_fill.h"

volatile uint64_t *cpu_entry(void *ctx, uint64_t pa)
{
	struct mmu_machine *machine = ctx;

	return mem_ptr(&machine->mem, pa, 8);
}

/* A byte of memory; by the same shortcut as the walk's. */
static inline char *ram_at(const struct mmu_machine *machine, uint64_t pa)
{
	const struct walk_ram *ram = &machine->ram;

	if (pa - ram->pa < ram->len)
		return ram->host + (pa - ram->pa);
	return mem_ptr(&machine->mem, pa, 1);
}

/* The whole page around it; NULL when not all of it is RAM. */
static inline char *page_at(const struct mmu_machine *machine,
			    const struct mmu_xlat *xlat)
{
	const struct walk_ram *ram = &machine->ram;
	uint64_t size = 1ull << xlat->shift;
	uint64_t pa = xlat->pa & ~(size - 1);

	if (pa - ram->pa < ram->len && size <= ram->len - (pa - ram->pa))
		return ram->host + (pa - ram->pa);
	return mem_ptr(&machine->mem, pa, size);
}

/* The CPU found nothing at the physical address of a valid translation. */
static int no_ram(uint64_t la, unsigned int how, struct mmu_fault *fault)
{
	*fault = (struct mmu_fault){.la = la,
				    .vector = MMU_TRAP_MC,
				    .how = how,
				    .why = MMU_WHY_NO_RAM};
	return MMU_TRAP_MC;
}

/* Drop one entry and what the host holds for it. */
static void drop(struct mmu_cpu *cpu, struct tlb_entry *entry)
{
	uint64_t la = tlb_start(entry), len = tlb_size(entry);
	bool hosted = entry->hosted;

	tlb_drop(&cpu->tlb, entry);
	if (hosted)
		cpu->machine->native_ops->drop(cpu, la, len);
}

static struct tlb_entry *fill(struct mmu_cpu *cpu, uint64_t la,
			      unsigned int how, const struct mmu_xlat *xlat)
{
	struct tlb_entry *entry = tlb_victim(&cpu->tlb, la, xlat->shift);
	char *host = page_at(cpu->machine, xlat);

	if (entry->shift) {
		uint64_t old = tlb_start(entry);

		cpu->stats.evictions++;
		if (entry->hosted)
			drop(cpu, entry);
		cpu_event(cpu, &(struct mmu_event){.kind = MMU_EVENT_EVICT,
						   .la = old});
	}
	tlb_fill(&cpu->tlb, entry, la, xlat, host, cpu->pcid);
	cpu->stats.fills++;
	cpu_event(cpu, &(struct mmu_event){.kind = MMU_EVENT_FILL,
					   .la = la,
					   .how = how,
					   .xlat = xlat});
	return entry;
}

/* Ask the tables. On success *out is complete but for .tlb. */
static int walk(struct mmu_cpu *cpu, uint64_t la, unsigned int how,
		struct mmu_xlat *xlat, struct cpu_xlat *out,
		struct mmu_fault *fault)
{
	int vector;

	cpu->stats.walks++;
	vector = walk_ram(&cpu->mode, &cpu->machine->ram, la, how, xlat, fault);
	if (vector)
		return vector;
	xlat->global = xlat->global && cpu->cr4 & MMU_CR4_PGE;
	cpu_event(cpu, &(struct mmu_event){.kind = MMU_EVENT_WALK,
					   .la = la,
					   .how = how,
					   .xlat = xlat});
	out->pa = xlat->pa;
	out->host = ram_at(cpu->machine, xlat->pa);
	return out->host ? 0 : no_ram(la, how, fault);
}

static void raise(struct mmu_cpu *cpu, const struct mmu_fault *raised,
		  struct mmu_fault *fault)
{
	cpu->stats.faults++;
	cpu_event(cpu, &(struct mmu_event){.kind = MMU_EVENT_FAULT,
					   .la = raised->la,
					   .how = raised->how,
					   .fault = raised});
	if (fault)
		*fault = *raised;
}

/* Bring an entry up to date. When it is not only D that changed, the host may
 * have rights that are gone. False when it translates another page now. */
static bool renew(struct mmu_cpu *cpu, struct tlb_entry *entry, uint64_t la,
		  const struct mmu_xlat *xlat)
{
	bool same = entry->rights == xlat->rights && entry->pkey == xlat->pkey;

	if (!tlb_renew(entry, la, xlat))
		return false;
	if (entry->hosted && !same) {
		entry->hosted = false;
		cpu->machine->native_ops->drop(cpu, tlb_start(entry),
					       tlb_size(entry));
	}
	return true;
}

/* Nothing usable in the TLB; stale is an entry that did not suffice. */
static int miss(struct mmu_cpu *cpu, uint64_t la, unsigned int how,
		struct tlb_entry *stale, struct cpu_xlat *out,
		struct mmu_fault *fault)
{
	struct mmu_xlat xlat;
	struct mmu_fault raised;
	int vector;

	cpu_begin(cpu);
	vector = walk(cpu, la, how, &xlat, out, &raised);
	out->tlb = NULL;
	if (stale && !vector && renew(cpu, stale, la, &xlat)) {
		out->tlb = stale;
	} else {
		if (stale)
			drop(cpu, stale);
		if (!vector && !(cpu->machine->disabled & MMU_FEATURE_TLB))
			out->tlb = fill(cpu, la, how, &xlat);
	}
	cpu_end(cpu);
	if (vector)
		raise(cpu, &raised, fault);
	return vector;
}

/* Leaves no trace: no flags, no counters, no events, no TLB entry. */
static int peek(struct mmu_cpu *cpu, uint64_t la, unsigned int how,
		struct cpu_xlat *out, struct mmu_fault *fault)
{
	struct mmu_xlat xlat;
	struct mmu_fault raised;
	int vector = mmu_walk(&cpu->mode, cpu_entry, cpu->machine, la, how,
			      &xlat, &raised);

	if (!vector) {
		*out = (struct cpu_xlat){.pa = xlat.pa,
					 .host = mem_ptr(&cpu->machine->mem,
							 xlat.pa, 1)};
		if (!out->host)
			vector = no_ram(la, how, &raised);
	}
	if (vector && fault)
		*fault = raised;
	return vector;
}

/* May the access use this entry as it stands? */
static bool suffices(const struct mmu_cpu *cpu, struct tlb_entry *entry,
		     unsigned int how)
{
	unsigned int kind = how & MMU_HOW;
	uint32_t error_code;

	if (kind == MMU_WRITE && !entry->dirty)
		return false;
	if (!entry->host || mmu_judge(&cpu->mode, entry->rights, entry->pkey,
				      how, &error_code) != MMU_WHY_NONE)
		return false;
	if (!(how & (MMU_IMPLICIT | MMU_AC)))
		tlb_remember(entry, kind, cpu->mode_id);
	return true;
}

/* The entry matches la. False, and nothing has happened, when it does not
 * suffice for the access. */
static inline bool use(struct mmu_cpu *cpu, struct tlb_entry *entry,
		       uint64_t la, unsigned int how, struct cpu_xlat *out)
{
	uint64_t offset = la & entry->mask;

	if (!cpu_known_to_suffice(cpu, entry, how) &&
	    !suffices(cpu, entry, how))
		return false;
	cpu->stats.hits++;
	out->pa = entry->pa + offset;
	out->host = entry->host + offset;
	out->tlb = entry;
	return true;
}

int cpu_translate(struct mmu_cpu *cpu, uint64_t la, unsigned int how,
		  struct cpu_xlat *out, struct mmu_fault *fault)
{
	struct tlb_entry *entry;

	if (how & MMU_PEEK)
		return peek(cpu, la, how, out, fault);
	cpu_serve(cpu);
	entry = tlb_lookup(&cpu->tlb, la, cpu->pcid);
	if (entry && use(cpu, entry, la, how, out))
		return 0;
	return miss(cpu, la, how, entry, out, fault);
}

int mmu_access(struct mmu_cpu *cpu, uint64_t la, unsigned int how, uint64_t *pa,
	       struct mmu_fault *fault)
{
	struct cpu_xlat xlat;
	int vector;

	cpu_settle(cpu);
	vector = cpu_translate(cpu, la, how, &xlat, fault);
	if (!vector && pa)
		*pa = xlat.pa;
	return vector;
}
