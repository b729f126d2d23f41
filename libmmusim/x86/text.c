/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.c - entries, error codes and faults in words.
 *
 * The words are those of the Intel manual, so that a reader can look them up.
 */
#include <stdarg.h>
#include <stdio.h>
#include <inttypes.h>

#include <mmusim/x86.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A string that is built piece by piece and cut where the buffer ends. */
struct text {
	char *buf;
	size_t size, len;
};

static struct text text_start(char *buf, size_t size)
{
	if (size)
		buf[0] = '\0';
	return (struct text){.buf = buf, .size = size};
}

static void text_add(struct text *text, const char *format, ...)
	MMU_PRINTF(2, 3);

static void text_add(struct text *text, const char *format, ...)
{
	size_t room = text->size - text->len;
	va_list args;
	int n;

	if (!room)
		return;
	va_start(args, format);
	n = vsnprintf(text->buf + text->len, room, format, args);
	va_end(args);
	if (n > 0)
		text->len += (size_t)n < room ? (size_t)n : room - 1;
}

static const char *pick(const char *const *names, size_t count, unsigned int i)
{
	return i < count && names[i] ? names[i] : "unknown";
}

const char *mmu_why_text(enum mmu_why why)
{
	static const char *const names[] = {
		[MMU_WHY_NONE] = "allowed",
		[MMU_WHY_NON_CANONICAL] = "non-canonical address",
		[MMU_WHY_NOT_PRESENT] = "not present",
		[MMU_WHY_RESERVED] = "reserved bit",
		[MMU_WHY_SUPERVISOR] = "supervisor page",
		[MMU_WHY_READ_ONLY] = "read-only page",
		[MMU_WHY_NX] = "no-execute page",
		[MMU_WHY_SMEP] = "SMEP",
		[MMU_WHY_SMAP] = "SMAP",
		[MMU_WHY_PKEY] = "protection key",
		[MMU_WHY_NO_RAM] = "no RAM",
	};

	return pick(names, COUNT(names), why);
}

const char *mmu_trap_text(unsigned int vector)
{
	static const char *const names[] = {
		[MMU_TRAP_DE] = "#DE",	[MMU_TRAP_DB] = "#DB",
		[MMU_TRAP_NMI] = "NMI", [MMU_TRAP_BP] = "#BP",
		[MMU_TRAP_UD] = "#UD",	[MMU_TRAP_DF] = "#DF",
		[MMU_TRAP_SS] = "#SS",	[MMU_TRAP_GP] = "#GP",
		[MMU_TRAP_PF] = "#PF",	[MMU_TRAP_MF] = "#MF",
		[MMU_TRAP_AC] = "#AC",	[MMU_TRAP_MC] = "#MC",
		[MMU_TRAP_XM] = "#XM",
	};

	return pick(names, COUNT(names), vector);
}

const char *mmu_level_text(unsigned int level)
{
	static const char *const names[] = {
		[1] = "PTE",   [2] = "PDE",   [3] = "PDPTE",
		[4] = "PML4E", [5] = "PML5E",
	};

	return pick(names, COUNT(names), level);
}

const char *mmu_how_text(unsigned int how)
{
	static const char *const names[] = {
		[MMU_READ] = "read",
		[MMU_WRITE] = "write",
		[MMU_FETCH] = "fetch",
	};

	return pick(names, COUNT(names), how & MMU_HOW);
}

char *mmu_entry_text(uint64_t entry, unsigned int level, char *buf, size_t size)
{
	/* D, G, PAT and the key mean something in a leaf only. */
	static const struct {
		uint64_t bit;
		const char *name;
		bool table, large, pte;
	} flags[] = {
		{MMU_PTE_P, "P", true, true, true},
		{MMU_PTE_RW, "RW", true, true, true},
		{MMU_PTE_US, "US", true, true, true},
		{MMU_PTE_PWT, "PWT", true, true, true},
		{MMU_PTE_PCD, "PCD", true, true, true},
		{MMU_PTE_A, "A", true, true, true},
		{MMU_PTE_D, "D", false, true, true},
		{MMU_PTE_PS, "PS", true, true, false},
		{MMU_PTE_PAT, "PAT", false, false, true},
		{MMU_PTE_G, "G", false, true, true},
		{MMU_PTE_PAT_LARGE, "PAT", false, true, false},
		{MMU_PTE_NX, "NX", true, true, true},
	};
	struct text text = text_start(buf, size);
	bool pte = level == 1;
	bool large = !pte && entry & MMU_PTE_PS;
	unsigned int key = entry >> MMU_PTE_PKEY_SHIFT & 15;

	if (!(entry & MMU_PTE_P)) {
		text_add(&text, "not present");
		return buf;
	}
	for (size_t i = 0; i < COUNT(flags); i++) {
		bool shown = pte   ? flags[i].pte :
			     large ? flags[i].large :
				     flags[i].table;

		if (shown && entry & flags[i].bit)
			text_add(&text, "%s%s", i ? " " : "", flags[i].name);
	}
	if ((pte || large) && key)
		text_add(&text, " key=%u", key);
	return buf;
}

char *mmu_error_code_text(uint32_t error_code, char *buf, size_t size)
{
	struct text text = text_start(buf, size);
	const char *access = error_code & MMU_PF_ID ? "fetch" :
			     error_code & MMU_PF_WR ? "write" :
						      "read";
	const char *cause = !(error_code & MMU_PF_P) ? "not present" :
			    error_code & MMU_PF_RSVD ? "reserved bit" :
			    error_code & MMU_PF_PK   ? "protection key" :
						       "rights violation";

	text_add(&text, "%s, %s, %s", access,
		 error_code & MMU_PF_US ? "user" : "supervisor", cause);
	return buf;
}

/* "the PTE at 0x3008" */
static void add_entry(struct text *text, const struct mmu_fault *fault)
{
	text_add(text, "the %s at 0x%" PRIx64, mmu_level_text(fault->level),
		 fault->entry_pa);
}

static void add_no_ram(struct text *text, const struct mmu_fault *fault)
{
	if (!fault->level) {
		text_add(text, "there is no RAM at its physical address");
		return;
	}
	add_entry(text, fault);
	text_add(text, fault->entry & MMU_PTE_P ? " points outside RAM" :
						  " lies outside RAM");
}

/* Which entry is to blame, and for what. */
static void add_reason(struct text *text, const struct mmu_fault *fault)
{
	static const char *const blame[] = {
		[MMU_WHY_NOT_PRESENT] = "is not present (P=0)",
		[MMU_WHY_RESERVED] = "has a reserved bit set",
		[MMU_WHY_SUPERVISOR] = "is for the supervisor only (US=0)",
		[MMU_WHY_READ_ONLY] = "forbids writing (RW=0)",
		[MMU_WHY_NX] = "forbids execution (NX=1)",
		[MMU_WHY_SMEP] = "maps a user page (US=1), from which the "
				 "supervisor must not execute (SMEP)",
		[MMU_WHY_SMAP] = "maps a user page (US=1), which the "
				 "supervisor must not touch (SMAP)",
	};

	switch (fault->why) {
	case MMU_WHY_NON_CANONICAL:
		text_add(text, "the address is not canonical");
		break;
	case MMU_WHY_PKEY:
		text_add(text, "protection key %u of ",
			 (unsigned int)(fault->entry >> MMU_PTE_PKEY_SHIFT) &
				 15);
		add_entry(text, fault);
		text_add(text, " denies it");
		break;
	case MMU_WHY_NO_RAM:
		add_no_ram(text, fault);
		break;
	default:
		add_entry(text, fault);
		text_add(text, " %s", pick(blame, COUNT(blame), fault->why));
		if (fault->why == MMU_WHY_RESERVED)
			text_add(text, ": it is 0x%" PRIx64, fault->entry);
	}
}

char *mmu_fault_text(const struct mmu_fault *fault, char *buf, size_t size)
{
	static const char *const prepositions[] = {
		[MMU_READ] = "from",
		[MMU_WRITE] = "to",
		[MMU_FETCH] = "from",
	};
	struct text text = text_start(buf, size);

	if (fault->why == MMU_WHY_NONE) { /* #DE, #BP, #UD: no address */
		text_add(&text, "%s", mmu_trap_text(fault->vector));
		return buf;
	}
	text_add(&text, "%s %s 0x%" PRIx64 ": ", mmu_how_text(fault->how),
		 pick(prepositions, COUNT(prepositions), fault->how & MMU_HOW),
		 fault->la);
	add_reason(&text, fault);
	return buf;
}
