/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * registry.c - the windows of all machines, by host address.
 *
 * The signal handler reads the registry without a lock: see ranges.h.
 */
#define _GNU_SOURCE
#include <pthread.h>

#include "cpu/mutex.h"
#include "native/ranges.h"
#include "native/window.h"

static pthread_mutex_t mutex = CPU_MUTEX;
static struct ranges all;

void native_lock_registry(bool yes)
{
	if (yes)
		pthread_mutex_lock(&mutex);
	else
		cpu_mutex_unlock(&mutex);
}

static uint64_t host_start(const struct window *window)
{
	return (uint64_t)(uintptr_t)window->host;
}

struct window *native_window_at(uint64_t host)
{
	struct ranges_entry found;

	return ranges_find(&all, host, &found) ? found.value : NULL;
}

struct mmu_cpu *native_cpu_at(uint64_t host)
{
	struct ranges_entry found;

	return ranges_find(&all, host, &found) ? found.owner : NULL;
}

int native_register(struct window *window)
{
	struct ranges_entry range = {host_start(window), window->len, window,
				     window->cpu};
	int err;

	pthread_mutex_lock(&mutex);
	err = ranges_add(&all, &range);
	pthread_mutex_unlock(&mutex);
	return err;
}

void native_unregister(const struct window *window)
{
	pthread_mutex_lock(&mutex);
	ranges_remove(&all, host_start(window));
	pthread_mutex_unlock(&mutex);
}
