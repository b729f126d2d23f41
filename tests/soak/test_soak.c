/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_soak.c - random lives of machines, beside models of them.
 *
 *   life.h   one machine, everything that can be done to it, and a model that
 *            knows what each access must do (model.h, world.h, attempt.h)
 *   crowd.h  many threads in one machine, each knows what it wrote
 *   growth.h the process must not grow meanwhile
 *
 * "make check" runs some steps with a seed that is always the same. "make soak"
 * goes on for SOAK_SECONDS with another one each time. SOAK_SEED and SOAK_ROUND
 * repeat what failed: in one thread exactly, in several as well as can be.
 */
#include <time.h>

#include "crowd.h"
#include "growth.h"
#include "life.h"

/* For these, a step takes longer. */
static bool is_slow(void)
{
	return soak_under("valgrind") || soak_under("tsan");
}

static unsigned long from_environment(const char *name, unsigned long value)
{
	const char *text = getenv(name);

	return text && *text ? strtoul(text, NULL, 0) : value;
}

static unsigned long steps(void)
{
	return from_environment("SOAK_STEPS", is_slow() ? 2000 : 12000);
}

/* --- several machines ------------------------------------------------------------ */

static void *live_alone(void *purpose)
{
	live((unsigned int)(uintptr_t)purpose, steps() / 2);
	return NULL;
}

static pthread_t start_alone(unsigned int purpose)
{
	pthread_t thread;

	soak_assert(!pthread_create(&thread, NULL, live_alone,
				    (void *)(uintptr_t)purpose));
	return thread;
}

static void join(pthread_t thread)
{
	soak_assert(!pthread_join(thread, NULL));
}

enum { LONERS = 3 };

static void test_soak_threads_with_a_machine_each(void **state)
{
	pthread_t thread[LONERS];

	(void)state;
	for (unsigned int i = 0; i < LONERS; i++) {
		thread[i] = start_alone(10 + i);
		/* Memcheck mixes up the stacks of threads. */
		if (soak_under("valgrind"))
			join(thread[i]);
	}
	for (unsigned int i = 0; i < LONERS && !soak_under("valgrind"); i++)
		join(thread[i]);
}

/* --- a million faults ---------------------------------------------------------- */

/* In "make soak" it is a million. */
static void test_soak_many_faults_from_eight_threads(void **state)
{
	(void)state;
	run_crowd(20, MOST_THREADS,
		  from_environment("SOAK_FAULTS", is_slow() ? 2000 : 20000));
}

/* --- rounds ------------------------------------------------------------------------ */

/* All by itself, then a crowd, and beside it a thread with another machine. */
static void run_round(void)
{
	struct rng rng = rng_create(0);
	unsigned int nthreads = 1 + rng_below(&rng, MOST_THREADS);
	unsigned long faults = steps() / 4;
	pthread_t thread;

	live(1, steps());
	if (soak_under("valgrind")) { /* one by one */
		run_crowd(100, nthreads, faults);
		return;
	}
	thread = start_alone(2);
	run_crowd(100, nthreads, faults);
	join(thread);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void test_soak_rounds(void **state)
{
	double end = seconds() + (double)from_environment("SOAK_SECONDS", 0);
	unsigned int least = is_slow() ? 2 : WARM_UP + 2, n = 0;
	struct holdings most = {0};

	(void)state;
	if (getenv("SOAK_ROUND"))
		least = 1;
	while (n < least || seconds() < end) {
		run_round();
		check_growth(&most, n++);
		soak_round++;
	}
	printf("soak: %u rounds\n", n);
}

/* The library found something itself. */
static void on_bug(const char *message, void *arg)
{
	(void)arg;
	soak_fail("%s", message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_soak_rounds),
		cmocka_unit_test(test_soak_threads_with_a_machine_each),
		cmocka_unit_test(test_soak_many_faults_from_eight_threads),
	};

	soak_seed = from_environment("SOAK_SEED", soak_seed);
	soak_round = (unsigned int)from_environment("SOAK_ROUND", 0);
	mmu_set_bug_hook(on_bug, NULL);
	mallopt(M_MMAP_THRESHOLD, 1 << 20); /* what is large is given back */
	printf("soak: SOAK_SEED=%llu\n", (unsigned long long)soak_seed);
	fflush(stdout);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
