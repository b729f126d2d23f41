/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machines.h - two machines that follow a program of the fuzzer, one by calling
 * functions, one by executing instructions.
 *
 * They live as long as the process. A program that ends leaves no data behind,
 * and the next one fills all tables and flushes the TLB before it begins.
 */
#ifndef TESTS_FUZZ_MACHINES_H
#define TESTS_FUZZ_MACHINES_H

#include <mmusim/cpu.h>
#include <mmusim/window.h>

#include "cpu/machine.h"
#include "cpu/tlb_fill.h"
#include "program.h"

/* --- machines ------------------------------------------------------------- */

/**
 * struct side - a machine that follows
 * @word: the entries in its RAM
 */
struct side {
	struct mmu_machine *machine;
	struct mmu_cpu *cpu;
	volatile uint64_t *word[NWORDS];
};

#define MAX_STORED 4096

/**
 * struct pair - the two machines with so many levels
 * @fault, @nfaults: what the native one's handler was given last
 * @stored: where the program may have stored something, in either machine; to
 *          be zero again when it is over
 */
struct pair {
	unsigned int levels, maxphyaddr;
	struct side soft, native;
	struct mmu_fault fault;
	unsigned int nfaults;
	uint64_t stored[MAX_STORED];
	unsigned int nstored;
};

static struct pair pairs[2] = {
	{.levels = 4, .maxphyaddr = 40},
	{.levels = 5, .maxphyaddr = 52},
};

/* What came of an access. */
struct outcome {
	int vector;
	struct mmu_fault fault;
	uint64_t value;
};

static void must(bool done, const char *what)
{
	if (done)
		return;
	printf("fuzz_walk: %s\n", what);
	exit(1);
}

void fuzz_skip(void);

static int on_exception(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct pair *pair = arg;

	(void)cpu;
	pair->fault = frame->fault;
	pair->nfaults++;
	frame->regs.rip = (uint64_t)(uintptr_t)fuzz_skip;
	return 0;
}

static void create_side(const struct pair *pair, struct side *side)
{
	struct mmu_config config = {
		.size = sizeof(config),
		.regions = ram,
		.nregions = COUNT(ram),
		.maxphyaddr = pair->maxphyaddr,
		.levels = pair->levels,
		.tlb_ways = 16, /* a program must not evict anything */
	};

	must(!mmu_machine_create(&config, &side->machine), "no machine");
	side->cpu = mmu_cpu(side->machine, 0);
	for (int i = 0; i < NWORDS; i++)
		side->word[i] = mmu_mem_ptr(
			side->machine,
			frames[i / NSLOTS] + slot_index[i % NSLOTS] * 8, 8);
}

/* The address made of these slots, two bits a level. */
static uint64_t address_of(unsigned int levels, unsigned int slots)
{
	uint64_t la = 0;

	for (unsigned int level = 1; level <= levels; level++) {
		uint64_t index = slot_index[slots >> 2 * (level - 1) & 3];

		la |= index << model_shift(level);
		if (level == levels && index & 256)
			la |= ~0ull << (model_shift(level) + 9);
	}
	return la;
}

/* One window for every two neighbours. */
static void open_windows(struct pair *pair)
{
	struct mmu_window_config config = {
		.size = sizeof(config),
		.len = 2 * MMU_PAGE_SIZE,
	};

	for (unsigned int slots = 0; slots < 1u << 2 * pair->levels;
	     slots += 2) {
		config.la = address_of(pair->levels, slots);
		must(!mmu_window_open(pair->native.machine, &config),
		     "no window");
	}
	for (unsigned int i = 0; i < 32; i++)
		mmu_set_handler(pair->native.machine, i, on_exception, pair);
}

static void create_pairs(void)
{
	for (int i = 0; i < 2; i++) {
		create_side(&pairs[i], &pairs[i].soft);
		create_side(&pairs[i], &pairs[i].native);
		open_windows(&pairs[i]);
	}
}

static void set_registers(const struct program *program, struct side *side)
{
	const struct mmu_mode *mode = &program->mode;
	uint64_t cr4 = mmu_cr4(side->cpu);
	uint64_t rflags = mmu_rflags(side->cpu) & ~MMU_RFLAGS_AC;
	int bad = 0;

	cr4 &= ~(MMU_CR4_SMEP | MMU_CR4_SMAP | MMU_CR4_PKE);
	bad |= mmu_set_cr0(side->cpu, (mmu_cr0(side->cpu) & ~MMU_CR0_WP) |
					      (mode->wp ? MMU_CR0_WP : 0));
	bad |= mmu_set_cr4(side->cpu, cr4 | (mode->smep ? MMU_CR4_SMEP : 0) |
					      (mode->smap ? MMU_CR4_SMAP : 0) |
					      (mode->pke ? MMU_CR4_PKE : 0));
	bad |= mmu_set_efer(side->cpu, (mmu_efer(side->cpu) & ~MMU_EFER_NXE) |
					       (mode->nxe ? MMU_EFER_NXE : 0));
	must(!bad, "a register was refused");
	mmu_set_pkru(side->cpu, mode->pkru);
	mmu_set_rflags(side->cpu, rflags | (mode->ac ? MMU_RFLAGS_AC : 0));
	mmu_set_cpl(side->cpu, mode->cpl);
}

static void begin(const struct program *program, struct side *side)
{
	for (int i = 0; i < NWORDS; i++)
		*side->word[i] = program->tables.word[i];
	mmu_flush_tlb(side->cpu);
	mmu_set_cr3(side->cpu, program->mode.cr3);
	mmu_set_cr4(side->cpu, mmu_cr4(side->cpu) | MMU_CR4_PGE);
	set_registers(program, side);
}

/* --- accesses by machines ------------------------------------------------- */

/* Each gives what it read, and continues at fuzz_skip after an exception. */
typedef uint64_t instruction(volatile void *ptr, uint64_t value);
instruction fuzz_load1, fuzz_load2, fuzz_load4, fuzz_load8;
instruction fuzz_store1, fuzz_store2, fuzz_store4, fuzz_store8, fuzz_jump;

__asm__(".text\n"
	"fuzz_load1:	movzbl	(%rdi), %eax\n"
	"		ret\n"
	"fuzz_load2:	movzwl	(%rdi), %eax\n"
	"		ret\n"
	"fuzz_load4:	mov	(%rdi), %eax\n"
	"		ret\n"
	"fuzz_load8:	mov	(%rdi), %rax\n"
	"		ret\n"
	"fuzz_store1:	movb	%sil, (%rdi)\n"
	"		ret\n"
	"fuzz_store2:	movw	%si, (%rdi)\n"
	"		ret\n"
	"fuzz_store4:	movl	%esi, (%rdi)\n"
	"		ret\n"
	"fuzz_store8:	mov	%rsi, (%rdi)\n"
	"		ret\n"
	"fuzz_jump:	jmp	*%rdi\n"
	"fuzz_skip:	ret\n");

static instruction *const loads[] = {fuzz_load1, fuzz_load2, fuzz_load4,
				     fuzz_load8};
static instruction *const stores[] = {fuzz_store1, fuzz_store2, fuzz_store4,
				      fuzz_store8};

static instruction *instruction_of(const struct fuzz_access *access)
{
	unsigned int log2 = __builtin_ctz(access->size);

	switch (access->first.kind) {
	case MODEL_READ:
		return loads[log2];
	case MODEL_WRITE:
		return stores[log2];
	default:
		return fuzz_jump;
	}
}

static struct outcome by_instruction(struct pair *pair,
				     const struct fuzz_access *access,
				     uint64_t value)
{
	void *ptr = mmu_ptr(pair->native.machine, access->first.la);
	uint64_t loaded;

	pair->nfaults = 0;
	loaded = instruction_of(access)(ptr, value);
	if (pair->nfaults)
		return (struct outcome){pair->fault.vector, pair->fault, 0};
	return (struct outcome){
		.value = access->first.kind == MODEL_READ ? loaded : 0};
}

static struct outcome
by_function(struct side *side, const struct fuzz_access *access, uint64_t value)
{
	struct outcome outcome = {.value = 0};
	uint64_t la = access->first.la;

	switch (access->first.kind) {
	case MODEL_READ:
		outcome.vector = mmu_load(side->cpu, la, &outcome.value,
					  access->size, &outcome.fault);
		break;
	case MODEL_WRITE:
		outcome.vector = mmu_store(side->cpu, la, &value, access->size,
					   &outcome.fault);
		break;
	default:
		outcome.vector =
			mmu_fetch(side->cpu, la, access->size, &outcome.fault);
	}
	return outcome;
}

/* An access that no instruction of ours can make: one page at a time. */
static struct outcome by_translation(struct side *side,
				     const struct fuzz_access *access)
{
	struct outcome outcome = {.value = 0};

	outcome.vector = mmu_access(side->cpu, access->first.la, access->how,
				    &outcome.value, &outcome.fault);
	if (!outcome.vector && access->second)
		outcome.vector = mmu_access(side->cpu, access->second,
					    access->how, NULL, &outcome.fault);
	return outcome;
}

static bool same_outcome(const struct outcome *a, const struct outcome *b)
{
	if (a->vector != b->vector)
		return false;
	if (!a->vector)
		return a->value == b->value;
	return a->fault.la == b->fault.la && a->fault.why == b->fault.why &&
	       a->fault.error_code == b->fault.error_code &&
	       a->fault.level == b->fault.level &&
	       a->fault.entry == b->fault.entry;
}

static bool is_predicted(const struct outcome *outcome,
			 const struct model_answer *answer)
{
	if (outcome->vector != answer->vector)
		return false;
	return outcome->vector != MMU_TRAP_PF ||
	       outcome->fault.error_code == answer->error_code;
}

static bool same_tables(const struct side *side, const struct tables *tables)
{
	for (int i = 0; i < NWORDS; i++)
		if (*side->word[i] != tables->word[i])
			return false;
	return true;
}

/* A stale translation sets no flags, or others: go on with what was set. */
static void follow_tables(struct program *program,
			  const struct fuzz_access *access)
{
	const uint64_t flags = MMU_PTE_A | MMU_PTE_D;

	for (int i = 0; i < NWORDS; i++) {
		uint64_t is = *program->pair->soft.word[i];

		if ((is ^ program->tables.word[i]) & ~flags)
			differ(program, access, "model and soft", "tables");
		program->tables.word[i] = is;
	}
}

/*
 * Most hosts have no pages that code may be fetched from and data not be read
 * (SMAP without SMEP, or a protection key): natively such a page can be read.
 */
static bool is_fetch_only(struct side *side, uint64_t la)
{
	struct mmu_cpu *cpu = side->cpu;
	struct tlb_entry *entry = tlb_lookup(&cpu->tlb, la, cpu->pcid);
	uint32_t error_code;

	return entry &&
	       !mmu_judge(mmu_cpu_mode(cpu), entry->rights, entry->pkey,
			  MMU_FETCH, &error_code) &&
	       mmu_judge(mmu_cpu_mode(cpu), entry->rights, entry->pkey,
			 MMU_READ, &error_code);
}

/* Under Valgrind a fetch may set A for the next page, too. */
static bool fetches_ahead(const struct fuzz_access *access)
{
	const char *tool = getenv("MMUSIM_TEST_TOOL");

	return access->first.kind == MODEL_FETCH && tool &&
	       !strcmp(tool, "valgrind");
}

static bool reads_fetch_only(struct pair *pair,
			     const struct fuzz_access *access)
{
	return access->first.kind == MODEL_READ &&
	       (is_fetch_only(&pair->native, access->first.la) ||
		(access->second &&
		 is_fetch_only(&pair->native, access->second)));
}

static void note_stored(struct pair *pair, uint64_t pa)
{
	must(pair->nstored < MAX_STORED, "too many stores");
	pair->stored[pair->nstored++] = pa;
}

/* By whichever translation that the TLBs may hold the store went. */
static void note_stores(struct program *program, uint64_t la)
{
	for (unsigned int i = 0; i < program->npast; i++) {
		const struct past *past = &program->past[i];

		if (la - past->start < past->len)
			note_stored(program->pair, past->pa + la - past->start);
	}
}

static void clear_bytes(struct side *side, uint64_t pa)
{
	uint64_t len = pa % MMU_PAGE_SIZE == LAST_BYTES ? 4 : 8;
	void *bytes = mmu_mem_ptr(side->machine, pa, len);

	if (bytes)
		memset(bytes, 0, len);
}

/* One input must not see what another one did. */
static void undo_stores(struct pair *pair)
{
	while (pair->nstored) {
		uint64_t pa = pair->stored[--pair->nstored];

		clear_bytes(&pair->soft, pa);
		clear_bytes(&pair->native, pa);
	}
}

#define X86_RET 0xc3

/* Where the soft machine would fetch, both get a function that returns. */
static void place_code(struct pair *pair, uint64_t la)
{
	struct mmu_fault fault;
	unsigned char *soft, *native;
	uint64_t pa;

	if (mmu_access(pair->soft.cpu, la, MMU_FETCH, &pa, &fault))
		return;
	soft = mmu_mem_ptr(pair->soft.machine, pa, 1);
	native = mmu_mem_ptr(pair->native.machine, pa, 1);
	*soft = *native = X86_RET;
	note_stored(pair, pa);
}

static void show_outcome(const char *who, int vector, uint32_t error_code)
{
	char text[96] = "";

	if (vector == MMU_TRAP_PF)
		mmu_error_code_text(error_code, text, sizeof(text));
	printf("%s: %s %s\n", who, vector ? mmu_trap_text(vector) : "ok", text);
}

/* Can an instruction, or a function that stands for one, make this access? */
static bool is_ordinary(const struct program *program,
			const struct fuzz_access *access)
{
	return !(access->how & ~(MMU_HOW | MMU_STACK)) &&
	       model_canonical(access->first.la, program->mode.levels);
}

#define STORED 0x0102030405060708ull

static struct outcome access_soft(struct program *program,
				  const struct fuzz_access *access, bool stale,
				  const struct model_answer *answer)
{
	struct side *soft = &program->pair->soft;
	struct outcome outcome;

	outcome = is_ordinary(program, access) ?
			  by_function(soft, access, STORED * access->size) :
			  by_translation(soft, access);
	if (stale) {
		follow_tables(program, access);
		return outcome;
	}
	if (!is_predicted(&outcome, answer)) {
		show_outcome("model", answer->vector, answer->error_code);
		show_outcome("soft", outcome.vector, outcome.fault.error_code);
		differ(program, access, "model and soft", "outcome");
	}
	if (!same_tables(soft, &program->tables))
		differ(program, access, "model and soft",
		       "accessed and dirty flags");
	return outcome;
}

static struct outcome access_native(struct program *program,
				    const struct fuzz_access *access,
				    const struct outcome *soft)
{
	struct pair *pair = program->pair;

	if (!is_ordinary(program, access))
		return by_translation(&pair->native, access);
	if (access->first.kind == MODEL_FETCH && !soft->vector)
		place_code(pair, access->first.la);
	return by_instruction(pair, access, STORED * access->size);
}

/* The access, by both machines, after the model said what it expects. */
static void access_machines(struct program *program,
			    const struct fuzz_access *access, bool stale,
			    const struct model_answer *answer)
{
	struct pair *pair = program->pair;
	struct outcome soft, native;

	if (access->first.kind == MODEL_WRITE) {
		note_stores(program, access->first.la);
		if (access->second)
			note_stores(program, access->second);
	}
	trace(program, "access", access->first.la, access->how);
	soft = access_soft(program, access, stale, answer);
	if (is_ordinary(program, access) &&
	    (reads_fetch_only(pair, access) || fetches_ahead(access)))
		program->native_is_out = true;
	if (program->native_is_out)
		return;
	native = access_native(program, access, &soft);
	trace(program, "    gives", soft.vector, native.vector);
	if (!same_outcome(&soft, &native)) {
		printf("%s\n", stale ? "perhaps stale" : "not stale");
		show_outcome("soft", soft.vector, soft.fault.error_code);
		show_outcome("native", native.vector, native.fault.error_code);
		printf("values %llx and %llx\n", (unsigned long long)soft.value,
		       (unsigned long long)native.value);
		differ(program, access, "soft and native", "outcome");
	}
	if (!same_tables(&pair->native, &program->tables))
		differ(program, access, "soft and native",
		       "accessed and dirty flags");
}

#endif
