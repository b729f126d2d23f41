/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_stress.c - stress: take memory, run patterns over it, say what came out.
 *
 * By default the memory is that of a user: an address space of its own, whose
 * pages come by page faults. Two tests more are made there, of what the kernel
 * does about pages: "fork" (copy-on-write keeps parent and child apart) and
 * "dontneed" (pages that were given up read as zeros). With -k it is page frames
 * by their addresses in the direct map.
 *
 * Exit status: 0, all was as written; 4, something was not (as memtester's); 1,
 * there was no memory, or a wrong option; 137, the OOM killer came.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tool/commands.h"
#include "tool/stress.h"

#define DIRECT_MAP	0xffff888000000000ull
#define DEFAULT_BYTES	(1ull << 20)
#define STATUS_MISMATCH 4

struct stress {
	struct call *call;
	struct kern *kern;
	bool kernel;
	uint64_t bytes, loops, seed;
	const char *method; /* NULL: all */
	struct kern_mm *mm;
	struct stress_memory memory;
	uint64_t *la;
	unsigned int ntests;
};

/* --- options --------------------------------------------------------------------------- */

static bool is_method(const char *name)
{
	const struct stress_pattern *pattern;

	for (size_t i = 0; (pattern = stress_pattern_nth(i)); i++)
		if (!strcmp(pattern->name, name))
			return true;
	return !strcmp(name, "fork") || !strcmp(name, "dontneed");
}

static int print_methods(struct call *call)
{
	const struct stress_pattern *pattern;

	fprintf(call->err, "%s: the methods are all", call->argv[0]);
	for (size_t i = 0; (pattern = stress_pattern_nth(i)); i++)
		fprintf(call->err, ", %s", pattern->name);
	fprintf(call->err, ", and of users' pages fork, dontneed\n");
	return 1;
}

/* 0, or an exit status after a message. */
static int take_option(struct stress *s, char option, const char *value)
{
	uint64_t *number = option == 'b' ? &s->bytes :
			   option == 'n' ? &s->loops :
					   &s->seed;
	int err;

	if (option == 'm') {
		s->method = strcmp(value, "all") ? value : NULL;
		return s->method && !is_method(value) ? print_methods(s->call) :
							0;
	}
	err = parse_size(value, number);
	if (err)
		return command_fail(s->call, 1, "-%c: %s %s", option, value,
				    err == ERANGE ? size_error(err) :
						    "is no number");
	if (option == 'n' && !s->loops)
		return command_fail(s->call, 1,
				    "-n: 0 loops would test nothing");
	return 0;
}

static int parse_options(struct stress *s)
{
	char **argv = s->call->argv;
	int status = 0;

	for (int i = 1; argv[i] && !status; i++) {
		char option = argv[i][0] == '-' ? argv[i][1] : 0;

		if (option == 'k' && !argv[i][2]) {
			s->kernel = true;
			continue;
		}
		if (!option || !strchr("bmns", option) || argv[i][2])
			return command_bad_option(s->call, argv[i]);
		if (!argv[i + 1])
			return command_fail(s->call, 1,
					    "%s needs something behind it",
					    argv[i]);
		status = take_option(s, option, argv[i + 1]);
		i++;
	}
	s->bytes = (s->bytes + MMU_PAGE_SIZE - 1) & ~(MMU_PAGE_SIZE - 1);
	if (!status && !s->bytes)
		status = command_fail(s->call, 1,
				      "0 bytes are nothing to "
				      "test");
	return status;
}

/* --- memory ------------------------------------------------------------------------------ */

static int no_memory(struct stress *s)
{
	return command_fail(s->call, 1,
			    "there is no memory for %" PRIu64 " bytes",
			    s->bytes);
}

static int take_frames(struct stress *s)
{
	struct stress_memory *m = &s->memory;

	for (; m->npages < s->bytes / MMU_PAGE_SIZE; m->npages++) {
		uint64_t pa = mmu_frame_alloc(kern_machine(s->kern), 1, 1);

		if (pa == MMU_NO_PA)
			return no_memory(s);
		s->la[m->npages] = DIRECT_MAP + pa;
	}
	return 0;
}

static int map_user(struct stress *s)
{
	struct stress_memory *m = &s->memory;
	int64_t la = -ENOMEM;

	if (!kern_mm_create(s->kern, NULL, &s->mm)) {
		kern_mm_set_comm(s->mm, "stress");
		la = kern_mmap(s->mm, 0, s->bytes, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0);
	}
	if (la < 0)
		return no_memory(s);
	m->npages = s->bytes / MMU_PAGE_SIZE;
	for (size_t i = 0; i < m->npages; i++)
		s->la[i] = (uint64_t)la + i * MMU_PAGE_SIZE;
	m->user = true;
	return 0;
}

static int take_memory(struct stress *s)
{
	if (s->bytes > 1ull << 40)
		return no_memory(s);
	s->la = must_alloc(s->bytes / MMU_PAGE_SIZE, sizeof(*s->la));
	s->memory.cpu = kern_cpu(s->kern);
	s->memory.la = s->la;
	return s->kernel ? take_frames(s) : map_user(s);
}

static void release(struct stress *s)
{
	for (size_t i = 0; s->kernel && i < s->memory.npages; i++)
		mmu_frame_free(kern_machine(s->kern), s->la[i] - DIRECT_MAP, 1);
	kern_mm_put(s->mm);
	free(s->la);
}

/* In user mode of an address space, and back. */
static void enter(struct stress *s, struct kern_mm *mm)
{
	if (!mm)
		return;
	kern_use_mm(s->kern, mm);
	kern_enter_user(s->kern);
}

static void leave(struct stress *s)
{
	if (!s->mm)
		return;
	kern_leave_user(s->kern);
	kern_use_mm(s->kern, NULL);
}

/* --- results ------------------------------------------------------------------------------ */

/* A fault that nothing resolved: its signal, if the kernel sent one. */
static int explain_trap(struct stress *s, struct kern_mm *mm,
			const struct stress_error *e)
{
	struct kern_mm_stats stats = {.size = sizeof(stats)};
	char text[192];

	if (mm)
		kern_mm_stats(mm, &stats);
	if (stats.last.signo == SIGKILL) {
		fprintf(s->call->out, "killed\n");
		fprintf(s->call->err, "Killed\n");
		return STATUS_SIGNAL + SIGKILL;
	}
	if (e->trap > 0)
		mmu_fault_text(&e->fault, text, sizeof(text));
	else
		snprintf(text, sizeof(text), "%s", strerror(-e->trap));
	fprintf(s->call->out, "FAILURE: at 0x%016" PRIx64 ": %s\n", e->la,
		text);
	return STATUS_MISMATCH;
}

static int report(struct stress *s, struct kern_mm *mm, bool good,
		  const struct stress_error *e)
{
	s->ntests++;
	if (good) {
		fprintf(s->call->out, "ok\n");
		return 0;
	}
	if (e->trap)
		return explain_trap(s, mm, e);
	fprintf(s->call->out,
		"FAILURE: 0x%016" PRIx64 " != 0x%016" PRIx64 " at 0x%016" PRIx64
		"\n",
		e->got, e->expected, e->la);
	return STATUS_MISMATCH;
}

static bool wanted(const struct stress *s, const char *name)
{
	return !s->method || !strcmp(s->method, name);
}

/* --- tests --------------------------------------------------------------------------------- */

static int run_patterns(struct stress *s)
{
	const struct stress_pattern *pattern;
	struct stress_error error = {0};
	int status = 0;

	for (size_t i = 0; (pattern = stress_pattern_nth(i)); i++) {
		int one;
		bool good;

		if (!wanted(s, pattern->name))
			continue;
		fprintf(s->call->out, "  %-20s: ", pattern->title);
		enter(s, s->mm);
		good = stress_run(&s->memory, pattern, s->seed, &error);
		leave(s);
		one = report(s, s->mm, good, &error);
		if (one > STATUS_SIGNAL)
			return one;
		status |= one;
	}
	return status;
}

/* One value in every word, that of the step. */
static uint64_t constant(uint64_t index, unsigned int step, uint64_t seed)
{
	(void)index;
	(void)step;
	return seed;
}

static const struct stress_pattern one_value = {"", "", 1, constant};

/* Does all memory hold one value? */
static bool holds(struct stress *s, uint64_t value, struct stress_error *error)
{
	*error = (struct stress_error){.expected = value};
	for (size_t i = 0; i < s->memory.npages; i++) {
		error->la = s->la[i];
		error->trap = mmu_load(s->memory.cpu, error->la, &error->got, 8,
				       &error->fault);
		if (error->trap || error->got != value)
			return false;
	}
	return true;
}

/* The parent writes, a child is made and writes; each must find its own. */
static int test_fork(struct stress *s)
{
	uint64_t mine = s->seed | 1, other = ~mine;
	struct stress_error error = {0};
	struct kern_mm *child = NULL;
	bool good;

	enter(s, s->mm);
	good = stress_run(&s->memory, &one_value, mine, &error);
	leave(s);
	if (good && kern_mm_dup(s->mm, &child)) {
		good = false;
		error.trap = -ENOMEM;
	}
	if (good) {
		enter(s, child);
		good = holds(s, mine, &error) &&
		       stress_run(&s->memory, &one_value, other, &error);
		leave(s);
	}
	if (good) {
		enter(s, s->mm);
		good = holds(s, mine, &error);
		leave(s);
	}
	fprintf(s->call->out, "  %-20s: ", "Copy-on-Write");
	int status = report(s, child ? child : s->mm, good, &error);

	kern_mm_put(child);
	return status;
}

static int test_dontneed(struct stress *s)
{
	struct stress_error error = {0};
	bool good;

	enter(s, s->mm);
	good = stress_run(&s->memory, &one_value, s->seed | 1, &error);
	leave(s);
	if (good && kern_madvise(s->mm, s->la[0], s->bytes, MADV_DONTNEED)) {
		good = false;
		error.trap = -EINVAL;
	}
	if (good) {
		enter(s, s->mm);
		good = holds(s, 0, &error);
		leave(s);
	}
	fprintf(s->call->out, "  %-20s: ", "Zeroes After Discard");
	return report(s, s->mm, good, &error);
}

static int run_loop(struct stress *s)
{
	int status = run_patterns(s);

	if (status > STATUS_SIGNAL || !s->mm)
		return status;
	if (wanted(s, "fork"))
		status |= test_fork(s);
	if (status < STATUS_SIGNAL && wanted(s, "dontneed"))
		status |= test_dontneed(s);
	return status;
}

static void print_summary(struct stress *s, int status)
{
	struct kern_mm_stats stats = {.size = sizeof(stats)};

	fprintf(s->call->out, "%s: %u test%s", status ? "Failed" : "Passed",
		s->ntests, s->ntests == 1 ? "" : "s");
	if (s->mm) {
		kern_mm_stats(s->mm, &stats);
		fprintf(s->call->out,
			", %" PRIu64 " page faults, %" PRIu64
			" from a file or swap",
			stats.min_flt + stats.maj_flt, stats.maj_flt);
	}
	fputc('\n', s->call->out);
}

int cmd_stress(struct call *call)
{
	struct stress s = {.call = call,
			   .kern = call->sh->kern,
			   .bytes = DEFAULT_BYTES,
			   .loops = 1,
			   .seed = 1};
	int status = parse_options(&s);

	if (status)
		return status;
	status = take_memory(&s);
	if (!status) {
		fprintf(call->out,
			"stress: %" PRIu64 " KiB of %s at 0x%016" PRIx64
			", seed %" PRIu64 "\n",
			s.bytes / 1024,
			s.kernel ? "page frames" : "user memory", s.la[0],
			s.seed);
		for (uint64_t i = 1; i <= s.loops && !status; i++) {
			fprintf(call->out, "Loop %" PRIu64 "/%" PRIu64 ":\n", i,
				s.loops);
			status = run_loop(&s);
		}
		print_summary(&s, status);
	}
	release(&s);
	return status;
}
