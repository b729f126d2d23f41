/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replace_fifo.c - first in, first out: the page goes that came first, used or
 * not. The least that a policy can be.
 */
#include "kernel/replace.h"

#define QUEUE 0u

static void fifo_add(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	kern_lru_add(k, QUEUE, pfn);
}

static void fifo_remove(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	kern_lru_del(k, QUEUE, pfn);
}

static uint64_t fifo_victim(struct kern *k, void *state)
{
	uint64_t pfn = kern_lru_last(k, QUEUE);

	(void)state;
	if (pfn)
		kern_lru_del(k, QUEUE, pfn);
	return pfn;
}

const struct kern_replacement kern_replacement_fifo = {
	.size = sizeof(kern_replacement_fifo),
	.name = "fifo",
	.add = fifo_add,
	.remove = fifo_remove,
	.victim = fifo_victim,
	.putback = fifo_add,
};
