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
 *               with the soft one, stale translations included, but for two
 *               things that machines.h and program.h tell (native_is_out)
 *
 * The machines take part in one input of eight, since signals are slow; which,
 * the input alone decides, so that failures repeat.
 */
#include "machines.h"
#include "program.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
	if (program.pair)
		undo_stores(program.pair);
	return 0;
}
