/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_fault.c - explain: what the last oops was, or another one. It reads from outside,
 * so it also works after a panic, and changes nothing.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tool/commands.h"

#define TROUBLE_SIZE 160 /* of a line of the log */

/* Of several only the first can be trusted. */
static void print_number(FILE *out, const struct kern_oops_info *oops)
{
	if (oops->count > 1)
		fprintf(out,
			"Oops number:   %u since boot; after the first nothing "
			"is certain: see \"explain 1\"\n",
			oops->count);
}

static void print_sentence(FILE *out, const struct kern_oops_info *oops)
{
	const struct mmu_fault *fault = &oops->frame.fault;
	const char *prefix = "";
	char text[192];

	if (fault->why == MMU_WHY_NONE) /* #DE, #UD ... */
		prefix = "the instruction raised ";
	else if (fault->vector == MMU_TRAP_DF)
		prefix = "double fault; the first was a ";
	mmu_fault_text(fault, text, sizeof(text));
	fprintf(out, "What happened: %s%s", prefix, text);
	if (*oops->bug)
		fprintf(out, ": kernel BUG at %s!", oops->bug);
	fputc('\n', out);
	if (*oops->said)
		fprintf(out, "Log before it: %s\n", oops->said);
}

static void print_source(FILE *out, const char *path, const char *symbol,
			 uint64_t offset)
{
	char file[512], text[128];
	const char *slash;
	int line;

	if (!*path ||
	    mmu_source_line(path, symbol, offset, file, sizeof(file), &line))
		return;
	if (mmu_source_text(path, file, line, text, sizeof(text)))
		text[0] = '\0';
	slash = strrchr(file, '/');
	fprintf(out, "Source line:   %s:%d%s%s\n", slash ? slash + 1 : file,
		line, *text ? ": " : "", text);
}

static void print_instruction(struct call *call, uint64_t rip)
{
	unsigned char code[15];
	char text[96];
	size_t len = 0;

	mmu_copy_in(kern_cpu(call->sh->kern), code, rip, sizeof(code), MMU_PEEK,
		    &len, NULL);
	if (mmu_disasm(code, len, rip, text, sizeof(text)) > 0)
		fprintf(call->out, "Instruction:   %s\n", text);
}

/* The module that was there is gone, and its code with it. */
static void print_unloaded(FILE *out, const struct kern_oops_info *oops)
{
	fprintf(out,
		"Where:         0x%llx, where %s+0x%llx [%s] was before it "
		"was unloaded\n",
		(unsigned long long)oops->regs_la.rip,
		*oops->symbol ? oops->symbol : "something",
		(unsigned long long)oops->offset, oops->module);
	print_source(out, oops->path, oops->symbol, oops->offset);
}

/* Which instruction. */
static void print_place(struct call *call, const struct kern_oops_info *oops)
{
	char text[256];

	if (oops->unloaded) {
		print_unloaded(call->out, oops);
		return;
	}
	if (*oops->touched)
		fprintf(call->out,
			"The address:   0x%llx, where %s was before it was "
			"unloaded\n",
			(unsigned long long)oops->frame.fault.la,
			oops->touched);
	kern_symbol(call->sh->kern, oops->regs_la.rip, text, sizeof(text));
	fprintf(call->out, "Where:         %s\n", text);
	print_source(call->out, oops->path, oops->symbol, oops->offset);
	print_instruction(call, oops->regs_la.rip);
}

/* Who wanted it executed. */
static void print_caller(struct call *call, const struct kern_oops_info *oops)
{
	char text[256];

	if (!oops->caller.rip)
		return;
	kern_symbol(call->sh->kern, oops->caller.rip, text, sizeof(text));
	fprintf(call->out, "Called from:   %s\n", text);
	print_source(call->out, oops->caller.path, oops->caller.symbol,
		     oops->caller.offset);
}

/* The last line that tells of something else than an oops. */
static int find_trouble(const struct kern_log_line *line, void *arg)
{
	static const char *const begins[] = {
		"Kernel panic", "WARNING: ", "watchdog: BUG", "BUG: ", "BUG "};

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (!strncmp(line->text, begins[i], strlen(begins[i])))
			snprintf(arg, TROUBLE_SIZE, "%s", line->text);
	return 0;
}

static int explain_nothing(struct call *call)
{
	char trouble[TROUBLE_SIZE] = "";

	if (call->sh->kern)
		kern_log_each(call->sh->kern, 0, find_trouble, trouble);
	if (*trouble)
		return command_fail(call, 1,
				    "there was no oops since the machine was "
				    "started, but see dmesg: %s",
				    trouble);
	return command_fail(call, 1,
			    "there was no oops since the machine was started");
}

/* The number of an oops, or what is wrong with it. 0, or an exit status after a
 * message. */
static int take_number(struct call *call, const char *word,
		       struct kern_oops_info *oops)
{
	unsigned int last = oops->count;
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	if (*word < '0' || *word > '9' || *end)
		return command_bad_option(call, word);
	if (n > UINT_MAX)
		n = UINT_MAX;
	switch (kern_nth_oops(call->sh->kern, (unsigned int)n, oops)) {
	case 0:
		return 0;
	case -ENODATA:
		return command_fail(call, 1,
				    "of %u oopses only the first and the last "
				    "%d are kept: %s is not one of them",
				    last, KERN_OOPSES_KEPT - 1, word);
	default:
		return command_fail(call, 1,
				    "there is no oops %s: the last one was %u",
				    word, last);
	}
}

int cmd_explain(struct call *call)
{
	struct kern *kern = call->sh->kern;
	struct kern_oops_info oops = {0};
	int status;

	if (call->argc > 2)
		return command_bad_option(call, call->argv[2]);
	if (kern)
		kern_last_oops(kern, &oops);
	if (!oops.count)
		return explain_nothing(call);
	status = call->argc > 1 ? take_number(call, call->argv[1], &oops) : 0;
	if (status)
		return status;
	print_number(call->out, &oops);
	print_sentence(call->out, &oops);
	print_place(call, &oops);
	print_caller(call, &oops);
	if (*oops.walk)
		fprintf(call->out, "\n%s", oops.walk);
	return 0;
}
