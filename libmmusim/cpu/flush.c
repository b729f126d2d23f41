/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flush.c - what makes TLB entries go: INVLPG, INVPCID, control registers, and
 * requests from other CPUs.
 *
 * A flush drops the entries that a filter names. With windows, their host
 * pages go, too: in one piece for an address or a range, in one sweep for many.
 *
 * Another CPU's TLB cannot be reached by an instruction: software sends an
 * interrupt whose handler flushes (a shootdown). Here a request is put into
 * the target's mailbox, and the target serves it before its next access. The
 * CPU that owns the windows runs native code that never looks, so it is served
 * by the sender, unless another thread is driving it.
 *
 * Reference: Intel SDM vol. 3A, "Invalidation of TLBs and Paging-Structure
 * Caches", "Propagation of Paging-Structure Changes to Multiple Processors".
 */

#include "cpu/machine.h"

#define PCID_MASK 0xfffu

static void note(struct mmu_cpu *cpu, const struct cpu_flush *what,
		 unsigned int count)
{
	cpu->stats.flushes += count;
	cpu->stats.flushed[what->cause] += count;
	cpu_event(cpu,
		  &(struct mmu_event){.kind = MMU_EVENT_FLUSH,
				      .la = what->by_address ? what->la : ~0ull,
				      .count = count,
				      .cause = what->cause});
}

static bool matches(const struct cpu_flush *what, const struct tlb_entry *entry)
{
	if (what->by_address && entry->page != what->la >> entry->shift)
		return false;
	if (entry->global)
		return what->globals;
	return what->all_pcids || entry->pcid == what->pcid;
}

/* --- one address ------------------------------------------------------------- */

/**
 * struct host_range - linear addresses whose host pages must go
 * @any: there are some
 */
struct host_range {
	uint64_t la, last;
	bool any;
};

static void add_to_range(struct host_range *range,
			 const struct tlb_entry *entry)
{
	uint64_t la = tlb_start(entry), last = la + (tlb_size(entry) - 1);

	if (!range->any || la < range->la)
		range->la = la;
	if (!range->any || last > range->last)
		range->last = last;
	range->any = true;
}

static void drop_range(struct mmu_cpu *cpu, const struct host_range *range)
{
	if (range->any)
		cpu->machine->native_ops->drop(cpu, range->la,
					       range->last - range->la + 1);
}

/* The caller drops the host pages. */
static void drop_entries(struct mmu_cpu *cpu, const struct cpu_flush *what,
			 struct host_range *range)
{
	struct tlb_entry *entry;
	unsigned int count = 0;

	for (unsigned int i = 0; i < TLB_CLASSES; i++) {
		struct tlb_class *class = &cpu->tlb.class[i];

		entry = tlb_set(class, what->la);
		for (unsigned int way = 0; way < class->ways; way++, entry++) {
			if (!entry->shift || !matches(what, entry))
				continue;
			if (entry->hosted)
				add_to_range(range, entry);
			tlb_drop(&cpu->tlb, entry);
			count++;
		}
	}
	note(cpu, what, count);
}

static void drop_address(struct mmu_cpu *cpu, const struct cpu_flush *what)
{
	struct host_range range = {.any = false};

	drop_entries(cpu, what, &range);
	drop_range(cpu, &range);
}

/* --- many ---------------------------------------------------------------------- */

struct sweep {
	struct mmu_cpu *cpu;
	const struct cpu_flush *what;
	unsigned int count;
	bool hosted;
};

static void drop_matching(struct tlb_entry *entry, void *arg)
{
	struct sweep *sweep = arg;

	if (!matches(sweep->what, entry))
		return;
	sweep->hosted |= entry->hosted;
	sweep->count++;
	tlb_drop(&sweep->cpu->tlb, entry);
}

void cpu_flush(struct mmu_cpu *cpu, const struct cpu_flush *what)
{
	struct sweep sweep = {.cpu = cpu, .what = what};

	cpu_begin(cpu);
	if (what->by_address) {
		drop_address(cpu, what);
	} else {
		tlb_each(&cpu->tlb, drop_matching, &sweep);
		if (sweep.hosted)
			cpu->machine->native_ops->flush(cpu);
		note(cpu, what, sweep.count);
	}
	cpu_end(cpu);
}

/* --- instructions --------------------------------------------------------------- */

void mmu_flush_tlb(struct mmu_cpu *cpu)
{
	cpu_flush(cpu, &(struct cpu_flush){.globals = true,
					   .all_pcids = true,
					   .cause = MMU_FLUSH_ALL});
}

void mmu_invlpg(struct mmu_cpu *cpu, uint64_t la)
{
	cpu_flush(cpu, &(struct cpu_flush){.by_address = true,
					   .la = la,
					   .globals = true,
					   .pcid = cpu->pcid,
					   .cause = MMU_FLUSH_INVLPG});
}

int mmu_invpcid(struct mmu_cpu *cpu, unsigned int type, unsigned int pcid,
		uint64_t la)
{
	struct cpu_flush what = {.pcid = pcid, .cause = MMU_FLUSH_INVPCID};
	bool one_pcid = type == MMU_INVPCID_ADDRESS ||
			type == MMU_INVPCID_CONTEXT;

	if (cpu->machine->disabled & MMU_FEATURE_PCID)
		return MMU_TRAP_UD;
	if (type > MMU_INVPCID_ALL_BUT_GLOBAL || pcid > PCID_MASK)
		return MMU_TRAP_GP;
	if (one_pcid && pcid && !(cpu->cr4 & MMU_CR4_PCIDE))
		return MMU_TRAP_GP;
	switch (type) {
	case MMU_INVPCID_ADDRESS:
		if (!mmu_is_canonical(la, cpu->machine->levels))
			return MMU_TRAP_GP;
		what.by_address = true;
		what.la = la;
		break;
	case MMU_INVPCID_CONTEXT:
		break;
	case MMU_INVPCID_ALL:
		what.globals = true;
		what.all_pcids = true;
		break;
	case MMU_INVPCID_ALL_BUT_GLOBAL:
		what.all_pcids = true;
		break;
	}
	cpu_flush(cpu, &what);
	return 0;
}

/* --- other CPUs ------------------------------------------------------------------- */

/* All of it, in place of requests that are too many or too long. */
static void flush_all_remote(struct mmu_cpu *cpu)
{
	cpu_flush(cpu, &(struct cpu_flush){.globals = true,
					   .all_pcids = true,
					   .cause = MMU_FLUSH_REMOTE});
}

/* Above this a full flush is cheaper, as in Linux (tlb_single_page_flush_
 * ceiling). */
#define CEILING 33

static void flush_range(struct mmu_cpu *cpu, uint64_t la, uint64_t npages)
{
	struct host_range range = {.any = false};

	if (npages > CEILING) {
		flush_all_remote(cpu);
		return;
	}
	for (uint64_t i = 0; i < npages; i++)
		drop_entries(cpu,
			     &(struct cpu_flush){.by_address = true,
						 .la = la + i * MMU_PAGE_SIZE,
						 .globals = true,
						 .all_pcids = true,
						 .cause = MMU_FLUSH_REMOTE},
			     &range);
	drop_range(cpu, &range);
}

/* How many pages [la, la + len) touches; len may be ~0, for everything. */
static uint64_t page_count(uint64_t la, uint64_t len)
{
	uint64_t last = la + (len - 1);

	if (last < la)
		last = ~0ull;
	return last / MMU_PAGE_SIZE - la / MMU_PAGE_SIZE + 1;
}

static void post(struct mmu_cpu *target, uint64_t la, uint64_t npages)
{
	struct cpu_mailbox *box = &target->mailbox;

	cpu_lock(&box->lock);
	if (box->n == CPU_MAILBOX)
		box->overflow = true;
	else
		box->request[box->n++] = (struct cpu_request){la, npages};
	atomic_store_explicit(&box->full, true, memory_order_release);
	cpu_unlock(&box->lock);
}

void cpu_serve_slow(struct mmu_cpu *cpu)
{
	struct cpu_mailbox *box = &cpu->mailbox;
	struct cpu_request request[CPU_MAILBOX];
	unsigned int n;
	bool overflow;

	cpu_lock(&box->lock);
	n = box->n;
	overflow = box->overflow;
	for (unsigned int i = 0; i < n; i++)
		request[i] = box->request[i];
	box->n = 0;
	box->overflow = false;
	atomic_store_explicit(&box->full, false, memory_order_relaxed);
	cpu_unlock(&box->lock);

	if (overflow) {
		flush_all_remote(cpu);
		return;
	}
	for (unsigned int i = 0; i < n; i++)
		flush_range(cpu, request[i].la, request[i].npages);
}

void mmu_request_flush(struct mmu_cpu *target, uint64_t la, uint64_t len)
{
	uint64_t first = la & ~(MMU_PAGE_SIZE - 1);
	uint64_t npages = page_count(la, len);

	if (!len)
		return;
	post(target, first, npages);
	if (target->native && cpu_trylock(&target->lock)) {
		mmu_serve_flushes(target);
		cpu_unlock(&target->lock);
	}
}

void mmu_serve_flushes(struct mmu_cpu *cpu)
{
	cpu_serve(cpu);
}

void mmu_shootdown(struct mmu_cpu *from, uint64_t la, uint64_t len)
{
	struct mmu_machine *machine = from->machine;
	uint64_t first = la & ~(MMU_PAGE_SIZE - 1);

	if (!len)
		return;
	flush_range(from, first, page_count(la, len));
	for (unsigned int i = 0; i < machine->ncpus; i++)
		if (&machine->cpu[i] != from)
			mmu_request_flush(&machine->cpu[i], la, len);
}
