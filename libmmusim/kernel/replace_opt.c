/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replace_opt.c - OPT, also called MIN: the page goes that will not be needed
 * for the longest time.
 *
 * No policy has fewer faults, and none can be built so, since nobody knows what
 * a program will do. Here somebody does: it is run twice. The first run is
 * recorded (kern_trace.h), and the second one, which must be the same, is told
 * where in the trace it is (kern_opt_seek()).
 *
 *   trace   a b c a d b a ...
 *                   ^ now: of a, b and c, who comes next last?
 *
 * The next use of a page, plus 1, is kept in its word, and sought anew when it
 * has passed. A page that does not occur any more is used at "never". Of several
 * such pages the one that came first goes.
 *
 * Reference: L. A. Belady, "A Study of Replacement Algorithms for a
 * Virtual-Storage Computer", 1966; Silberschatz, "Operating System Concepts",
 * "Optimal Page Replacement"; Tanenbaum, "Modern Operating Systems", "The
 * Optimal Page Replacement Algorithm".
 */
#include <errno.h>

#include "kernel/reclaim.h"
#include "kernel/replace.h"
#include "kernel/trace.h"
#include "mem/limits.h"

#define QUEUE 0u

struct opt {
	struct kern_trace *trace;
	uint64_t now;
};

static int opt_init(struct kern *k, void *state, void *arg)
{
	struct opt *opt = state;

	(void)k;
	if (!arg)
		return mem_error(-EINVAL, "replacement policy \"opt\" needs a "
					  "trace: kern_set_replacement()");
	opt->trace = arg;
	return kern_trace_index(opt->trace);
}

/* When the page will be used, from now on, plus 1. */
static uint64_t next_use(struct kern *k, const struct opt *opt, uint64_t pfn)
{
	struct kern_page_info info = {.size = sizeof(info)};
	uint64_t *next = kern_page_data(k, pfn);

	if (*next <= opt->now && !kern_page_info(k, pfn, &info))
		*next = kern_trace_next(opt->trace, info.index, opt->now) + 1;
	return *next;
}

static void opt_add(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	*kern_page_data(k, pfn) = 0;
	kern_lru_add(k, QUEUE, pfn);
}

static void opt_remove(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	kern_lru_del(k, QUEUE, pfn);
}

/* As if it were needed right now: others are offered first. */
static void opt_putback(struct kern *k, void *state, uint64_t pfn)
{
	const struct opt *opt = state;

	*kern_page_data(k, pfn) = opt->now + 1;
	kern_lru_add(k, QUEUE, pfn);
}

static uint64_t opt_victim(struct kern *k, void *state)
{
	const struct opt *opt = state;
	uint64_t pfn = kern_lru_last(k, QUEUE), victim = pfn, last = 0;

	for (uint64_t n = kern_lru_length(k, QUEUE); n && pfn; n--) {
		uint64_t next = next_use(k, opt, pfn);

		if (next > last) {
			last = next;
			victim = pfn;
		}
		if (next == KERN_TRACE_NEVER + 1)
			break;
		pfn = kern_lru_prev(k, QUEUE, pfn);
	}
	if (victim)
		kern_lru_del(k, QUEUE, victim);
	return victim;
}

const struct kern_replacement kern_replacement_opt = {
	.size = sizeof(kern_replacement_opt),
	.name = "opt",
	.state_size = sizeof(struct opt),
	.init = opt_init,
	.add = opt_add,
	.remove = opt_remove,
	.victim = opt_victim,
	.putback = opt_putback,
};

int kern_opt_seek(struct kern *k, uint64_t n)
{
	struct kern_reclaim *r = k->reclaim;
	struct opt *opt = r->state;

	if (r->policy->victim != opt_victim)
		return -ENOENT;
	/* What lies behind may lie ahead again. */
	if (n < opt->now) {
		uint64_t pfn = kern_lru_last(k, QUEUE);

		for (; pfn; pfn = kern_lru_prev(k, QUEUE, pfn))
			*kern_page_data(k, pfn) = 0;
	}
	opt->now = n;
	return 0;
}
