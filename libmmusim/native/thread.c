/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * thread.c - what a host thread needs to take faults: a signal stack, an
 * exception stack, and the code that ends a resume.
 *
 * The signal stack must hold the kernel's signal frame, which grows with the
 * vector registers (AT_MINSIGSTKSZ), and our first stage; and, when a handler
 * of some other signal runs on it and faults, the second stage as well.
 *
 * A resume has to load RSP and RIP last, with every other register already as
 * it was, so both come from memory that is addressed relative to RIP: a small
 * piece of code of the thread's own,
 *
 *     tail:  mov  slot_rsp(%rip), %rsp
 *            jmp  *slot_rip(%rip)
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cpuid.h>

#include "cpu/mutex.h"
#include "native/host.h"
#include "native/native.h"

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(start, end) ((void)(start), (void)(end), 0u)
#define VALGRIND_STACK_DEREGISTER(id)	    ((void)(id))
#endif

#define TAIL_CODE	 16 /* bytes for one tail */
#define PAGE		 4096
#define DISPLACED_OFFSET (NATIVE_TAILS * TAIL_CODE)

_Thread_local struct native_thread *native_self
	__attribute__((tls_model("initial-exec")));

uint32_t native_xsave_lo, native_xsave_hi, native_xsave_size;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int once_error;

/* All of them, for the child of a fork(), in which only one lives on. */
static pthread_mutex_t mutex = CPU_MUTEX;
static struct native_thread *threads;

size_t native_signal_stack_size(void)
{
	long least = sysconf(_SC_MINSIGSTKSZ);

	return (size_t)(least > 2048 ? least : 2048) + (256u << 10);
}

static bool within(const char *stack, size_t size, uint64_t at)
{
	return at - (uint64_t)(uintptr_t)stack <= size;
}

unsigned int native_stack_rank(uintptr_t at)
{
	const struct native_thread *thread = native_self;

	if (!thread)
		return NATIVE_OWN_STACK;
	if (within(thread->stack, NATIVE_STACK_SIZE, at))
		return NATIVE_EXCEPTION_STACK;
	if (within(thread->signal_stack, native_signal_stack_size(), at))
		return NATIVE_SIGNAL_STACK;
	if (within(thread->own_stack, thread->own_stack_size, at))
		return NATIVE_OWN_STACK;
	return CPU_STACK_UNKNOWN;
}

/* Two pages: slots, then code that refers to them. */
static int make_tails(struct native_thread *thread)
{
	char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED)
		return -ENOMEM;
	thread->tails = (struct native_tail *)pages;
	thread->tail_code = (unsigned char *)pages + PAGE;
	for (unsigned int i = 0; i < NATIVE_TAILS; i++) {
		unsigned char *code = thread->tail_code + i * TAIL_CODE;
		unsigned char *slot = (unsigned char *)&thread->tails[i];
		int32_t to_rsp = (int32_t)(slot - (code + 7));
		int32_t to_rip = (int32_t)(slot + 8 - (code + 13));

		memcpy(code, "\x48\x8b\x25", 3);
		memcpy(code + 3, &to_rsp, 4);
		memcpy(code + 7, "\xff\x25", 2);
		memcpy(code + 9, &to_rip, 4);
	}
	thread->displaced.code = thread->tail_code + DISPLACED_OFFSET;
	mprotect(thread->tail_code, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC);
	return 0;
}

static int set_signal_stack(struct native_thread *thread)
{
	size_t size = native_signal_stack_size();
	stack_t stack = {.ss_size = size};

	thread->signal_stack = host_stack_create(size);
	if (!thread->signal_stack)
		return -ENOMEM;
	stack.ss_sp = thread->signal_stack;
	return sigaltstack(&stack, &thread->old_signal_stack) ? -errno : 0;
}

/* Put back the signal stack that was there, unless it was changed since. */
static void restore_signal_stack(struct native_thread *thread)
{
	stack_t now;

	if (sigaltstack(NULL, &now) == 0 && now.ss_sp == thread->signal_stack)
		sigaltstack(&thread->old_signal_stack, NULL);
	host_stack_destroy(thread->signal_stack, native_signal_stack_size());
}

static void list(struct native_thread *thread)
{
	pthread_mutex_lock(&mutex);
	thread->next = threads;
	threads = thread;
	pthread_mutex_unlock(&mutex);
}

static void unlist(const struct native_thread *thread)
{
	struct native_thread **link = &threads;

	pthread_mutex_lock(&mutex);
	while (*link && *link != thread)
		link = &(*link)->next;
	if (*link)
		*link = thread->next;
	pthread_mutex_unlock(&mutex);
}

/* But for its signal stack, which is the host's business, too. */
static void thread_free(struct native_thread *thread)
{
	if (thread->watched_stacks)
		VALGRIND_STACK_DEREGISTER(thread->stack_id);
	host_stack_destroy(thread->stack, NATIVE_STACK_SIZE);
	if (thread->tails)
		munmap(thread->tails, 2 * PAGE);
	free(thread);
}

static void thread_destroy(void *arg)
{
	struct native_thread *thread = arg;

	cpu_scope_leave_all(NULL); /* it may end in a fault handler */
	native_self = NULL;
	native_forget_interrupt(thread);
	unlist(thread);
	restore_signal_stack(thread);
	thread_free(thread);
}

void native_lock_threads(bool yes)
{
	if (yes)
		pthread_mutex_lock(&mutex);
	else
		cpu_mutex_unlock(&mutex);
}

void native_bury_threads(void)
{
	struct native_thread *thread = threads, *next;

	threads = NULL;
	for (; thread; thread = next) {
		next = thread->next;
		if (thread == native_self) {
			thread->next = NULL;
			thread->interrupt = (struct native_interrupt){0};
			threads = thread;
			continue;
		}
		host_stack_destroy(thread->signal_stack,
				   native_signal_stack_size());
		thread_free(thread);
	}
}

/* The main thread's grows down to where the limit lets it. */
static void find_own_stack(struct native_thread *thread)
{
	pthread_attr_t attr;
	void *stack;
	size_t size;

	if (pthread_getattr_np(pthread_self(), &attr))
		return;
	if (!pthread_attr_getstack(&attr, &stack, &size)) {
		thread->own_stack = stack;
		thread->own_stack_size = size;
	}
	pthread_attr_destroy(&attr);
}

static struct native_thread *thread_create(void)
{
	struct native_thread *thread = calloc(1, sizeof(*thread));

	if (!thread)
		return NULL;
	thread->stack = host_stack_create(NATIVE_STACK_SIZE);
	if (!thread->stack || make_tails(thread) || set_signal_stack(thread)) {
		thread_destroy(thread);
		return NULL;
	}
	find_own_stack(thread);
	list(thread);
	thread->watched_stacks = host_valgrind() &&
				 syscall(SYS_gettid) == getpid();
	if (thread->watched_stacks)
		thread->stack_id = VALGRIND_STACK_REGISTER(
			thread->stack, thread->stack + NATIVE_STACK_SIZE);
	return thread;
}

/* The main thread's state has no destructor: exit() does not run those. */
static void at_exit(void)
{
	struct native_thread *thread = native_self;
	uintptr_t sp = (uintptr_t)__builtin_frame_address(0);

	if (!thread)
		return;
	/* A handler may call exit(): the stack under our feet must stay. */
	if (native_stack_rank(sp) != NATIVE_OWN_STACK)
		return;
	pthread_setspecific(key, NULL);
	thread_destroy(thread);
}

static uint64_t xcr0(void)
{
	uint32_t lo, hi;

	__asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
	return (uint64_t)hi << 32 | lo;
}

/* Which parts of the FP state to save: all but PKRU, which is ours to keep. */
static void find_xsave(void)
{
	const uint32_t osxsave = 1u << 27;
	uint32_t a, b, c, d;
	uint64_t mask;

	native_xsave_size = 512;
	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & osxsave))
		return;
	if (!__get_cpuid_count(0xd, 0, &a, &b, &c, &d))
		return;
	mask = xcr0() & ~(1ull << 9);
	native_xsave_lo = (uint32_t)mask;
	native_xsave_hi = (uint32_t)(mask >> 32);
	native_xsave_size = b;
}

static void init_once(void)
{
	once_error = -pthread_key_create(&key, thread_destroy);
	if (!once_error)
		atexit(at_exit);
	find_xsave();
	native_check_valgrind();
	cpu_scope_set_rank(native_stack_rank);
	native_watch_forks();
}

int native_enter(void)
{
	struct native_thread *thread;

	pthread_once(&once, init_once);
	if (once_error)
		return once_error;
	if (!native_self) {
		thread = thread_create();
		if (!thread)
			return -ENOMEM;
		pthread_setspecific(key, thread);
		native_self = thread;
	}
	native_settle(__builtin_frame_address(0));
	return native_arm();
}
