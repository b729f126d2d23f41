/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * registry.c - the windows of all machines, sorted by host address.
 *
 * The signal handler reads the registry without a lock: a writer fills the
 * array that is not in use, publishes it, and waits until no reader can still
 * be in the other one.
 *
 * There are always two arrays with room for all windows, so that taking one
 * out cannot fail.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "native/window.h"

struct registry {
	size_t n;
	struct window *window[];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct registry *) current;
static struct registry *spare;
static _Atomic(unsigned int) readers;

static uint64_t host_start(const struct window *window)
{
	return (uint64_t)(uintptr_t)window->host;
}

static struct window *find(const struct registry *all, uint64_t host)
{
	size_t lo = 0, hi = all ? all->n : 0;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		struct window *window = all->window[mid];

		if (host < host_start(window))
			hi = mid;
		else if (host - host_start(window) >= window->len)
			lo = mid + 1;
		else
			return window;
	}
	return NULL;
}

struct window *native_window_at(uint64_t host)
{
	struct window *found;

	atomic_fetch_add(&readers, 1);
	found = find(atomic_load(&current), host);
	atomic_fetch_sub(&readers, 1);
	return found;
}

struct mmu_cpu *native_cpu_at(uint64_t host)
{
	struct mmu_cpu *cpu;
	struct window *found;

	atomic_fetch_add(&readers, 1);
	found = find(atomic_load(&current), host);
	cpu = found ? found->cpu : NULL;
	atomic_fetch_sub(&readers, 1);
	return cpu;
}

/* Make new the current array. Returns the one before, which nobody reads. */
static struct registry *publish(struct registry *new)
{
	struct registry *old = atomic_exchange(&current, new);

	while (atomic_load(&readers))
		sched_yield();
	return old;
}

static struct registry *create(size_t n)
{
	return malloc(sizeof(struct registry) + n * sizeof(struct window *));
}

/* Copy from to to, with add at its place. */
static void copy_with(struct registry *to, const struct registry *from,
		      struct window *add)
{
	size_t out = 0, n = from ? from->n : 0;

	for (size_t i = 0; i < n; i++) {
		if (add && host_start(add) < host_start(from->window[i])) {
			to->window[out++] = add;
			add = NULL;
		}
		to->window[out++] = from->window[i];
	}
	if (add)
		to->window[out++] = add;
	to->n = out;
}

int native_register(struct window *window)
{
	struct registry *old, *new, *new_spare;
	size_t n;

	pthread_mutex_lock(&mutex);
	old = atomic_load(&current);
	n = (old ? old->n : 0) + 1;
	new = create(n);
	new_spare = create(n);
	if (!new || !new_spare) {
		pthread_mutex_unlock(&mutex);
		free(new);
		free(new_spare);
		return -ENOMEM;
	}
	copy_with(new, old, window);
	free(publish(new));
	free(spare);
	spare = new_spare;
	pthread_mutex_unlock(&mutex);
	return 0;
}

void native_unregister(const struct window *window)
{
	struct registry *old, *new;

	pthread_mutex_lock(&mutex);
	old = atomic_load(&current);
	new = spare;
	new->n = 0;
	for (size_t i = 0; i < old->n; i++)
		if (old->window[i] != window)
			new->window[new->n++] = old->window[i];
	if (new->n) {
		spare = publish(new);
	} else {
		free(publish(NULL));
		free(new);
		spare = NULL;
	}
	pthread_mutex_unlock(&mutex);
}
