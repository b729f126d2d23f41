/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pkeys.c - protection keys: rights that a task changes without the kernel.
 *
 * Each page has one of 16 keys, in its PTE. The register PKRU has two bits for
 * each key: access disabled, write disabled. Changing it takes no TLB flush.
 *
 * What to watch for:
 *
 *   - the tables and the area allow everything; PKRU alone decides
 *   - the fault has bit 5 (PK) in its error code, and the signal says
 *     SEGV_PKUERR and which key it was
 *   - in the handler PKRU is not what the task had set: Linux gives it a default
 *     that allows key 0 only, and puts the task's own back afterwards
 *   - instructions that only a key forbids can be let through one at a time
 *
 * Rights are printed as the two bits of the key: 1 is PKEY_DISABLE_ACCESS, 2 is
 * PKEY_DISABLE_WRITE.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <mmusim/mmusim.h>

#ifndef SEGV_PKUERR
#define SEGV_PKUERR 4
#endif

static struct kern *kernel;
static volatile char *secret;
static int key;

static void must(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "%s: error %d\n", what, err);
	exit(1);
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
	const greg_t *greg = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)sig;
	printf("  signal %d, %s, key %d, error code 0x%llx; rights here: %d\n",
	       info->si_signo,
	       info->si_code == SEGV_PKUERR ? "SEGV_PKUERR" : "?",
	       (int)info->si_pkey, (unsigned long long)greg[REG_ERR],
	       kern_sys_pkey_get(key));
	/* Give the page back to everybody, so that the access can go on. */
	kern_sys_pkey_mprotect((void *)secret, 4096, PROT_READ | PROT_WRITE, 0);
}

static void lock(unsigned int rights)
{
	kern_sys_pkey_mprotect((void *)secret, 4096, PROT_READ | PROT_WRITE,
			       key);
	kern_sys_pkey_set(key, rights);
}

static int task(void *arg)
{
	struct sigaction action = {.sa_sigaction = on_fault,
				   .sa_flags = SA_SIGINFO};

	(void)arg;
	kern_sys_rt_sigaction(SIGSEGV, &action, NULL);
	secret = kern_sys_mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	secret[0] = 's';
	key = kern_sys_pkey_alloc(0, 0);
	printf("key %d\n", key);

	lock(0);
	printf("no restriction: read '%c'\n", secret[0]);
	lock(PKEY_DISABLE_WRITE);
	printf("writing disabled: read '%c', then write\n", secret[0]);
	secret[0] = 't';
	printf("  it was written: '%c'; rights of the task: %d\n", secret[0],
	       kern_sys_pkey_get(key));
	lock(PKEY_DISABLE_ACCESS);
	printf("access disabled: read\n");
	printf("  it was read: '%c'\n", secret[0]);

	action.sa_flags = 0;
	action.sa_handler = SIG_DFL;
	kern_sys_rt_sigaction(SIGSEGV, &action, NULL);
	lock(PKEY_DISABLE_ACCESS);
	printf("access disabled, no handler\n");
	return secret[0];
}

int main(void)
{
	struct kern_task_config config = {
		.size = sizeof(config), .name = "keys", .fn = task};
	uint64_t from;
	char *log;
	int pid;

	must(kern_boot(NULL, &kernel), "boot");
	from = kern_log_next(kernel);
	must(kern_task_spawn(kernel, &config, &pid), "spawn");
	must(kern_run(kernel), "run");
	log = kern_dmesg(kernel, from);
	printf("%s", log);
	free(log);
	kern_shutdown(kernel);
	return 0;
}
