/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * srcu.c - what a module's DEFINE_SRCU() needs: counters for each CPU, which it gets
 * when it comes and loses when it goes. The rest is code of the image
 * (kimage_srcu.c).
 *
 * Reference: Linux 6.1, kernel/rcu/srcutree.c, srcu_module_coming().
 */
#include <errno.h>
#include <string.h>

#include "kernel/module.h"

enum { SRCU_DATA = 192, DATA_LEN = 384, DATA_ALIGN = 64 };

/* The structure that its pointer number i leads to: 0 behind the last one. */
static uint64_t structure(struct kern *k, const struct kern_module *mod,
			  size_t i)
{
	for (size_t n = 0; n < mod->nsections; n++) {
		uint64_t at = mod->section[n].la + i * sizeof(at), ptr;

		if (!strcmp(mod->section[n].name, "___srcu_struct_ptrs") &&
		    i < mod->section[n].size / sizeof(ptr) &&
		    kern_peek(k, at, &ptr, sizeof(ptr)))
			return kern_lift(k, ptr);
	}
	return 0;
}

static void set_data(struct kern *k, uint64_t la, uint64_t data)
{
	kern_poke(k, la + SRCU_DATA, &data, sizeof(data));
	kern_wrote(k, la + SRCU_DATA, sizeof(data));
}

int kern_srcu_module_coming(struct kern *k, const struct kern_module *mod)
{
	uint64_t la;

	for (size_t i = 0; (la = structure(k, mod, i)); i++) {
		uint64_t data = kern_percpu_alloc(k, DATA_LEN, DATA_ALIGN);

		if (!data)
			return -ENOMEM;
		set_data(k, la, data);
	}
	return 0;
}

void kern_srcu_module_going(struct kern *k, const struct kern_module *mod)
{
	uint64_t la, data;

	for (size_t i = 0; (la = structure(k, mod, i)); i++)
		if (kern_peek(k, la + SRCU_DATA, &data, sizeof(data)) && data)
			kern_percpu_free(k, data);
}
