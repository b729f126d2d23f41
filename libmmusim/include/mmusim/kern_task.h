/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_task.h - user tasks that run, a scheduler, and their system calls.
 *
 * A task is a C function of the program that runs natively at CPL 3, in an
 * address space of its own, on a stack in simulated memory:
 *
 *	static int child(void *arg)
 *	{
 *		char *p = kern_sys_mmap(NULL, 4096, PROT_READ | PROT_WRITE,
 *					MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
 *		*p = 'x';			a page fault, which is resolved
 *		return 3;			its exit status
 *	}
 *
 *	kern_task_spawn(k, &config, &pid);
 *	kern_run(k);				until all are gone, or blocked
 *	kern_wait_status(k, pid, &status);	as waitpid(2) has it
 *
 * What is a task's own: its stack, its heap (brk) and what it maps. These lie
 * in windows, at the same addresses in each task, and fork copies them. What is
 * the host's is shared by all tasks, as if they were threads: the program's text
 * and its global variables, malloc(), stdio, errno. A fork does not copy that.
 *
 * Tasks run one at a time, on the host thread that calls kern_run(). One runs
 * until a system call or a fault puts it to sleep, or until it yields. One that
 * does none of these for long, because it goes round in a loop, is preempted:
 * docs/kernel.md, "Loops that call nothing".
 *
 * A task that does what it may not gets the signal that Linux sends. Unless it
 * has a handler, it ends, with the lines in the log that Linux prints; the
 * process goes on.
 */
#ifndef MMUSIM_KERN_TASK_H
#define MMUSIM_KERN_TASK_H

#include <signal.h>
#include <sys/resource.h>
#include <time.h>

#include <mmusim/kern_mm.h>

/**
 * struct kern_task_config - a new task
 * @size: sizeof(struct kern_task_config)
 * @name: its comm, as in the log and in /proc; at most 15 bytes count; NULL:
 *        "task". Not kept
 * @fn:   what it runs, at CPL 3; what it returns is its exit status
 * @arg:  passed to it
 * @stack_limit: RLIMIT_STACK in bytes; 0: 8 MiB. A task sees 1 GiB of its stack
 * @brk:  where its heap begins, a multiple of 4096; 0: chosen
 */
struct kern_task_config {
	size_t size;
	const char *name;
	int (*fn)(void *arg);
	void *arg;
	uint64_t stack_limit;
	uint64_t brk;
};

/**
 * kern_task_spawn - a task with an address space of its own
 * @config: not kept
 * @pid:    out
 *
 * It waits for kern_run(). The first one opens windows for user memory: the
 * heap, and 4 GiB below the top of user space.
 *
 * The text and the constants of the program (executable or shared library) that
 * @fn is part of are mapped where the host has them, so that /proc/PID/maps and
 * the kernel's messages show them. They are executed, and read, without the
 * simulated CPU.
 *
 * Return: 0; -EINVAL; -ENOMEM; -EBUSY when a task calls it; what
 * mmu_window_open() says.
 */
MMU_API int kern_task_spawn(struct kern *kern,
			    const struct kern_task_config *config, int *pid);

/** What kern_run() returns when it is not an error. */
enum kern_run_result {
	KERN_RUN_DONE,	  /* no task is left that could run */
	KERN_RUN_BLOCKED, /* those that are left wait for what does not come */
	KERN_RUN_STOPPED, /* kern_run_for(): the time is over */
};

/**
 * kern_run - run tasks until all are gone, or blocked
 *
 * When all sleep, the virtual clock goes forward to when the first one wakes.
 * Threads of the kernel run, too, but nobody waits for them to end, nor, when only they
 * have something to do, for more than a second of the virtual clock.
 *
 * Return: KERN_RUN_DONE or KERN_RUN_BLOCKED; -EBUSY when it is called by a task,
 * or when the kernel has panicked; -EPERM when tasks belong to another thread;
 * what mmu_cpu_enter() says.
 */
MMU_API int kern_run(struct kern *kern);

/** kern_run_for - the same for at most @ns nanoseconds of the virtual clock.
 *  The clock goes forward with faults and system calls; a task that loops without
 *  any is not interrupted. Return: KERN_RUN_STOPPED, too */
MMU_API int kern_run_for(struct kern *kern, uint64_t ns);

/**
 * kern_sched_seed - in which order tasks run
 * @seed: 0: each in turn; else the next one is drawn from those that could run.
 *        The same seed gives the same order
 */
MMU_API void kern_sched_seed(struct kern *kern, uint64_t seed);

/**
 * kern_wait_status - how a task that was spawned has ended
 * @status: out: as of waitpid(2): WIFEXITED(), WTERMSIG() and so on
 *
 * The task is forgotten then. A child of a task is that task's to wait for; when
 * its parent is gone, nobody is told.
 *
 * Return: 0; -EAGAIN while it lives; -ECHILD when there is none.
 */
MMU_API int kern_wait_status(struct kern *kern, int pid, int *status);

/** kern_kill - send a signal to a task; a thread of the kernel takes only what it has
 *  allowed. Return: 0; -ESRCH; -EINVAL */
MMU_API int kern_kill(struct kern *kern, int pid, int sig);

/** kern_clock - nanoseconds of the virtual clock since boot */
MMU_API uint64_t kern_clock(struct kern *kern);

/** kern_task_mm - the address space of a task; valid while it lives; NULL */
MMU_API struct kern_mm *kern_task_mm(struct kern *kern, int pid);

/**
 * struct kern_task_stats - a task
 * @size:  sizeof(struct kern_task_stats), set by the caller
 * @state: as in /proc/PID/status: R, S (interruptible sleep), D (it waits for
 *         I/O), Z (it has ended)
 * @ppid:  of its parent; 1: it was spawned, or its parent is gone
 * @switches: how often it got the CPU
 * @faults: page faults that were resolved
 */
struct kern_task_stats {
	size_t size;
	char state;
	int ppid;
	uint64_t switches;
	uint64_t faults;
};

/** kern_task_stats - Return: 0; -ESRCH; -EINVAL for another size */
MMU_API int kern_task_stats(struct kern *kern, int pid,
			    struct kern_task_stats *stats);

/* --- threads of the kernel ------------------------------------------------------ */

/**
 * kern_kthread_spawn - a thread of the kernel's: @fn runs at CPL 0 on a host
 * stack, in turn with the tasks
 *
 * It may call kern_schedule_timeout(), kern_io_wait() and the like, and touch
 * kernel memory. It ends by returning.
 *
 * Return: 0; -ENOMEM.
 */
MMU_API int kern_kthread_spawn(struct kern *kern, const char *name,
			       void (*fn)(struct kern *kern, void *arg),
			       void *arg, int *pid);

/** kern_schedule_timeout - sleep on the virtual clock, by a thread of the kernel
 *  or on behalf of a task; with 0 only let others run */
MMU_API void kern_schedule_timeout(struct kern *kern, uint64_t ns);

/**
 * kern_io_wait - wait for a device
 * @ns: how long it takes
 *
 * Whoever runs now sleeps meanwhile, uninterruptibly, and others run. Where
 * nobody can sleep (no task runs; or one faulted while it was in a function of a
 * host library such as malloc(), which may hold a lock of the host's), the clock
 * goes forward all the same.
 */
MMU_API void kern_io_wait(struct kern *kern, uint64_t ns);

/* --- system calls --------------------------------------------------------------- */

/*
 * For tasks. They return what the kernel returns: a negative errno for an error
 * (mmap: as a pointer, see kern_is_error()). Called by anybody else they return
 * -ENOSYS. Pointers are checked with the rights of the task: a bad one is
 * -EFAULT. Of memory of the host, tasks can pass what is part of the program:
 * constants and global variables.
 *
 * What is not said here is as in section 2 of the manual.
 */

static inline bool kern_is_error(const void *pointer)
{
	return (uint64_t)(uintptr_t)pointer >= (uint64_t)-4095;
}

/* Under AddressSanitizer a call that does not return would make it unpoison a
 * stack that it does not know. */
#if defined(__SANITIZE_ADDRESS__) || !defined(__GNUC__)
#define KERN_NORETURN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KERN_NORETURN
#endif
#endif
#ifndef KERN_NORETURN
#define KERN_NORETURN __attribute__((noreturn))
#endif

/** kern_sys_fork - the address space is copied on write; returns twice. Host
 *  memory is not copied. -ENOMEM */
MMU_API int kern_sys_fork(void);
MMU_API KERN_NORETURN void kern_sys_exit(int status);
MMU_API KERN_NORETURN void kern_sys_exit_group(int status);
/** kern_sys_wait4 - @options: WNOHANG; WUNTRACED and WCONTINUED, which do
 *  nothing, since no task stops; @usage must be NULL */
MMU_API int kern_sys_wait4(int pid, int *status, int options,
			   struct rusage *usage);
MMU_API int kern_sys_getpid(void);
MMU_API int kern_sys_getppid(void);
MMU_API int kern_sys_sched_yield(void);
/** kern_sys_nanosleep - on the virtual clock */
MMU_API int kern_sys_nanosleep(const struct timespec *want,
			       struct timespec *left);
/** kern_sys_clock_gettime - the virtual clock, whatever @clock is */
MMU_API int kern_sys_clock_gettime(int clock, struct timespec *now);

MMU_API int kern_sys_kill(int pid, int sig);
/**
 * kern_sys_rt_sigaction - the host's struct sigaction, with handlers as usual
 *
 * A handler with SA_SIGINFO gets the host's siginfo_t and ucontext_t, whose
 * registers it may change. It runs on the task's stack, or with SA_ONSTACK on
 * its alternate one. si_addr, and CR2 in the context, are pointers as the task
 * has them.
 *
 * SA_RESTART, SA_NODEFER and SA_RESETHAND are known; sa_restorer is not needed.
 */
MMU_API int kern_sys_rt_sigaction(int sig, const struct sigaction *act,
				  struct sigaction *old);
/** kern_sys_rt_sigprocmask - only signals 1 to 64 of the sets are used */
MMU_API int kern_sys_rt_sigprocmask(int how, const sigset_t *set,
				    sigset_t *old);
MMU_API int kern_sys_sigaltstack(const stack_t *stack, stack_t *old);
/** kern_sys_pause - until a handler has run: -EINTR */
MMU_API int kern_sys_pause(void);

MMU_API void *kern_sys_mmap(void *addr, size_t len, int prot, int flags, int fd,
			    uint64_t offset);
MMU_API int kern_sys_munmap(void *addr, size_t len);
MMU_API int kern_sys_mprotect(void *addr, size_t len, int prot);
MMU_API int kern_sys_madvise(void *addr, size_t len, int advice);
MMU_API int kern_sys_msync(void *addr, size_t len, int flags);
/** kern_sys_brk - as the system call: returns the end of the heap */
MMU_API void *kern_sys_brk(void *end);
MMU_API int kern_sys_pkey_alloc(unsigned int flags, unsigned int rights);
MMU_API int kern_sys_pkey_free(int pkey);
MMU_API int kern_sys_pkey_mprotect(void *addr, size_t len, int prot, int pkey);
/** kern_sys_pkey_set, kern_sys_pkey_get - PKRU of the task. The CPU has
 *  instructions for that; here they are calls */
MMU_API int kern_sys_pkey_set(int pkey, unsigned int rights);
MMU_API int kern_sys_pkey_get(int pkey);

/**
 * kern_sys_open - a file of the simulated kernel, below /proc or /sys, or else
 * one of the host
 * @flags: O_RDONLY, O_RDWR, or O_WRONLY; no more
 *
 * To read a parameter of a module, or to write to it, runs the module's code in
 * the task's own system call.
 */
MMU_API int kern_sys_open(const char *path, int flags);
/** kern_sys_memfd_create - memory with a descriptor; @len is its size for good
 *  (Linux: ftruncate()) */
MMU_API int kern_sys_memfd_create(const char *name, uint64_t len);
MMU_API int kern_sys_close(int fd);
/**
 * kern_sys_read, kern_sys_write - from where the last one ended
 *
 * For kern_sys_write() 1 and 2 are stdout and stderr of the host. No file grows:
 * at its end -EFBIG. What went well before a pointer turned out to be bad counts;
 * -EFAULT if that is nothing.
 */
MMU_API int64_t kern_sys_read(int fd, void *data, size_t len);
MMU_API int64_t kern_sys_write(int fd, const void *data, size_t len);
/** kern_sys_lseek - @whence: SEEK_SET, SEEK_CUR; SEEK_END, but not for texts of
 *  the kernel */
MMU_API int64_t kern_sys_lseek(int fd, int64_t offset, int whence);
/** kern_sys_kmsg - a line for the kernel's log, as if written to /dev/kmsg */
MMU_API int kern_sys_kmsg(const char *line);
/** kern_sys_setrlimit, kern_sys_getrlimit - RLIMIT_STACK only */
MMU_API int kern_sys_setrlimit(int resource, const struct rlimit *limit);
MMU_API int kern_sys_getrlimit(int resource, struct rlimit *limit);

#endif
