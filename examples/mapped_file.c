/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mapped_file.c - a file as memory: mmap() of a file of the host, shared and
 * private.
 *
 * What to watch for:
 *
 *   - mmap() reads nothing. The first touch of a page is a major fault, which
 *     reads it; a second mapping of the same page finds it in the page cache, a
 *     minor fault, in the same frame
 *   - a write through the private mapping gets a page of its own: the file and the
 *     shared mapping do not change
 *   - a write through the shared mapping changes the page of the cache. The file on
 *     the host has the old text until msync() writes the dirty page
 *   - a page beyond the end of the file cannot be had: SIGBUS, where memory that is
 *     not mapped at all gives SIGSEGV
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mmusim/mmusim.h>

#define PAGE 4096
#define LEN  (2 * PAGE) /* of the mappings; the file has one page */

static struct kern *kernel;
static char path[] = "/tmp/mapped_file-XXXXXX";

static void must(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "%s: error %d\n", what, err);
	exit(1);
}

/* What the host has in the file. */
static void show_file(const char *when)
{
	char text[32] = "";
	FILE *file = fopen(path, "r");

	if (!file || !fgets(text, sizeof(text), file))
		strcpy(text, "?");
	if (file)
		fclose(file);
	printf("%-34s the file has \"%s\"\n", when, text);
}

static unsigned int frame_of(struct kern_mm *mm, const volatile char *at)
{
	uint64_t la = mmu_la(kern_machine(kernel), (void *)at), entry;

	kern_proc_pagemap(mm, la, 1, &entry);
	return (unsigned int)entry;
}

/* Which faults there were since the last time, and who has which frame. */
static void show(const char *when, const volatile char *shared,
		 const volatile char *private)
{
	static struct kern_mm_stats before;
	struct kern_mm *mm = kern_task_mm(kernel, kern_sys_getpid());
	struct kern_mm_stats now = {.size = sizeof(now)};

	kern_mm_stats(mm, &now);
	if (!before.size) /* those of the program itself */
		before = now;
	printf("%-34s faults: %d major, %d minor; frames: shared %x, private "
	       "%x\n",
	       when, (int)(now.maj_flt - before.maj_flt),
	       (int)(now.min_flt - before.min_flt), frame_of(mm, shared),
	       frame_of(mm, private));
	before = now;
}

static char *map(int fd, int flags)
{
	char *at =
		kern_sys_mmap(NULL, LEN, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (kern_is_error(at))
		kern_sys_exit(2);
	return at;
}

static int reader_and_writer(void *arg)
{
	int fd = kern_sys_open(path, O_RDWR);
	volatile char *shared = map(fd, MAP_SHARED);
	volatile char *private = map(fd, MAP_PRIVATE);

	(void)arg;
	show("two mappings", shared, private);
	(void)shared[0];
	show("a read of the shared one", shared, private);
	(void)private[0];
	show("a read of the private one", shared, private);
	private[0] = 'P';
	show("a write to the private one", shared, private);
	show_file("");
	shared[0] = 'S';
	show("a write to the shared one", shared, private);
	show_file("");
	kern_sys_msync((char *)shared, PAGE, MS_SYNC);
	show_file("msync()");
	printf("%-34s shared \"%.8s\", private \"%.8s\"\n", "they read",
	       (char *)shared, (char *)private);
	printf("a read behind the end of the file\n");
	return shared[PAGE];
}

static void make_file(void)
{
	int fd = mkstemp(path);

	must(fd < 0 || write(fd, "old text", 8) != 8, "make a file");
	close(fd);
}

int main(void)
{
	struct kern_task_config config = {.size = sizeof(config),
					  .name = "mapper",
					  .fn = reader_and_writer};
	int pid, status = 0;

	make_file();
	must(kern_boot(NULL, &kernel), "boot");
	must(kern_task_spawn(kernel, &config, &pid), "spawn");
	must(kern_run(kernel), "run");
	must(kern_wait_status(kernel, pid, &status), "wait");
	if (WIFSIGNALED(status))
		printf("the task was ended by signal %d, %s\n",
		       WTERMSIG(status), strsignal(WTERMSIG(status)));
	kern_shutdown(kernel);
	unlink(path);
	return 0;
}
