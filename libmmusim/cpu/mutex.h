/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mutex.h - mutexes that are held while the process forks.
 *
 * Handlers of the program (pthread_atfork()) may run in between and call the
 * library, so that the thread which forks locks them again: they are recursive.
 *
 * In the child that thread has another number, by which the host does not know
 * it as the owner. There is no other thread, so such a mutex begins anew.
 */
#ifndef CPU_MUTEX_H
#define CPU_MUTEX_H

#include <pthread.h>

/* From _GNU_SOURCE; hosts without it have no windows either. */
#ifdef PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP
#define CPU_MUTEX PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP
#else
#define CPU_MUTEX PTHREAD_MUTEX_INITIALIZER
#endif

static inline void cpu_mutex_unlock(pthread_mutex_t *mutex)
{
	static const pthread_mutex_t fresh = CPU_MUTEX;

	if (pthread_mutex_unlock(mutex))
		*mutex = fresh;
}

#endif
