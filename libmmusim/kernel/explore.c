/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explore.c - schedules: followed, recorded, and searched. See
 * mmusim/kern_explore.h.
 *
 * The search goes by numbers of switches. A run by a schedule shows which other
 * choices there were after its last switch; each of them makes a schedule with one
 * switch more, for the next round:
 *
 *   round 0   0 0 0 0 0 ...
 *   round 1   1 ...    0 1 ...    0 0 1 ...
 *   round 2   1 1 ...  1 0 1 ...  0 1 1 ...  ...
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include <mmusim/kern_explore.h>
#include "kernel/sched.h"

/* --- following ------------------------------------------------------------------ */

int kern_sched_follow(struct kern *k, struct kern_schedule *schedule)
{
	if (schedule && (schedule->size != sizeof(*schedule) ||
			 schedule->n > KERN_SCHEDULE_MAX))
		return -EINVAL;
	if (schedule)
		schedule->steps = 0;
	k->sched->schedule = schedule;
	k->sched->last = NULL;
	return 0;
}

unsigned int kern_sched_decide(struct kern_schedule *s, unsigned int options)
{
	unsigned int step = s->steps++;
	unsigned int choice = step < s->n ? s->choice[step] : 0;

	if (choice >= options)
		choice = 0;
	if (step < KERN_SCHEDULE_MAX) {
		s->choice[step] = (unsigned char)choice;
		s->options[step] =
			(unsigned char)(options < 255 ? options : 255);
	}
	return choice;
}

/* --- searching -------------------------------------------------------------------- */

/* The beginning of a schedule that is to be tried. */
struct prefix {
	STAILQ_ENTRY(prefix) next;
	unsigned int n;
	unsigned char choice[];
};
STAILQ_HEAD(prefixes, prefix);

static void drop_all(struct prefixes *list)
{
	struct prefix *p;

	while ((p = STAILQ_FIRST(list))) {
		STAILQ_REMOVE_HEAD(list, next);
		free(p);
	}
}

/* The schedule up to a step, and another choice there. */
static int add(struct prefixes *list, const struct kern_schedule *s,
	       unsigned int step, unsigned int choice)
{
	struct prefix *p = malloc(sizeof(*p) + step + 1);

	if (!p)
		return -ENOMEM;
	p->n = step + 1;
	memcpy(p->choice, s->choice, step);
	p->choice[step] = (unsigned char)choice;
	STAILQ_INSERT_TAIL(list, p, next);
	return 0;
}

/* All that differ from a run by one choice after what it followed. */
static int add_others(struct prefixes *list, const struct kern_schedule *s,
		      unsigned int followed)
{
	unsigned int steps = s->steps < KERN_SCHEDULE_MAX ? s->steps :
							    KERN_SCHEDULE_MAX;
	int err = 0;

	for (unsigned int step = followed; step < steps; step++)
		for (unsigned int c = 1; !err && c < s->options[step]; c++)
			err = add(list, s, step, c);
	return err;
}

/* As long as the run needed, and no zeros at its end. */
static void keep(struct kern_explore *e, const struct kern_schedule *s,
		 unsigned int followed)
{
	e->found = *s;
	e->found.n = followed;
}

/* Return: as kern_explore(). */
static int try(struct kern_explore *e, const struct prefix *p,
	       struct prefixes *next)
{
	struct kern_schedule s = {.size = sizeof(s), .n = p->n};
	int result;

	memcpy(s.choice, p->choice, p->n);
	e->runs++;
	result = e->run(e->arg, &s);
	if (result > 0)
		keep(e, &s, p->n);
	if (result)
		return result > 0 ? 1 : result;
	return add_others(next, &s, p->n);
}

static int try_all(struct kern_explore *e, struct prefixes *list,
		   struct prefixes *next, unsigned int max_runs)
{
	struct prefix *p;
	int result = 0;

	while (!result && (p = STAILQ_FIRST(list)) && e->runs < max_runs) {
		STAILQ_REMOVE_HEAD(list, next);
		result = try(e, p, next);
		free(p);
	}
	return result;
}

int kern_explore(struct kern_explore *e)
{
	struct prefixes list = STAILQ_HEAD_INITIALIZER(list);
	struct prefixes next = STAILQ_HEAD_INITIALIZER(next);
	struct kern_schedule empty = {.n = 0};
	unsigned int max_switches, max_runs;
	int result;

	if (!e || e->size != sizeof(*e) || !e->run)
		return -EINVAL;
	max_switches = e->max_switches ? e->max_switches : 4;
	max_runs = e->max_runs ? e->max_runs : 10000;
	e->runs = 0;
	/* The empty one: a prefix whose last choice is 0 is none. */
	result = add(&list, &empty, 0, 0);
	if (!result)
		STAILQ_FIRST(&list)->n = 0;
	for (unsigned int n = 0; !result && n <= max_switches; n++) {
		result = try_all(e, &list, &next, max_runs);
		drop_all(&list);
		STAILQ_CONCAT(&list, &next);
	}
	drop_all(&list);
	drop_all(&next);
	return result;
}
