/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model.h - a second opinion on paging: what the manual says of one access.
 *
 * mmu_walk() is procedural: it goes down level by level and refuses at the
 * first objection. The model is written the other way round, so that one
 * misunderstanding is unlikely to be made twice. It looks at the entries of
 * all levels at once, notes facts about them as bits, and compares the facts
 * with the sentences of the manual, shortened here. The sentences say what is
 * permitted; what none of them permits faults.
 *
 *   where does the walk end?   at the topmost entry that is not present, has
 *                              a reserved bit set, or maps a page
 *   is it permitted?           some row of model_permitted[] is satisfied
 *   what is to blame?          model_answer.blame: all true reasons, since
 *                              the manual does not rank them
 *
 * Reference: Intel SDM vol. 3A, "Hierarchical Paging Structures: an Overview",
 * "4-Level Paging and 5-Level Paging", "Access Rights", "Page-Fault
 * Exceptions", "Accessed and Dirty Flags".
 */
#ifndef TESTS_X86_MODEL_H
#define TESTS_X86_MODEL_H

#include <stdio.h>
#include <string.h>

#include <mmusim/machine.h>
#include <mmusim/x86.h>

enum model_kind { MODEL_READ, MODEL_WRITE, MODEL_FETCH };

/**
 * struct model_access - one access
 * @implicit: by the CPU itself, to a descriptor table for example
 * @stack:    through SS
 * @stac:     between STAC and CLAC, whatever the mode says of EFLAGS.AC
 * @peek:     a debugger's, which leaves no traces
 */
struct model_access {
	uint64_t la;
	enum model_kind kind;
	bool implicit, stack, stac, peek;
};

/**
 * struct model_path - the entries that translate an address
 * @entry:   by level, 5 to 1; those below the end of the walk do not matter
 * @missing: the level whose table lies outside RAM; 0: all are there
 */
struct model_path {
	uint64_t entry[6];
	unsigned int missing;
};

/**
 * struct model_answer - what must happen
 * @vector:     0 or an enum mmu_trap
 * @end:        level of the last entry that the walk reads; 0: reads none
 * @error_code: of a page fault
 * @pa, @shift: of a translation
 * @adds:       by level: bits that the access sets in the entry
 * @blame:      by enum mmu_why: the level that this reason holds against, or 0
 *              where the reason is not true
 */
struct model_answer {
	int vector;
	unsigned int end;
	uint32_t error_code;
	uint64_t pa;
	unsigned int shift;
	uint64_t adds[6];
	uint8_t blame[MMU_WHY_NO_RAM + 1];
};

/* --- bits ----------------------------------------------------------------- */

/* Bits hi:lo, none when hi < lo. */
static inline uint64_t model_bits(int hi, int lo)
{
	return hi < lo ? 0 : (2ull << hi) - (1ull << lo);
}

/* "An address is canonical if bits 63 through the most significant implemented
 * bit are all ones or all zeros." */
static inline bool model_canonical(uint64_t la, unsigned int levels)
{
	uint64_t high = model_bits(63, levels == 5 ? 56 : 47);

	return (la & high) == high || (la & high) == 0;
}

/* --- one entry: "Formats of Paging-Structure Entries" --------------------- */

static inline bool model_is_page(unsigned int level, uint64_t entry)
{
	return level == 1 || (level < 4 && entry & MMU_PTE_PS);
}

/* Each row: "hi:lo reserved (must be 0)" in entries of these levels that map a
 * page, or in those that reference a table. */
static inline uint64_t model_reserved(const struct mmu_mode *mode,
				      unsigned int level, uint64_t entry)
{
	const struct {
		bool applies;
		int hi, lo;
	} rows[] = {
		{true, 51, mode->maxphyaddr},
		{!mode->nxe, 63, 63},
		{level == 5, 7, 7},
		{level == 4, 7, 7},
		{level == 3 && !mode->gb_pages, 7, 7},
		{level == 3 && model_is_page(3, entry), 29, 13},
		{level == 2 && model_is_page(2, entry), 20, 13},
	};
	uint64_t reserved = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].applies)
			reserved |= model_bits(rows[i].hi, rows[i].lo);
	return reserved & entry;
}

static inline bool model_ends(const struct mmu_mode *mode, unsigned int level,
			      uint64_t entry)
{
	return !(entry & MMU_PTE_P) || model_is_page(level, entry) ||
	       model_reserved(mode, level, entry);
}

static inline unsigned int model_shift(unsigned int level)
{
	return 3 + 9 * level;
}

/* Where the entry of a level lies, given the one above (or CR3). */
static inline uint64_t model_entry_pa(const struct mmu_mode *mode,
				      uint64_t above, uint64_t la,
				      unsigned int level)
{
	uint64_t index = la >> model_shift(level) & 511;

	return (above & model_bits(mode->maxphyaddr - 1, 12)) + 8 * index;
}

/* --- rights: "Access Rights" ---------------------------------------------- */

enum model_fact {
	/* the access */
	USER_MODE = 1 << 0, /* CPL is 3 and the access explicit */
	SUPERVISOR_MODE = 1 << 1,
	EXPLICIT = 1 << 2,
	READ = 1 << 3,
	WRITE = 1 << 4,
	FETCH = 1 << 5,
	/* the address */
	USER_ADDRESS = 1 << 6, /* "U/S flag is 1 in every entry" */
	SUPERVISOR_ADDRESS = 1 << 7,
	RW_IN_EVERY = 1 << 8,
	XD_IN_NONE = 1 << 9,
	/* the mode */
	NO_WP = 1 << 10,
	NO_NXE = 1 << 11,
	NO_SMEP = 1 << 12,
	NO_SMAP = 1 << 13,
	AC = 1 << 14,
	/* "a protection key for which (read, write) access is permitted" */
	KEY_READ = 1 << 15,
	KEY_WRITE = 1 << 16,
};

/* The access is permitted if all facts of one row hold. */
static const unsigned int model_permitted[] = {
	/* "Data may be read (implicitly or explicitly) from any
	 * supervisor-mode address." */
	SUPERVISOR_MODE | READ | SUPERVISOR_ADDRESS,
	/* "If CR4.SMAP = 0, data may be read from any user-mode address with a
	 * protection key for which read access is permitted." */
	SUPERVISOR_MODE | READ | USER_ADDRESS | NO_SMAP | KEY_READ,
	/* "If EFLAGS.AC = 1 and the access is explicit, data may be read ..." */
	SUPERVISOR_MODE | READ | USER_ADDRESS | EXPLICIT | AC | KEY_READ,

	/* "If CR0.WP = 0, data may be written to any supervisor-mode
	 * address." */
	SUPERVISOR_MODE | WRITE | SUPERVISOR_ADDRESS | NO_WP,
	/* "If CR0.WP = 1, ... with a translation for which the R/W flag is 1 in
	 * every paging-structure entry controlling the translation." */
	SUPERVISOR_MODE | WRITE | SUPERVISOR_ADDRESS | RW_IN_EVERY,
	/* The same four for user-mode addresses and SMAP. */
	SUPERVISOR_MODE | WRITE | USER_ADDRESS | NO_WP | NO_SMAP | KEY_WRITE,
	SUPERVISOR_MODE | WRITE | USER_ADDRESS | NO_WP | EXPLICIT | AC |
		KEY_WRITE,
	SUPERVISOR_MODE | WRITE | USER_ADDRESS | RW_IN_EVERY | NO_SMAP |
		KEY_WRITE,
	SUPERVISOR_MODE | WRITE | USER_ADDRESS | RW_IN_EVERY | EXPLICIT | AC |
		KEY_WRITE,

	/* "If IA32_EFER.NXE = 0, instructions may be fetched from any
	 * supervisor-mode address. If IA32_EFER.NXE = 1, ... the XD flag is 0
	 * in every paging-structure entry." */
	SUPERVISOR_MODE | FETCH | SUPERVISOR_ADDRESS | NO_NXE,
	SUPERVISOR_MODE | FETCH | SUPERVISOR_ADDRESS | XD_IN_NONE,
	/* "If CR4.SMEP = 0, ... user-mode address", the same two. */
	SUPERVISOR_MODE | FETCH | USER_ADDRESS | NO_SMEP | NO_NXE,
	SUPERVISOR_MODE | FETCH | USER_ADDRESS | NO_SMEP | XD_IN_NONE,

	/* "Data may be read from any user-mode address with a protection key
	 * for which read access is permitted." */
	USER_MODE | READ | USER_ADDRESS | KEY_READ,
	/* "Data may be written to any user-mode address with a translation for
	 * which the R/W flag is 1 in every paging-structure entry ..." */
	USER_MODE | WRITE | USER_ADDRESS | RW_IN_EVERY | KEY_WRITE,
	USER_MODE | FETCH | USER_ADDRESS | NO_NXE,
	USER_MODE | FETCH | USER_ADDRESS | XD_IN_NONE,
};

static inline unsigned int model_mode_facts(const struct mmu_mode *mode,
					    const struct model_access *access)
{
	bool user = mode->cpl == 3 && !access->implicit;

	return (user ? USER_MODE : SUPERVISOR_MODE) |
	       (access->implicit ? 0u : EXPLICIT) |
	       (access->kind == MODEL_READ ? READ : 0u) |
	       (access->kind == MODEL_WRITE ? WRITE : 0u) |
	       (access->kind == MODEL_FETCH ? FETCH : 0u) |
	       (mode->wp ? 0u : NO_WP) | (mode->nxe ? 0u : NO_NXE) |
	       (mode->smep ? 0u : NO_SMEP) | (mode->smap ? 0u : NO_SMAP) |
	       (mode->ac || access->stac ? AC : 0u);
}

/* "If ADi is 1, data accesses are not permitted. If WDi is 1: user-mode write
 * accesses are not permitted, supervisor-mode ones not if CR0.WP = 1." */
static inline unsigned int model_key_facts(const struct mmu_mode *mode,
					   unsigned int key, unsigned int facts)
{
	bool ad = mode->pkru >> (2 * key) & 1;
	bool wd = mode->pkru >> (2 * key + 1) & 1;
	bool wd_binds = facts & USER_MODE || !(facts & NO_WP);

	if (!mode->pke)
		return KEY_READ | KEY_WRITE;
	if (ad)
		return 0;
	return wd && wd_binds ? KEY_READ : KEY_READ | KEY_WRITE;
}

static inline unsigned int model_key(uint64_t leaf)
{
	return leaf >> 59 & 15;
}

/**
 * struct model_combined - the entries of a path, from the top to the end
 * @all, @any: their conjunction and disjunction
 */
struct model_combined {
	uint64_t all, any;
};

static inline struct model_combined
model_combine(const struct model_path *path, unsigned int top, unsigned int end)
{
	struct model_combined combined = {~0ull, 0};

	for (unsigned int level = end; level <= top; level++) {
		combined.all &= path->entry[level];
		combined.any |= path->entry[level];
	}
	return combined;
}

static inline unsigned int model_facts(const struct mmu_mode *mode,
				       const struct model_access *access,
				       const struct model_combined *combined,
				       uint64_t leaf)
{
	unsigned int facts = model_mode_facts(mode, access);

	facts |= combined->all & MMU_PTE_US ? USER_ADDRESS : SUPERVISOR_ADDRESS;
	facts |= combined->all & MMU_PTE_RW ? RW_IN_EVERY : 0u;
	facts |= combined->any & MMU_PTE_NX ? 0u : XD_IN_NONE;
	return facts | model_key_facts(mode, model_key(leaf), facts);
}

static inline bool model_permits(unsigned int facts)
{
	const size_t n = sizeof(model_permitted) / sizeof(model_permitted[0]);

	for (size_t i = 0; i < n; i++)
		if (!(model_permitted[i] & ~facts))
			return true;
	return false;
}

/* --- faults: "Page-Fault Exceptions" -------------------------------------- */

static inline bool model_key_denies(const struct mmu_mode *mode,
				    unsigned int facts)
{
	return mode->pke && facts & USER_ADDRESS &&
	       ((facts & READ && !(facts & KEY_READ)) ||
		(facts & WRITE && !(facts & KEY_WRITE)));
}

/* W/R, U/S and I/D: the bits that describe the access, whatever is wrong. */
static inline uint32_t model_access_code(unsigned int facts)
{
	bool id_exists = !(facts & NO_NXE) || !(facts & NO_SMEP);

	return (facts & WRITE ? MMU_PF_WR : 0) |
	       (facts & USER_MODE ? MMU_PF_US : 0) |
	       (facts & FETCH && id_exists ? MMU_PF_ID : 0);
}

/* The topmost level of a path at which a bit has this value. */
static inline unsigned int model_topmost(const struct model_path *path,
					 unsigned int top, uint64_t bit,
					 bool value)
{
	while (top && !!(path->entry[top] & bit) != value)
		top--;
	return top;
}

/* All that speaks against the access. Of several entries that lack a right the
 * topmost is named; what concerns the page as such is held against its leaf. */
static inline void model_blame(const struct mmu_mode *mode,
			       const struct model_path *path,
			       unsigned int facts, struct model_answer *answer)
{
	unsigned int top = mode->levels, leaf = answer->end;
	bool data = facts & (READ | WRITE);
	bool strange = facts & SUPERVISOR_MODE && facts & USER_ADDRESS;
	bool ac_helps = facts & AC && facts & EXPLICIT;

	if (facts & USER_MODE && facts & SUPERVISOR_ADDRESS)
		answer->blame[MMU_WHY_SUPERVISOR] =
			model_topmost(path, top, MMU_PTE_US, false);
	if (facts & WRITE && !(facts & RW_IN_EVERY) &&
	    (facts & USER_MODE || !(facts & NO_WP)))
		answer->blame[MMU_WHY_READ_ONLY] =
			model_topmost(path, top, MMU_PTE_RW, false);
	if (facts & FETCH && !(facts & (NO_NXE | XD_IN_NONE)))
		answer->blame[MMU_WHY_NX] =
			model_topmost(path, top, MMU_PTE_NX, true);
	if (strange && facts & FETCH && !(facts & NO_SMEP))
		answer->blame[MMU_WHY_SMEP] = leaf;
	if (strange && data && !(facts & NO_SMAP) && !ac_helps)
		answer->blame[MMU_WHY_SMAP] = leaf;
	if (model_key_denies(mode, facts))
		answer->blame[MMU_WHY_PKEY] = leaf;
}

/* --- the whole access ----------------------------------------------------- */

static inline unsigned int model_end(const struct mmu_mode *mode,
				     const struct model_path *path)
{
	unsigned int ends = 0, bit;

	for (unsigned int level = 1; level <= mode->levels; level++)
		if (model_ends(mode, level, path->entry[level]) ||
		    level == path->missing)
			ends |= 1u << level;
	for (bit = 5; !(ends >> bit & 1); bit--)
		;
	return bit;
}

static inline struct model_answer model_raise(int vector, enum mmu_why why,
					      unsigned int level,
					      uint32_t error_code)
{
	struct model_answer answer = {
		.vector = vector, .end = level, .error_code = error_code};

	answer.blame[why] = level;
	return answer;
}

/* "Whenever the processor uses a paging-structure entry as part of
 * linear-address translation, it sets the accessed flag in that entry ...
 * Whenever there is a write to a linear address, the processor sets the dirty
 * flag" in the leaf. Here only accesses that succeed use their entries. */
static inline void model_succeed(const struct mmu_mode *mode,
				 const struct model_access *access,
				 uint64_t leaf, struct model_answer *answer)
{
	unsigned int shift = model_shift(answer->end);

	for (unsigned int level = answer->end; level <= mode->levels; level++)
		answer->adds[level] = access->peek ? 0 : MMU_PTE_A;
	if (access->kind == MODEL_WRITE && !access->peek)
		answer->adds[answer->end] |= MMU_PTE_D;
	answer->shift = shift;
	answer->pa = (leaf & model_bits(51, (int)shift)) |
		     (access->la & model_bits((int)shift - 1, 0));
}

/* What must happen when this access meets these entries. */
static inline struct model_answer
model_predict(const struct mmu_mode *mode, const struct model_path *path,
	      const struct model_access *access)
{
	struct model_combined combined;
	struct model_answer answer = {.vector = 0};
	unsigned int facts = model_mode_facts(mode, access);
	uint32_t code = model_access_code(facts);
	unsigned int end;
	uint64_t last;

	if (!model_canonical(access->la, mode->levels))
		return model_raise(access->stack ? MMU_TRAP_SS : MMU_TRAP_GP,
				   MMU_WHY_NON_CANONICAL, 0, 0);
	end = model_end(mode, path);
	last = path->entry[end];
	if (end == path->missing)
		return model_raise(MMU_TRAP_MC, MMU_WHY_NO_RAM, end, 0);
	if (!(last & MMU_PTE_P))
		return model_raise(MMU_TRAP_PF, MMU_WHY_NOT_PRESENT, end, code);
	if (model_reserved(mode, end, last))
		return model_raise(MMU_TRAP_PF, MMU_WHY_RESERVED, end,
				   code | MMU_PF_P | MMU_PF_RSVD);

	answer.end = end;
	combined = model_combine(path, mode->levels, end);
	facts = model_facts(mode, access, &combined, last);
	if (model_permits(facts)) {
		model_succeed(mode, access, last, &answer);
		return answer;
	}
	answer.vector = MMU_TRAP_PF;
	answer.error_code = code | MMU_PF_P;
	if (model_key_denies(mode, facts))
		answer.error_code |= MMU_PF_PK;
	model_blame(mode, path, facts, &answer);
	return answer;
}

/* --- comparing ------------------------------------------------------------ */

/* "Determining the Memory Type": PAT, PCD and PWT, from the highest bit. */
static inline unsigned int model_pat(uint64_t leaf, unsigned int level)
{
	uint64_t pat = level == 1 ? MMU_PTE_PAT : MMU_PTE_PAT_LARGE;

	return (leaf & pat ? 4 : 0) + (leaf & MMU_PTE_PCD ? 2 : 0) +
	       (leaf & MMU_PTE_PWT ? 1 : 0);
}

/* NULL, or what of a walk's answer is not as it must be. @path is as it was
 * before the walk. */
static inline const char *model_objects(const struct mmu_mode *mode,
					const struct model_path *path,
					const struct model_access *access,
					const struct model_answer *answer,
					int vector, const struct mmu_xlat *xlat,
					const struct mmu_fault *fault)
{
	uint64_t leaf = path->entry[answer->end];
	struct model_combined combined;

	if (vector != answer->vector)
		return "outcome";
	if (vector) {
		bool known = fault->why <= MMU_WHY_NO_RAM;

		if (fault->vector != vector || fault->la != access->la)
			return "vector or address in the fault";
		if (fault->error_code != answer->error_code)
			return "error code";
		if (vector == MMU_TRAP_GP || vector == MMU_TRAP_SS)
			return fault->why != MMU_WHY_NON_CANONICAL ? "reason" :
			       fault->level			   ? "level" :
								     NULL;
		if (!known || !answer->blame[fault->why])
			return "reason";
		if (fault->level != answer->blame[fault->why])
			return "deciding level";
		if (vector == MMU_TRAP_PF &&
		    fault->entry != path->entry[fault->level])
			return "entry in the fault";
		return NULL;
	}
	combined = model_combine(path, mode->levels, answer->end);
	if (xlat->pa != answer->pa)
		return "physical address";
	if (xlat->shift != answer->shift ||
	    xlat->nsteps != mode->levels - answer->end + 1)
		return "page size";
	if (!(xlat->rights & MMU_RIGHT_US) != !(combined.all & MMU_PTE_US) ||
	    !(xlat->rights & MMU_RIGHT_RW) != !(combined.all & MMU_PTE_RW) ||
	    !(xlat->rights & MMU_RIGHT_NX) != !(combined.any & MMU_PTE_NX))
		return "combined rights";
	if (xlat->pkey != model_key(leaf))
		return "protection key";
	if (xlat->pat != model_pat(leaf, answer->end))
		return "PAT index";
	if (xlat->global != !!(leaf & MMU_PTE_G))
		return "global flag";
	if (xlat->dirty != !!((leaf | answer->adds[answer->end]) & MMU_PTE_D))
		return "dirty flag of the translation";
	return NULL;
}

/* "user", "supervisor" or "implicit", and the access. */
static inline char *model_access_text(const struct mmu_mode *mode,
				      const struct model_access *access,
				      char *buf, size_t size)
{
	static const char *const kinds[] = {"read", "write", "fetch"};

	snprintf(buf, size, "%s%s%s %s", access->implicit ? "implicit " : "",
		 access->stac ? "stac " : "",
		 mode->cpl == 3 ? "user" : "supervisor", kinds[access->kind]);
	return buf;
}

#endif
