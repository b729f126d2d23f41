/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace.c - recorded references: see mmusim/kern_trace.h.
 *
 *   position    0  1  2  3  4  5        sorted by page, then by position:
 *   page        7  8  9  7  8  7        (7,0) (7,3) (7,5) (8,1) (8,4) (9,2)
 *
 * So the next use of a page is found by bisection.
 */
#include <errno.h>
#include <stdlib.h>

#include "kernel/trace.h"
#include "kernel/workingset.h"

struct reference {
	uint64_t page, position;
};

/**
 * struct kern_trace - references
 * @room:   of @page
 * @sorted: the same, once they are complete; NULL
 */
struct kern_trace {
	uint64_t length, room;
	uint64_t *page;
	struct reference *sorted;
};

int kern_trace_create(struct kern_trace **out)
{
	struct kern_trace *trace = calloc(1, sizeof(*trace));

	if (!trace)
		return -ENOMEM;
	*out = trace;
	return 0;
}

void kern_trace_destroy(struct kern_trace *trace)
{
	if (!trace)
		return;
	free(trace->page);
	free(trace->sorted);
	free(trace);
}

static int grow(struct kern_trace *trace)
{
	uint64_t room = trace->room ? 2 * trace->room : 1024;
	uint64_t *page = realloc(trace->page, room * sizeof(*page));

	if (!page)
		return -ENOMEM;
	trace->page = page;
	trace->room = room;
	return 0;
}

int kern_trace_add(struct kern_trace *trace, uint64_t page)
{
	if (trace->sorted)
		return -EBUSY;
	if (trace->length == trace->room && grow(trace))
		return -ENOMEM;
	trace->page[trace->length++] = page;
	return 0;
}

static int add_used(uint64_t index, bool used, void *trace)
{
	return used ? kern_trace_add(trace, index) : 0;
}

int64_t kern_trace_sample(struct kern_trace *trace, struct kern_mm *mm)
{
	uint64_t before = trace->length;
	int err = trace->sorted ? -EBUSY :
				  kern_mm_test_young(mm, add_used, trace);

	return err ? err : (int64_t)(trace->length - before);
}

uint64_t kern_trace_length(const struct kern_trace *trace)
{
	return trace->length;
}

uint64_t kern_trace_page(const struct kern_trace *trace, uint64_t n)
{
	return n < trace->length ? trace->page[n] : UINT64_MAX;
}

static int compare(const void *x, const void *y)
{
	const struct reference *a = x, *b = y;

	if (a->page != b->page)
		return a->page < b->page ? -1 : 1;
	return a->position < b->position ? -1 : a->position > b->position;
}

int kern_trace_index(struct kern_trace *trace)
{
	struct reference *sorted;

	if (trace->sorted)
		return 0;
	sorted = malloc((trace->length + 1) * sizeof(*sorted));
	if (!sorted)
		return -ENOMEM;
	for (uint64_t i = 0; i < trace->length; i++)
		sorted[i] = (struct reference){trace->page[i], i};
	qsort(sorted, trace->length, sizeof(*sorted), compare);
	trace->sorted = sorted;
	return 0;
}

uint64_t kern_trace_next(const struct kern_trace *trace, uint64_t page,
			 uint64_t from)
{
	const struct reference key = {page, from};
	uint64_t low = 0, high = trace->length;

	/* All before low are less than the key, none from high on is. */
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (compare(&trace->sorted[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < trace->length && trace->sorted[low].page == page ?
		       trace->sorted[low].position :
		       KERN_TRACE_NEVER;
}
