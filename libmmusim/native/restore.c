/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * restore.c - windows, when a machine is restored from a snapshot, and in the
 * child of a fork().
 *
 * What the library knows of windows lies in the machine's pool, and goes back
 * with it. What the host has mapped does not, and is taken away: before, what
 * is mapped by the windows of now; after, what the windows of then believe to
 * be mapped.
 *
 * A window is the same one when it lies at the same place of the pool and of
 * the host, and is of the same kind. Windows that were opened since are closed. One that was closed
 * since cannot be had back: its host addresses, which are in simulated memory
 * as pointers, may be somebody else's.
 */
#include <errno.h>
#include <stdlib.h>

#include "native/host.h"
#include "native/native.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_DEFINED(a, n) ((void)(a), (void)(n))
#endif

struct place {
	const struct window *window;
	uint64_t la, len;
	char *host;
	uint64_t reserved;
	bool identity;
	uint64_t pa;
};

struct saved {
	size_t n;
	struct place place[];
};

int native_save(const struct mmu_machine *machine, void **saved)
{
	const struct native *native = machine->native;
	struct saved *new;

	if (!native->n)
		return 0;
	new = malloc(sizeof(*new) + native->n * sizeof(new->place[0]));
	if (!new)
		return -ENOMEM;
	new->n = native->n;
	for (size_t i = 0; i < native->n; i++) {
		const struct window *window = native->window[i];

		new->place[i] = (struct place){
			window,	      window->la,	window->len,
			window->host, window->reserved, window->identity,
			window->pa};
	}
	*saved = new;
	return 0;
}

static bool is_at(const struct window *window, const struct place *place)
{
	return window == place->window && window->la == place->la &&
	       window->len == place->len && window->host == place->host &&
	       window->reserved == place->reserved &&
	       window->identity == place->identity && window->pa == place->pa;
}

static bool was_open(const struct saved *saved, const struct window *window)
{
	for (size_t i = 0; saved && i < saved->n; i++)
		if (is_at(window, &saved->place[i]))
			return true;
	return false;
}

bool native_lost(const struct mmu_machine *machine, const void *saved)
{
	const struct native *native = machine->native;
	size_t found = 0;

	for (size_t i = 0; i < native->n; i++)
		found += was_open(saved, native->window[i]);
	return found < ((const struct saved *)saved)->n;
}

static void unhost(struct tlb_entry *entry, void *arg)
{
	(void)arg;
	entry->hosted = false;
}

void native_before_restore(struct mmu_machine *machine, const void *saved)
{
	struct native *native = machine->native;

	for (size_t i = native->n; i-- > 0;)
		if (!was_open(saved, native->window[i]))
			native_close_window(native, i);
	native_unmap_all(native);
}

/* For memcheck the contents are as when the window was opened: defined. */
static void tell_memcheck(const struct window *window)
{
	if (host_valgrind())
		VALGRIND_MAKE_MEM_DEFINED(window->host, window->len);
}

void native_after_restore(struct mmu_machine *machine)
{
	struct native *native = machine->native;

	for (size_t i = 0; i < native->n; i++)
		tell_memcheck(native->window[i]);
	native_forget_all(native);
	tlb_each(&native->cpu->tlb, unhost, NULL);
	native->cpu->host_mode = native->cpu->mode;
	native->cpu->mode_stale = false;
}

void native_hide(struct mmu_machine *machine)
{
	native_unmap_all(machine->native);
}

/* In the child of a fork(): what is mapped is the parent's. */
void native_forked(struct mmu_machine *machine, bool lost)
{
	struct native *native = machine->native;

	for (size_t i = 0; i < native->n; i++)
		native_unmap_window(native->window[i], lost);
	native_forget_all(native);
	tlb_each(&native->cpu->tlb, unhost, NULL);
}
