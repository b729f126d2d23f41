/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stack_growth.c - a stack that grows when it is used, and how that ends.
 *
 * The stack is an area of the address space. A fault just below it makes it
 * larger, down to its limit (RLIMIT_STACK) and to a gap of 1 MiB that stays free
 * above the next area.
 *
 * What to watch for:
 *
 *   - the area grows with the depth of the recursion; it never shrinks
 *   - at the limit the fault is a SIGSEGV (SEGV_MAPERR). There is no room for a
 *     handler's frame on that stack: the task is killed, though it has a handler
 *   - with an alternate stack (sigaltstack, SA_ONSTACK) the handler runs
 *   - the line in the log is the one that Linux prints
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <mmusim/mmusim.h>

#define KIB	  1024
#define LIMIT	  (256 * KIB)
#define ALT_STACK (64 * KIB)

static struct kern *kernel;

static void must(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "%s: error %d\n", what, err);
	exit(1);
}

/* The size of the stack's area, from /proc/PID/maps. */
static unsigned long stack_size(void)
{
	char *maps = kern_proc_maps(kern_task_mm(kernel, kern_sys_getpid()));
	unsigned long start = 0, end = 0;

	for (char *line = strtok(maps, "\n"); line; line = strtok(NULL, "\n"))
		if (strstr(line, "[stack]"))
			sscanf(line, "%lx-%lx", &start, &end);
	free(maps);
	return end - start;
}

/* Each level has a KiB of its own, which is used after the next level. */
static int recurse(int depth, volatile char *outer)
{
	volatile char frame[KIB];

	frame[0] = outer[0];
	if (depth > 1)
		return recurse(depth - 1, frame) + frame[0];
	printf("  deep down, the stack has %lu KiB\n", stack_size() / KIB);
	return 0;
}

static int goes_down(void *arg)
{
	volatile char zero = 0;

	for (int depth = 100; depth <= 200; depth += 50)
		recurse(depth, &zero);
	printf("  up again, it has %lu KiB\n", stack_size() / KIB);
	return arg ? recurse(100000, &zero) : 0;
}

static void on_overflow(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	printf("  the handler runs: si_code %s, the stack has %lu KiB\n",
	       info->si_code == SEGV_MAPERR ? "SEGV_MAPERR" : "?",
	       stack_size() / KIB);
	kern_sys_exit(3);
}

static void set_handler(int flags)
{
	struct sigaction action = {.sa_sigaction = on_overflow,
				   .sa_flags = SA_SIGINFO | flags};

	kern_sys_rt_sigaction(SIGSEGV, &action, NULL);
}

static int overflows(void *arg)
{
	set_handler(0);
	return goes_down(arg);
}

static int overflows_with_altstack(void *arg)
{
	stack_t alt = {.ss_size = ALT_STACK};

	alt.ss_sp = kern_sys_mmap(NULL, ALT_STACK, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	kern_sys_sigaltstack(&alt, NULL);
	set_handler(SA_ONSTACK);
	return goes_down(arg);
}

static void run(const char *what, int (*fn)(void *arg), void *arg)
{
	struct kern_task_config config = {.size = sizeof(config),
					  .name = "deep",
					  .fn = fn,
					  .arg = arg,
					  .stack_limit = LIMIT};
	uint64_t from = kern_log_next(kernel);
	int pid, status;
	char *log;

	printf("%s\n", what);
	must(kern_task_spawn(kernel, &config, &pid), "spawn");
	must(kern_run(kernel), "run");
	must(kern_wait_status(kernel, pid, &status), "wait");
	if (WIFSIGNALED(status))
		printf("  killed by signal %d\n", WTERMSIG(status));
	else
		printf("  exit status %d\n", WEXITSTATUS(status));
	log = kern_dmesg(kernel, from);
	printf("%s", log);
	free(log);
}

int main(void)
{
	must(kern_boot(NULL, &kernel), "boot");
	run("growth, with a limit of 256 KiB", goes_down, NULL);
	run("overflow", goes_down, (void *)1);
	run("overflow, with a handler on the same stack", overflows, (void *)1);
	run("overflow, with an alternate stack", overflows_with_altstack,
	    (void *)1);
	kern_shutdown(kernel);
	return 0;
}
