/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vectors_machine.h - playing a vector on a machine, soft or native.
 *
 * The machine has RAM wherever a line of the file puts a table or a page. A
 * vector's quadwords are put there, the mode is set, the TLB emptied, and the
 * access made; what is then in memory goes back into the vector, and zeros are
 * left for the next one. The bytes that are read and written are checked, too.
 */
#ifndef TESTS_X86_VECTORS_MACHINE_H
#define TESTS_X86_VECTORS_MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <mmusim/cpu.h>
#include <mmusim/window.h>

#include "vectors.h"

#define MAX_REGIONS 64
#define BLOCK	    (16ull << 20) /* RAM comes in blocks of this size */

static bool under_valgrind(void)
{
	const char *tool = getenv("MMUSIM_TEST_TOOL");

	return tool && !strcmp(tool, "valgrind");
}

/* --- a machine with the memory of a vector -------------------------------- */

/**
 * struct stage - the machine on which vectors are played
 * @regions:  its RAM: all blocks that lines of the file mention, sorted
 * @machine:  for vectors with @levels and @maxphyaddr
 * @to, @to2: where the bytes of the vector come to lie: host memory, or NULL
 * @after:    where the handler of exceptions goes on
 * @fault, @nfaults: the last exception that it was given
 * @window:   the linear address of the window that is open
 */
struct stage {
	struct mmu_region regions[MAX_REGIONS];
	unsigned int nregions;
	struct mmu_machine *machine;
	struct mmu_cpu *cpu;
	unsigned int levels, maxphyaddr;
	unsigned char *to, *to2;
	void (*after)(void);
	struct mmu_fault fault;
	unsigned int nfaults;
	uint64_t window;
	bool window_is_open;
};

/* Keeps regions sorted, each one block. */
static bool add_block(struct stage *stage, uint64_t pa)
{
	struct mmu_region *region = stage->regions;
	unsigned int i = stage->nregions;

	pa &= ~(BLOCK - 1);
	while (i && region[i - 1].pa > pa)
		i--;
	if (i && region[i - 1].pa == pa)
		return true;
	if (stage->nregions == MAX_REGIONS)
		return false;
	memmove(&region[i + 1], &region[i],
		(stage->nregions++ - i) * sizeof(*region));
	region[i] = (struct mmu_region){pa, BLOCK};
	return true;
}

/* Where an access would go: a walk that changes nothing. */
static uint64_t destination(struct vector *vector, uint64_t va)
{
	struct mmu_xlat xlat;
	struct mmu_fault fault;

	return mmu_walk(&vector->mode, reach_cell, &vector->memory, va,
			vector->how | MMU_PEEK, &xlat, &fault) ?
		       MMU_NO_PA :
		       xlat.pa;
}

static uint64_t second_destination(struct vector *vector)
{
	return vector->rest ? destination(vector, vector->va + vector->first) :
			      MMU_NO_PA;
}

static bool add_blocks(struct stage *stage, struct vector *vector)
{
	uint64_t pa = destination(vector, vector->va);
	uint64_t pa2 = second_destination(vector);
	bool ok = (pa == MMU_NO_PA || add_block(stage, pa)) &&
		  (pa2 == MMU_NO_PA || add_block(stage, pa2));

	for (unsigned int i = 0; ok && i < vector->memory.n; i++)
		ok = add_block(stage, vector->memory.cell[i].pa);
	return ok;
}

static bool build_machine(struct stage *stage, const struct vector *vector)
{
	struct mmu_config config = {
		.size = sizeof(config),
		.regions = stage->regions,
		.nregions = stage->nregions,
		.maxphyaddr = vector->mode.maxphyaddr,
		.levels = vector->mode.levels,
		.tlb_sets = 8,
	};

	mmu_machine_destroy(stage->machine);
	stage->machine = NULL;
	stage->window_is_open = false;
	if (mmu_machine_create(&config, &stage->machine))
		return false;
	stage->cpu = mmu_cpu(stage->machine, 0);
	stage->levels = config.levels;
	stage->maxphyaddr = config.maxphyaddr;
	return true;
}

static uint64_t *word_at(struct stage *stage, uint64_t pa)
{
	return mmu_mem_ptr(stage->machine, pa, sizeof(uint64_t));
}

static unsigned char *bytes_at(struct stage *stage, uint64_t pa,
			       unsigned int len)
{
	return pa == MMU_NO_PA ? NULL : mmu_mem_ptr(stage->machine, pa, len);
}

static void set_mode(struct mmu_cpu *cpu, const struct mmu_mode *mode)
{
	const uint64_t cr4 = MMU_CR4_SMEP | MMU_CR4_SMAP | MMU_CR4_PKE;
	uint64_t keep = mmu_cr4(cpu) & ~cr4;
	int refused;

	refused = mmu_set_cr0(cpu, (mmu_cr0(cpu) & ~MMU_CR0_WP) |
					   (mode->wp ? MMU_CR0_WP : 0));
	refused |= mmu_set_cr4(cpu, keep | (mode->smep ? MMU_CR4_SMEP : 0) |
					    (mode->smap ? MMU_CR4_SMAP : 0) |
					    (mode->pke ? MMU_CR4_PKE : 0));
	refused |= mmu_set_efer(cpu, (mmu_efer(cpu) & ~MMU_EFER_NXE) |
					     (mode->nxe ? MMU_EFER_NXE : 0));
	refused |= mmu_set_cr3(cpu, mode->cr3);
	assert_int_equal(refused, 0);
	mmu_set_pkru(cpu, mode->pkru);
	mmu_set_rflags(cpu, (mmu_rflags(cpu) & ~MMU_RFLAGS_AC) |
				    (mode->ac ? MMU_RFLAGS_AC : 0));
	mmu_set_cpl(cpu, mode->cpl);
}

/* Where the access goes we put data of our own; the line may bring some. */
static void forget_data(struct memory *memory, uint64_t pa, unsigned int len)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < memory->n; i++) {
		struct cell cell = memory->cell[i];

		if (cell.listed || cell.pa >= pa + len || pa >= cell.pa + 8)
			memory->cell[kept++] = cell;
	}
	memory->n = kept;
}

/* Put the vector's memory and mode into the machine. Exceptions go to the
 * handler; NULL has soft accesses return them. */
static bool set_stage(struct stage *stage, struct vector *vector,
		      mmu_handler *handler)
{
	struct memory *memory = &vector->memory;
	uint64_t pa = destination(vector, vector->va);
	uint64_t pa2 = second_destination(vector);

	if ((!stage->machine || stage->levels != vector->mode.levels ||
	     stage->maxphyaddr != vector->mode.maxphyaddr) &&
	    !build_machine(stage, vector))
		return false;
	if (pa != MMU_NO_PA)
		forget_data(memory, pa, vector->first);
	if (pa2 != MMU_NO_PA)
		forget_data(memory, pa2, vector->rest);
	for (unsigned int i = 0; i < memory->n; i++)
		*word_at(stage, memory->cell[i].pa) = memory->cell[i].before;
	stage->to = bytes_at(stage, pa, vector->first);
	stage->to2 = bytes_at(stage, pa2, vector->rest);
	stage->nfaults = 0;
	for (unsigned int i = 0; i < 32; i++)
		mmu_set_handler(stage->machine, i, handler, stage);
	mmu_flush_tlb(stage->cpu);
	set_mode(stage->cpu, &vector->mode);
	return true;
}

/* Take the memory back as it is now, and leave zeros. */
static void clear_stage(struct stage *stage, struct vector *vector)
{
	struct memory *memory = &vector->memory;

	for (unsigned int i = 0; i < memory->n; i++) {
		uint64_t *word = word_at(stage, memory->cell[i].pa);

		memory->cell[i].value = *word;
		*word = 0;
	}
	if (stage->to)
		memset(stage->to, 0, vector->first);
	if (stage->to2)
		memset(stage->to2, 0, vector->rest);
}

/* What the pages hold before an access: different bytes, none of them zero. */
static void fill(unsigned char *to, unsigned int len)
{
	for (unsigned int i = 0; to && i < len; i++)
		to[i] = 0xa1 + i;
}

/* The quadword that an access is about, from both pages; 0 for a fetch. */
static uint64_t gather(const struct stage *stage, const struct vector *vector)
{
	unsigned char bytes[sizeof(uint64_t)] = {0};
	uint64_t value;

	if (vector->size > sizeof(bytes))
		return 0;
	if (stage->to)
		memcpy(bytes, stage->to, vector->first);
	if (stage->to2)
		memcpy(bytes + vector->first, stage->to2, vector->rest);
	memcpy(&value, bytes, sizeof(value));
	return value;
}

#define ADDEND 0x0123456789abcdefull /* what stores add to what was there */

/**
 * struct transfer - the data of an access
 * @before: in memory, and there again afterwards unless it is @stored
 * @value:  to store, or loaded if it is @loaded
 * @delivered: a fault of it reaches CR2
 */
struct transfer {
	uint64_t before, value;
	bool loaded, stored, delivered;
};

static struct transfer begin_transfer(struct stage *stage,
				      const struct vector *vector)
{
	struct transfer transfer = {.before = 0};

	fill(stage->to, vector->first);
	fill(stage->to2, vector->rest);
	transfer.before = gather(stage, vector);
	if ((vector->how & MMU_HOW) == MMU_WRITE)
		transfer.value = transfer.before + ADDEND;
	return transfer;
}

static bool transfer_is_right(const struct stage *stage,
			      const struct vector *vector,
			      const struct transfer *transfer, bool ok)
{
	uint64_t after = transfer->before;

	if (ok && transfer->loaded && transfer->value != transfer->before)
		return false;
	if (ok && transfer->stored)
		after += ADDEND;
	return gather(stage, vector) == after;
}

/* The translations that were used are in the TLB now. */
static void add_addresses(struct stage *stage, const struct vector *vector,
			  struct answer *answer)
{
	struct mmu_fault fault;

	if (mmu_access(stage->cpu, vector->va, vector->how, &answer->pa,
		       &fault) ||
	    (vector->rest && mmu_access(stage->cpu, vector->va + vector->first,
					vector->how, &answer->pa2, &fault)))
		answer->outcome = "ok, then a fault";
}

static struct answer end_transfer(struct stage *stage, struct vector *vector,
				  const struct transfer *transfer, int trap,
				  const struct mmu_fault *fault)
{
	struct answer answer = make_answer(trap, fault);

	if (trap == MMU_TRAP_PF && transfer->delivered)
		answer.cr2 = mmu_cr2(stage->cpu);
	if (!transfer_is_right(stage, vector, transfer, trap == 0))
		answer.outcome = "wrong data";
	else if (!trap)
		add_addresses(stage, vector, &answer);
	clear_stage(stage, vector);
	return answer;
}

/* --- soft ----------------------------------------------------------------- */

/* An access for which there is no function of its own. */
static int soft_pages(struct stage *stage, const struct vector *vector,
		      struct mmu_fault *fault)
{
	int trap = mmu_access(stage->cpu, vector->va, vector->how, NULL, fault);

	if (!trap && vector->rest)
		trap = mmu_access(stage->cpu, vector->va + vector->first,
				  vector->how, NULL, fault);
	return trap;
}

static int soft_access(struct stage *stage, const struct vector *vector,
		       struct transfer *transfer, struct mmu_fault *fault)
{
	transfer->delivered = vector->how <= MMU_FETCH && vector->size <= 15;
	if (!transfer->delivered)
		return soft_pages(stage, vector, fault);
	if (vector->how == MMU_FETCH)
		return mmu_fetch(stage->cpu, vector->va, vector->size, fault);
	if (vector->how == MMU_READ) {
		transfer->loaded = true;
		return mmu_load(stage->cpu, vector->va, &transfer->value,
				vector->size, fault);
	}
	transfer->stored = true;
	return mmu_store(stage->cpu, vector->va, &transfer->value, vector->size,
			 fault);
}

static struct answer run_soft(struct stage *stage, struct vector *vector)
{
	struct transfer transfer;
	struct mmu_fault fault;
	int trap;

	if (!set_stage(stage, vector, NULL))
		return (struct answer){.outcome = "no machine"};
	transfer = begin_transfer(stage, vector);
	trap = soft_access(stage, vector, &transfer, &fault);
	return end_transfer(stage, vector, &transfer, trap, &fault);
}

/* --- native --------------------------------------------------------------- */

#ifndef MMUSIM_SOFT

/*
 * Accesses of eight bytes. Those with BP as the base go through SS. When one
 * raises an exception the handler continues it at the label after it.
 */
uint64_t vec_load(volatile void *ptr, uint64_t value);
uint64_t vec_store(volatile void *ptr, uint64_t value);
uint64_t vec_load_stack(volatile void *ptr, uint64_t value);
uint64_t vec_store_stack(volatile void *ptr, uint64_t value);
uint64_t vec_add(volatile void *ptr, uint64_t value);
uint64_t vec_locked_add(volatile void *ptr, uint64_t value);
uint64_t vec_jump(volatile void *ptr, uint64_t value);
void vec_return(void);
void vec_pop_return(void);

__asm__(".text\n"
	"vec_load:	 mov	(%rdi), %rax\n"
	"		 ret\n"
	"vec_store:	 mov	%rsi, (%rdi)\n"
	"		 ret\n"
	"vec_add:	 add	%rsi, (%rdi)\n"
	"		 ret\n"
	"vec_locked_add: lock\n"
	"		 add	%rsi, (%rdi)\n"
	"		 ret\n"
	"vec_jump:	 jmp	*%rdi\n"
	"vec_load_stack: push	%rbp\n"
	"		 mov	%rdi, %rbp\n"
	"		 mov	(%rbp), %rax\n"
	"		 pop	%rbp\n"
	"		 ret\n"
	"vec_store_stack: push	%rbp\n"
	"		 mov	%rdi, %rbp\n"
	"		 mov	%rsi, (%rbp)\n"
	"vec_pop_return: pop	%rbp\n"
	"vec_return:	 ret\n");

#define X86_NOP 0x90
#define X86_RET 0xc3

/**
 * struct instruction - how an access is made
 * @adds: ADDEND; else it is given the sum
 */
struct instruction {
	const char *access;
	uint64_t (*run)(volatile void *ptr, uint64_t value);
	void (*after)(void);
	bool loads, stores, adds;
};

static const struct instruction instructions[] = {
	{"r", vec_load, vec_return, true, false, false},
	{"w", vec_store, vec_return, false, true, false},
	{"x", vec_jump, vec_return, false, false, false},
	{"rmw", vec_add, vec_return, false, true, true},
	{"lrmw", vec_locked_add, vec_return, false, true, true},
	{"rs", vec_load_stack, vec_pop_return, true, false, false},
	{"ws", vec_store_stack, vec_pop_return, false, true, false},
};

static const struct instruction *find_instruction(const char *access)
{
	const size_t n = sizeof(instructions) / sizeof(instructions[0]);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(access, instructions[i].access))
			return &instructions[i];
	return NULL;
}

/* The handler of all exceptions: note it, and go on behind the instruction. */
static int on_exception(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct stage *stage = arg;

	(void)cpu;
	stage->fault = frame->fault;
	stage->nfaults++;
	frame->regs.rip = (uint64_t)(uintptr_t)stage->after;
	return 0;
}

/* One window at a time, of the pages that the vector touches. */
static bool open_window(struct stage *stage, const struct vector *vector)
{
	struct mmu_window_config config = {
		.size = sizeof(config),
		.la = vector->va & ~(MMU_PAGE_SIZE - 1),
		.len = vector->rest ? 2 * MMU_PAGE_SIZE : MMU_PAGE_SIZE,
	};

	if (stage->window_is_open)
		mmu_window_close(stage->machine, stage->window);
	stage->window = config.la;
	stage->window_is_open = !mmu_window_open(stage->machine, &config);
	return stage->window_is_open;
}

/* Code that runs through the first page, returns at once in the second. */
static void fill_code(const struct stage *stage, const struct vector *vector)
{
	if (stage->to)
		memset(stage->to, vector->rest ? X86_NOP : X86_RET,
		       vector->first);
	if (stage->to2)
		memset(stage->to2, X86_RET, vector->rest);
}

/*
 * Valgrind takes a read-modify-write for a load and a store, so that a fault
 * is the load's; and it does not survive code that runs into a page which
 * faults.
 */
static bool valgrind_can(const struct vector *vector)
{
	bool crossing_fetch = vector->how == MMU_FETCH && vector->rest;

	return !strcmp(vector->column[OUTCOME], "ok") ||
	       !(strstr(vector->column[ACCESS], "rmw") || crossing_fetch);
}

static bool is_possible(const struct vector *vector)
{
	const char *access = vector->column[ACCESS];

	/* Split locks are slow on purpose, where the host allows them. */
	if (!strcmp(access, "lrmw") && vector->rest)
		return false;
	if (under_valgrind() && !valgrind_can(vector))
		return false;
	return find_instruction(access) &&
	       mmu_is_canonical(vector->va, vector->mode.levels) &&
	       mmu_is_canonical(vector->va + vector->size - 1,
				vector->mode.levels);
}

static struct answer run_native(struct stage *stage, struct vector *vector)
{
	const struct instruction *instruction;
	struct transfer transfer;
	uint64_t value;
	void *ptr;

	instruction = find_instruction(vector->column[ACCESS]);
	if (!set_stage(stage, vector, on_exception) ||
	    !open_window(stage, vector))
		return (struct answer){.outcome = "no machine"};
	transfer = begin_transfer(stage, vector);
	transfer.delivered = true;
	transfer.loaded = instruction->loads;
	transfer.stored = instruction->stores;
	if (vector->how == MMU_FETCH)
		fill_code(stage, vector);

	stage->after = instruction->after;
	ptr = mmu_ptr(stage->machine, vector->va);
	value = instruction->run(ptr,
				 instruction->adds ? ADDEND : transfer.value);
	if (transfer.loaded)
		transfer.value = value;
	return end_transfer(stage, vector, &transfer,
			    stage->nfaults ? stage->fault.vector : 0,
			    &stage->fault);
}

#else

static bool is_possible(const struct vector *vector)
{
	(void)vector;
	return false;
}

static struct answer run_native(struct stage *stage, struct vector *vector)
{
	(void)stage;
	(void)vector;
	return (struct answer){.outcome = "no windows"};
}

#endif

#endif
