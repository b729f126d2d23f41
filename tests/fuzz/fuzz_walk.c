/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_walk.c - random tables, modes and accesses, for libFuzzer ("make fuzz").
 *
 * An input is a program: it fills tables, sets a mode, and then makes accesses,
 * changes entries and the mode, and flushes. Who follows it:
 *
 *   the model   tests/x86/model.h over a copy of the tables
 *   the walk    mmu_walk() over that copy; must agree with the model always
 *   soft        a machine, by mmu_load(), mmu_store(), mmu_fetch(); must agree
 *               with the model unless its TLB may hold an older translation
 *   native      another machine, by instructions through windows; must agree
 *               with the soft one always, stale translations included
 *
 * The machines take part in one input of eight, since signals are slow; which,
 * the input alone decides, so that failures repeat.
 *
 * Tables lie in eight frames; each has entries only at the four indices of
 * slot_index[], and linear addresses are made of those. So a short input can
 * fill all of them, tables that contain themselves and large pages that contain
 * tables come about by themselves, and 4 to the power of levels pages exist.
 * Data is at other offsets, and no store hits an entry.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mmusim/cpu.h>
#include <mmusim/window.h>

#include "../x86/model.h"
#include "cpu/machine.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* --- the input ------------------------------------------------------------ */

/* Reads as zeros behind its end. */
struct input {
	const uint8_t *at, *end;
};

static uint32_t take(struct input *input, unsigned int nbytes)
{
	uint32_t value = 0;

	while (nbytes-- && input->at < input->end)
		value = value << 8 | *input->at++;
	return value;
}

/* --- physical memory ------------------------------------------------------ */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { NFRAMES = 8, NSLOTS = 4, NWORDS = NFRAMES * NSLOTS };

static const uint64_t frames[NFRAMES] = {
	0x0000001000, 0x0000002000, 0x0000200000, 0x0000400000,
	0x0040000000, 0x0040001000, 0x8000000000, 0x8000200000,
};

/* Neighbours, so that accesses can cross from one page to the next. Neither
 * the first nor the last: what crosses must not hit an entry. */
static const unsigned int slot_index[NSLOTS] = {1, 2, 257, 258};

#define OUTSIDE 0x7000000000ull /* no RAM */

static const struct mmu_region ram[] = {
	{0x0000000000, 2ull << 30},
	{0x8000000000, 1ull << 30},
};

static bool is_ram(uint64_t pa)
{
	for (size_t i = 0; i < COUNT(ram); i++)
		if (pa - ram[i].pa < ram[i].len)
			return true;
	return false;
}

/* The number of the entry at a physical address, or -1. */
static int word_number(uint64_t pa)
{
	for (int i = 0; i < NWORDS; i++)
		if (pa == frames[i / NSLOTS] + slot_index[i % NSLOTS] * 8)
			return i;
	return -1;
}

struct tables {
	volatile uint64_t word[NWORDS];
};

/* RAM that holds no entry holds zeros where a walk would look. */
static volatile uint64_t *reach(void *ctx, uint64_t pa)
{
	static volatile uint64_t zero;
	struct tables *tables = ctx;
	int number = word_number(pa);

	if (number >= 0)
		return &tables->word[number];
	return is_ram(pa) ? &zero : NULL;
}

/*
 * Two bytes of low flags, inverted where that makes zero a useful entry; one
 * that says which frame; one of high bits.
 */
static uint64_t make_entry(uint32_t bits)
{
	uint64_t low = (bits ^ (MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US)) & 0xfff;
	uint64_t pa = bits & 0x8000 ? OUTSIDE : frames[bits >> 16 & 7];
	uint64_t high = bits >> 24;

	if (bits & 0x1000) /* PAT of a large page */
		pa |= 0x1000;
	if (bits & 0x2000) /* misaligns it, or is beyond MAXPHYADDR */
		pa |= 1ull << (13 + (bits >> 19 & 31) +
			       (bits & 0x4000 ? 7 : 0));
	return pa | low | (high & 0x80 ? MMU_PTE_NX : 0) |
	       (high & 0x0f) << MMU_PTE_PKEY_SHIFT |
	       (high & 0x40 ? 0x7full << 52 : 0);
}

/* --- a program being followed --------------------------------------------- */

enum { MAX_OPS = 24, DATA_AT = 0x918, CODE_AT = 0x920, LAST_BYTES = 0xffc };

/**
 * struct past - a translation that a TLB may hold
 * @version: of the tables when it was made
 */
struct past {
	uint64_t start, len;
	bool global;
	unsigned int version;
};

/**
 * struct program - an input and how far we are
 * @version: counts the changes of what translations are made of
 * @past:    all that were made since the last flush of everything
 * @pge:     CR4.PGE
 * @pair:    machines that follow, or NULL
 * @native_is_out: the native one did what no other does; see below
 */
struct program {
	struct input input;
	struct tables tables;
	struct mmu_mode mode;
	bool pge;
	unsigned int version;
	struct past past[2 * MAX_OPS];
	unsigned int npast;
	struct pair *pair;
	bool native_is_out;
};

/**
 * struct fuzz_access - an access of the program
 * @second: linear address of the part in the next page; 0 if there is none
 */
struct fuzz_access {
	struct model_access first;
	uint64_t second;
	unsigned int size, how;
};

/* FUZZ_TRACE=1 in the environment shows what the machines are told to do. */
static bool tracing;

/* FUZZ_WALK_ONLY=1 leaves the machines out, which is several times as fast. */
static bool walk_only;

static void trace(const struct program *program, const char *what, uint64_t a,
		  uint64_t b)
{
	if (tracing && program->pair)
		printf("%s %llx %llx\n", what, (unsigned long long)a,
		       (unsigned long long)b);
}

static void differ(const struct program *program,
		   const struct fuzz_access *access, const char *who,
		   const char *what)
{
	const struct mmu_mode *m = &program->mode;
	char kind[48];

	printf("%s: they disagree about the %s\n", who, what);
	printf("%s of %u at %llx, cr3=%llx maxphyaddr=%u levels=%u cpl=%u "
	       "wp=%d smep=%d smap=%d ac=%d nxe=%d pke=%d pkru=%x gb=%d\n",
	       model_access_text(m, &access->first, kind, sizeof(kind)),
	       access->size, (unsigned long long)access->first.la,
	       (unsigned long long)m->cr3, m->maxphyaddr, m->levels, m->cpl,
	       m->wp, m->smep, m->smap, m->ac, m->nxe, m->pke, m->pkru,
	       m->gb_pages);
	for (int i = 0; i < NWORDS; i++)
		printf("%llx: %llx\n",
		       (unsigned long long)(frames[i / NSLOTS] +
					    slot_index[i % NSLOTS] * 8),
		       (unsigned long long)program->tables.word[i]);
	fflush(stdout);
	abort();
}

/* --- the model and the walk ----------------------------------------------- */

static struct model_path make_path(struct program *program, uint64_t la)
{
	struct model_path path = {.missing = 0};
	uint64_t above = program->mode.cr3;

	for (unsigned int level = program->mode.levels; level; level--) {
		volatile uint64_t *word;

		word = reach(&program->tables,
			     model_entry_pa(&program->mode, above, la, level));
		if (!word) {
			path.missing = level;
			break;
		}
		above = path.entry[level] = *word;
		if (model_ends(&program->mode, level, above))
			break;
	}
	return path;
}

/* The bits that the model says are set. Entries may serve several levels. */
static void add_bits(const struct program *program, struct tables *tables,
		     const struct model_path *path,
		     const struct model_answer *answer, uint64_t la)
{
	uint64_t above = program->mode.cr3;

	if (answer->vector)
		return;
	for (unsigned int level = program->mode.levels; level >= answer->end;
	     level--) {
		*reach(tables, model_entry_pa(&program->mode, above, la,
					      level)) |= answer->adds[level];
		above = path->entry[level];
	}
}

/* Compares the two for one page of an access; the tables become as after it.
 * Data outside RAM is found out after the walk. */
static struct model_answer walk(struct program *program,
				const struct fuzz_access *access, uint64_t la)
{
	struct model_access part = access->first;
	struct tables expected = program->tables;
	struct mmu_xlat xlat;
	struct mmu_fault fault;
	struct model_answer answer;
	struct model_path path;
	const char *what;
	int vector;

	part.la = la;
	path = make_path(program, la);
	answer = model_predict(&program->mode, &path, &part);
	add_bits(program, &expected, &path, &answer, la);
	vector = mmu_walk(&program->mode, reach, &program->tables, la,
			  access->how, &xlat, &fault);
	what = model_objects(&program->mode, &path, &part, &answer, vector,
			     &xlat, &fault);
	if (!what &&
	    memcmp((void *)(uintptr_t)&expected,
		   (void *)(uintptr_t)&program->tables, sizeof(expected)) != 0)
		what = "accessed and dirty flags";
	if (what)
		differ(program, access, "model and walk", what);
	if (!vector && !is_ram(answer.pa)) {
		answer.vector = MMU_TRAP_MC;
		answer.blame[MMU_WHY_NO_RAM] = 0;
	}
	return answer;
}

/* --- what a TLB may hold -------------------------------------------------- */

static void note_translation(struct program *program, uint64_t la,
			     const struct model_answer *answer, bool global)
{
	uint64_t len = 1ull << answer->shift;

	if (program->npast == COUNT(program->past))
		return;
	program->past[program->npast++] = (struct past){
		.start = la & ~(len - 1),
		.len = len,
		.global = global && program->pge,
		.version = program->version,
	};
}

/* May the TLB hold a translation that the tables no longer give? */
static bool may_be_stale(const struct program *program, uint64_t la)
{
	for (unsigned int i = 0; i < program->npast; i++)
		if (la - program->past[i].start < program->past[i].len &&
		    program->past[i].version != program->version)
			return true;
	return false;
}

/*
 * Pages of two sizes may be in the TLB, because a table gave way to a large
 * page and nothing was flushed. Either may be used, says the manual.
 */
static bool is_ambiguous(const struct program *program, uint64_t la)
{
	uint64_t len = 0;

	for (unsigned int i = 0; i < program->npast; i++) {
		if (la - program->past[i].start >= program->past[i].len)
			continue;
		if (len && len != program->past[i].len)
			return true;
		len = program->past[i].len;
	}
	return false;
}

/* CR3 write: all but global ones. */
static void forget_local(struct program *program)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < program->npast; i++)
		if (program->past[i].global)
			program->past[kept++] = program->past[i];
	program->npast = kept;
}

static void forget_page(struct program *program, uint64_t la)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < program->npast; i++)
		if (la - program->past[i].start >= program->past[i].len)
			program->past[kept++] = program->past[i];
	program->npast = kept;
}

/* --- machines ------------------------------------------------------------- */

/**
 * struct side - a machine that follows
 * @word:   the entries in its RAM
 * @stored: where the program stored something, to be zero again afterwards
 */
struct side {
	struct mmu_machine *machine;
	struct mmu_cpu *cpu;
	volatile uint64_t *word[NWORDS];
	uint64_t stored[2 * MAX_OPS];
	unsigned int nstored;
};

/**
 * struct pair - the two machines with so many levels
 * @fault, @nfaults: what the native one's handler was given last
 */
struct pair {
	unsigned int levels, maxphyaddr;
	struct side soft, native;
	struct mmu_fault fault;
	unsigned int nfaults;
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

/* The translation is in the TLB now. */
static void note_store(struct side *side, uint64_t la)
{
	struct mmu_fault fault;
	uint64_t pa;

	if (side->nstored < COUNT(side->stored) &&
	    !mmu_access(side->cpu, la, MMU_WRITE, &pa, &fault))
		side->stored[side->nstored++] = pa;
}

#define X86_RET 0xc3

static void place_return(struct side *side, uint64_t pa)
{
	unsigned char *code = mmu_mem_ptr(side->machine, pa, 1);

	if (side->nstored == COUNT(side->stored))
		return;
	side->stored[side->nstored++] = pa;
	*code = X86_RET;
}

static void note_stores(struct side *side, const struct fuzz_access *access,
			const struct outcome *outcome)
{
	if (access->first.kind != MODEL_WRITE || outcome->vector)
		return;
	note_store(side, access->first.la);
	if (access->second)
		note_store(side, access->second);
}

/* Where the soft machine would fetch, both get a function that returns. */
static void place_code(struct pair *pair, uint64_t la)
{
	struct mmu_fault fault;
	uint64_t pa;

	if (mmu_access(pair->soft.cpu, la, MMU_FETCH, &pa, &fault))
		return;
	place_return(&pair->soft, pa);
	place_return(&pair->native, pa);
}

/* One input must not see what another one did. */
static void undo_stores(struct side *side)
{
	while (side->nstored) {
		uint64_t pa = side->stored[--side->nstored];
		uint64_t len = pa % 4096 == LAST_BYTES ? 4 : 8;

		memset(mmu_mem_ptr(side->machine, pa, len), 0, len);
	}
}

static void show_outcome(const char *who, int vector, uint32_t error_code)
{
	char text[96] = "";

	if (vector == MMU_TRAP_PF)
		mmu_error_code_text(error_code, text, sizeof(text));
	printf("%s: %s %s\n", who, vector ? mmu_trap_text(vector) : "ok", text);
}

/* Where the native machine is out, what it would execute is not known. */
static bool is_native(const struct program *program,
		      const struct fuzz_access *access)
{
	if (access->first.kind == MODEL_FETCH && program->native_is_out)
		return false;
	return !(access->how & ~(MMU_HOW | MMU_STACK)) &&
	       model_canonical(access->first.la, program->mode.levels);
}

/* The access, by both machines, after the model said what it expects. */
static void access_machines(struct program *program,
			    const struct fuzz_access *access, bool stale,
			    const struct model_answer *answer)
{
	const uint64_t value = 0x0102030405060708ull * access->size;
	struct pair *pair = program->pair;
	struct outcome soft, native;

	if (is_native(program, access)) {
		program->native_is_out |= reads_fetch_only(pair, access) ||
					  fetches_ahead(access);
		soft = by_function(&pair->soft, access, value);
		if (access->first.kind == MODEL_FETCH && !soft.vector)
			place_code(pair, access->first.la);
		native = by_instruction(pair, access, value);
		note_stores(&pair->soft, access, &soft);
		note_stores(&pair->native, access, &native);
	} else {
		soft = by_translation(&pair->soft, access);
		native = by_translation(&pair->native, access);
	}
	trace(program, "access", access->first.la, access->how);
	trace(program, "    gives", soft.vector, native.vector);
	if (!stale && !is_predicted(&soft, answer)) {
		show_outcome("model", answer->vector, answer->error_code);
		show_outcome("soft", soft.vector, soft.fault.error_code);
		differ(program, access, "model and soft", "outcome");
	}
	if (!stale && !same_tables(&pair->soft, &program->tables))
		differ(program, access, "model and soft",
		       "accessed and dirty flags");
	if (!program->native_is_out && !same_outcome(&soft, &native)) {
		printf("%s\n", stale ? "perhaps stale" : "not stale");
		show_outcome("soft", soft.vector, soft.fault.error_code);
		show_outcome("native", native.vector, native.fault.error_code);
		printf("values %llx and %llx\n", (unsigned long long)soft.value,
		       (unsigned long long)native.value);
		differ(program, access, "soft and native", "outcome");
	}
	if (stale)
		follow_tables(program, access);
	if (!program->native_is_out &&
	    !same_tables(&pair->native, &program->tables))
		differ(program, access, "soft and native",
		       "accessed and dirty flags");
}

/* --- operations ----------------------------------------------------------- */

/* CODE_AT is for fetches; an access crosses if its page has a neighbour. */
static struct fuzz_access take_access(struct program *program)
{
	static const unsigned int hows[] = {MMU_READ, MMU_WRITE, MMU_FETCH,
					    MMU_WRITE};
	uint32_t bits = take(&program->input, 3);
	unsigned int slots = bits & ((1u << 2 * program->mode.levels) - 1);
	unsigned int how = hows[bits >> 10 & 3];
	bool crosses = bits & 0x1000 && !(slots & 1) && how != MMU_FETCH;
	struct fuzz_access access = {
		.size = crosses ? 8 : 1u << (bits >> 13 & 3),
		.first = {.kind = how == MMU_WRITE ? MODEL_WRITE :
				  how == MMU_FETCH ? MODEL_FETCH :
						     MODEL_READ,
			  .implicit = (bits >> 16 & 7) == 7,
			  .stac = (bits >> 19 & 7) == 7,
			  .stack = (bits >> 22 & 1),
			  .peek = (bits >> 15 & 1) && (bits >> 23 & 1)},
	};

	access.first.la = address_of(program->mode.levels, slots) +
			  (how == MMU_FETCH ? CODE_AT :
			   crosses	    ? LAST_BYTES :
					      DATA_AT);
	if ((bits >> 16 & 63) == 9)
		access.first.la ^= 1ull << 62;
	if (crosses)
		access.second = (access.first.la | 4095) + 1;
	if (how == MMU_FETCH)
		access.size = 1;
	access.how = how | (access.first.implicit ? MMU_IMPLICIT : 0) |
		     (access.first.stac ? MMU_AC : 0) |
		     (access.first.stack ? MMU_STACK : 0) |
		     (access.first.peek ? MMU_PEEK : 0);
	return access;
}

static bool is_global(struct program *program, uint64_t la,
		      const struct model_answer *answer)
{
	struct model_path path = make_path(program, la);

	return path.entry[answer->end] & MMU_PTE_G;
}

/* The last page decides, unless the first one faults. */
static void op_access(struct program *program)
{
	struct fuzz_access access = take_access(program);
	bool stale = may_be_stale(program, access.first.la) ||
		     (access.second && may_be_stale(program, access.second));
	struct tables before = program->tables;
	struct model_answer answer;

	answer = walk(program, &access, access.first.la);
	if (!answer.vector)
		note_translation(program, access.first.la, &answer,
				 is_global(program, access.first.la, &answer));
	if (!answer.vector && access.second) {
		answer = walk(program, &access, access.second);
		if (!answer.vector)
			note_translation(program, access.second, &answer,
					 is_global(program, access.second,
						   &answer));
	}
	if (!program->pair)
		return;
	if (is_ambiguous(program, access.first.la) ||
	    is_ambiguous(program, access.second))
		program->native_is_out = true;
	if (stale)
		program->tables = before;
	access_machines(program, &access, stale, &answer);
}

static void op_entry(struct program *program)
{
	unsigned int number = take(&program->input, 1) % NWORDS;
	uint64_t entry = make_entry(take(&program->input, 4));

	trace(program, "entry", number, entry);
	program->tables.word[number] = entry;
	program->version++;
	if (!program->pair)
		return;
	*program->pair->soft.word[number] = entry;
	*program->pair->native.word[number] = entry;
}

static void op_invlpg(struct program *program)
{
	unsigned int slots = take(&program->input, 2);
	uint64_t la = address_of(program->mode.levels, slots);

	trace(program, "invlpg", la, 0);
	forget_page(program, la);
	if (!program->pair)
		return;
	mmu_invlpg(program->pair->soft.cpu, la);
	mmu_invlpg(program->pair->native.cpu, la);
}

static uint64_t make_cr3(uint32_t bits)
{
	return frames[bits & 7] | (bits & 0x18);
}

static void op_cr3(struct program *program)
{
	uint64_t cr3 = make_cr3(take(&program->input, 1));

	if (cr3 >> program->mode.maxphyaddr)
		return;
	trace(program, "cr3", cr3, 0);
	forget_local(program);
	if ((cr3 ^ program->mode.cr3) & MMU_PTE_ADDR)
		program->version++;
	program->mode.cr3 = cr3;
	if (!program->pair)
		return;
	mmu_set_cr3(program->pair->soft.cpu, cr3);
	mmu_set_cr3(program->pair->native.cpu, cr3);
}

/* Switches CR4.PGE, and so flushes everything. */
static void op_pge(struct program *program)
{
	trace(program, "cr4.pge", !program->pge, 0);
	program->npast = 0;
	program->pge = !program->pge;
	if (!program->pair)
		return;
	mmu_set_cr4(program->pair->soft.cpu,
		    mmu_cr4(program->pair->soft.cpu) ^ MMU_CR4_PGE);
	mmu_set_cr4(program->pair->native.cpu,
		    mmu_cr4(program->pair->native.cpu) ^ MMU_CR4_PGE);
}

/* NXE decides what is reserved, and changing it flushes nothing. */
static void set_mode_bits(struct program *program, uint32_t bits)
{
	struct mmu_mode *mode = &program->mode;

	if (mode->nxe != !!(bits & 16))
		program->version++;
	mode->wp = bits & 1;
	mode->smep = bits & 2;
	mode->smap = bits & 4;
	mode->ac = bits & 8;
	mode->nxe = bits & 16;
	mode->pke = bits & 32;
	mode->cpl = bits >> 6 & 3;
	trace(program, "mode", bits, 0);
}

static void op_mode(struct program *program)
{
	set_mode_bits(program, take(&program->input, 1));
	if (!program->pair)
		return;
	set_registers(program, &program->pair->soft);
	set_registers(program, &program->pair->native);
}

static void op_pkru(struct program *program)
{
	program->mode.pkru = take(&program->input, 4);
	trace(program, "pkru", program->mode.pkru, 0);
	if (!program->pair)
		return;
	mmu_set_pkru(program->pair->soft.cpu, program->mode.pkru);
	mmu_set_pkru(program->pair->native.cpu, program->mode.pkru);
}

/* --- whole programs ------------------------------------------------------- */

static void begin_program(struct program *program, bool machines)
{
	struct mmu_mode *mode = &program->mode;
	uint32_t bits = take(&program->input, 2);
	const struct pair *pair = &pairs[bits & 1];

	mode->levels = pair->levels;
	mode->maxphyaddr = 36 + (bits >> 1) % 17;
	mode->gb_pages = bits & 0x100;
	if (machines) {
		mode->maxphyaddr = pair->maxphyaddr;
		mode->gb_pages = true;
	}
	set_mode_bits(program, take(&program->input, 1));
	mode->cr3 = make_cr3(take(&program->input, 1));
	if (mode->cr3 >> mode->maxphyaddr) /* no CPU lets that happen */
		mode->cr3 = frames[0];
	mode->pkru = take(&program->input, 4);
	for (int i = 0; i < NWORDS; i++)
		program->tables.word[i] = make_entry(take(&program->input, 4));
	program->pge = true;
	if (!machines)
		return;
	program->pair = &pairs[bits & 1];
	begin(program, &program->pair->soft);
	begin(program, &program->pair->native);
}

/* Half of the operations are accesses. */
static void follow(struct program *program)
{
	static void (*const ops[16])(struct program *) = {
		op_access, op_access, op_access, op_access,
		op_access, op_access, op_access, op_access,
		op_entry,  op_entry,  op_invlpg, op_invlpg,
		op_cr3,	   op_pge,    op_mode,	 op_pkru,
	};

	for (int i = 0; i < MAX_OPS && program->input.at < program->input.end;
	     i++)
		ops[take(&program->input, 1) & 15](program);
}

static bool takes_machines(const uint8_t *data, size_t size)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum = sum * 31 + data[i];
	return sum >> 7 & 1 && sum >> 13 & 1 && sum >> 19 & 1;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	tracing = getenv("FUZZ_TRACE");
	walk_only = getenv("FUZZ_WALK_ONLY");
	create_pairs();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct program program = {.input = {data, data + size}};

	begin_program(&program, !walk_only && takes_machines(data, size));
	follow(&program);
	if (program.pair) {
		undo_stores(&program.pair->soft);
		undo_stores(&program.pair->native);
	}
	return 0;
}
