/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * soft.c - the soft API: accesses by function call instead of by pointer.
 *
 * An access that crosses a page is two; both halves are translated before
 * anything is written.
 */
#include <errno.h>
#include <string.h>

#include "cpu/machine.h"

#define PAGE_MASK (MMU_PAGE_SIZE - 1)

/* Deliver a fault of a soft access. 0: try again. */
static int deliver(struct mmu_cpu *cpu, const struct mmu_fault *fault,
		   struct cpu_retry *retry)
{
	struct mmu_frame frame = {.fault = *fault,
				  .regs = cpu->regs,
				  .rip_la = cpu->regs.rip,
				  .sp_la = cpu->regs.gpr[MMU_RSP],
				  .cpl = cpu->cpl};
	bool stale = cpu->mode_stale;
	int result;

	if (!cpu_retry_note(retry, fault, cpu->regs.rip))
		return cpu_give_up(cpu, &frame);
	result = cpu_deliver(cpu, &frame);
	if (!stale) /* the caller may touch windows */
		cpu_sync(cpu);
	if (!result)
		cpu->regs = frame.regs;
	return result;
}

/**
 * struct halves - the pieces of an access, in one page each
 * @len: of the first; the second has the rest, 0 if there is none
 */
struct halves {
	struct cpu_xlat first, second;
	size_t len;
};

static inline int translate(struct mmu_cpu *cpu, uint64_t la, size_t size,
			    unsigned int how, struct halves *halves,
			    struct mmu_fault *fault)
{
	size_t room = MMU_PAGE_SIZE - (la & PAGE_MASK);
	int vector;

	halves->len = size < room ? size : room;
	vector = cpu_translate(cpu, la, how, &halves->first, fault);
	if (!vector && size > room)
		vector = cpu_translate(cpu, la + room, how, &halves->second,
				       fault);
	return vector;
}

/* Deliver a fault, and what comes after it, until the access is possible or
 * one stays unresolved. */
static __attribute__((noinline)) int
deliver_all(struct mmu_cpu *cpu, uint64_t la, size_t size, unsigned int how,
	    struct halves *halves, struct mmu_fault *raised,
	    struct mmu_fault *fault)
{
	struct cpu_retry retry = {.count = 0};
	int result;

	do {
		result = deliver(cpu, raised, &retry);
		if (result) {
			if (fault)
				*fault = *raised;
			return result;
		}
	} while (translate(cpu, la, size, how, halves, raised));
	return 0;
}

/* Translate, delivering faults. */
static inline int translate_deliver(struct mmu_cpu *cpu, uint64_t la,
				    size_t size, unsigned int how,
				    struct halves *halves,
				    struct mmu_fault *fault)
{
	struct mmu_fault raised;

	if (!translate(cpu, la, size, how, halves, &raised))
		return 0;
	return deliver_all(cpu, la, size, how, halves, &raised, fault);
}

static bool good_size(unsigned int size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

/* False, and nothing is done, unless good_size(). */
static inline bool copy_small(void *to, const void *from, unsigned int size)
{
	switch (size) {
	case 1:
		memcpy(to, from, 1);
		return true;
	case 2:
		memcpy(to, from, 2);
		return true;
	case 4:
		memcpy(to, from, 4);
		return true;
	case 8:
		memcpy(to, from, 8);
		return true;
	default:
		return false;
	}
}

/*
 * The fast path: one page, used of late and known to allow the access. It
 * calls nothing, so that mmu_load() and mmu_store() save no registers. NULL
 * sends everything else the long way.
 */
static inline char *hit(struct mmu_cpu *cpu, uint64_t la, unsigned int size,
			unsigned int how)
{
	const struct tlb_entry *entry = *tlb_recent(&cpu->tlb, la);

	if (cpu_asked(cpu) || cpu->depth || /* see cpu_settle() */
	    (la & PAGE_MASK) + size > MMU_PAGE_SIZE ||
	    !tlb_match(entry, la, cpu->pcid) ||
	    !cpu_known_to_suffice(cpu, entry, how))
		return NULL;
	return entry->host + (la & entry->mask);
}

static __attribute__((noinline)) int load_long(struct mmu_cpu *cpu, uint64_t la,
					       void *value, unsigned int size,
					       struct mmu_fault *fault)
{
	struct halves halves;
	int result;

	if (!good_size(size))
		return -EINVAL;
	cpu_settle(cpu);
	result = translate_deliver(cpu, la, size, MMU_READ, &halves, fault);
	if (result)
		return result;
	if (halves.len == size) {
		copy_small(value, halves.first.host, size);
		return 0;
	}
	memcpy(value, halves.first.host, halves.len);
	memcpy((char *)value + halves.len, halves.second.host,
	       size - halves.len);
	return 0;
}

int mmu_load(struct mmu_cpu *cpu, uint64_t la, void *value, unsigned int size,
	     struct mmu_fault *fault)
{
	char *host = hit(cpu, la, size, MMU_READ);

	if (host && copy_small(value, host, size)) {
		cpu->stats.hits++;
		return 0;
	}
	return load_long(cpu, la, value, size, fault);
}

static __attribute__((noinline)) int store_long(struct mmu_cpu *cpu,
						uint64_t la, const void *value,
						unsigned int size,
						struct mmu_fault *fault)
{
	struct halves halves;
	int result;

	if (!good_size(size))
		return -EINVAL;
	cpu_settle(cpu);
	result = translate_deliver(cpu, la, size, MMU_WRITE, &halves, fault);
	if (result)
		return result;
	if (halves.len == size) {
		copy_small(halves.first.host, value, size);
		return 0;
	}
	memcpy(halves.first.host, value, halves.len);
	memcpy(halves.second.host, (const char *)value + halves.len,
	       size - halves.len);
	return 0;
}

int mmu_store(struct mmu_cpu *cpu, uint64_t la, const void *value,
	      unsigned int size, struct mmu_fault *fault)
{
	char *host = hit(cpu, la, size, MMU_WRITE);

	if (host && copy_small(host, value, size)) {
		cpu->stats.hits++;
		return 0;
	}
	return store_long(cpu, la, value, size, fault);
}

int mmu_fetch(struct mmu_cpu *cpu, uint64_t la, unsigned int size,
	      struct mmu_fault *fault)
{
	struct halves halves;

	if (size < 1 || size > 15)
		return -EINVAL;
	cpu_settle(cpu);
	return translate_deliver(cpu, la, size, MMU_FETCH, &halves, fault);
}

int cpu_touch(struct mmu_cpu *cpu, uint64_t la, unsigned int how)
{
	struct halves halves;

	return translate_deliver(cpu, la, 1, how, &halves, NULL);
}

/**
 * struct range - a copy page by page
 * @buf:     the caller's side
 * @how:     enum mmu_how; MMU_WRITE copies from buf
 * @deliver: deliver exceptions
 */
struct range {
	char *buf;
	uint64_t la;
	size_t len;
	unsigned int how;
	bool deliver;
};

static int copy_range(struct mmu_cpu *cpu, const struct range *range,
		      size_t *done, struct mmu_fault *fault)
{
	size_t copied = 0, piece;
	struct halves halves;
	int result = 0;

	cpu_settle(cpu);
	while (copied < range->len) {
		uint64_t la = range->la + copied;
		char *buf = range->buf + copied;

		piece = MMU_PAGE_SIZE - (la & PAGE_MASK);
		if (piece > range->len - copied)
			piece = range->len - copied;
		result = (range->deliver ? translate_deliver : translate)(
			cpu, la, piece, range->how, &halves, fault);
		if (result)
			break;
		if ((range->how & MMU_HOW) == MMU_WRITE)
			memcpy(halves.first.host, buf, piece);
		else
			memcpy(buf, halves.first.host, piece);
		copied += piece;
	}
	if (done)
		*done = copied;
	return result;
}

int mmu_read(struct mmu_cpu *cpu, uint64_t la, void *buf, size_t len,
	     size_t *done, struct mmu_fault *fault)
{
	struct range range = {buf, la, len, MMU_READ, true};

	return copy_range(cpu, &range, done, fault);
}

int mmu_write(struct mmu_cpu *cpu, uint64_t la, const void *buf, size_t len,
	      size_t *done, struct mmu_fault *fault)
{
	struct range range = {(char *)(uintptr_t)buf, la, len, MMU_WRITE, true};

	return copy_range(cpu, &range, done, fault);
}

int mmu_copy_in(struct mmu_cpu *cpu, void *buf, uint64_t la, size_t len,
		unsigned int how, size_t *done, struct mmu_fault *fault)
{
	struct range range = {buf, la, len, how | MMU_READ, false};

	return copy_range(cpu, &range, done, fault);
}

int mmu_copy_out(struct mmu_cpu *cpu, uint64_t la, const void *buf, size_t len,
		 unsigned int how, size_t *done, struct mmu_fault *fault)
{
	struct range range = {(char *)(uintptr_t)buf, la, len, how | MMU_WRITE,
			      false};

	return copy_range(cpu, &range, done, fault);
}
