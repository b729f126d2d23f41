/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_task_files.c - system calls of tasks about files: kernel/sys_file.c, and
 * parameters of modules that tasks read and write.
 */
#define _GNU_SOURCE
#include "../support/task_rig.h"

#include <fcntl.h>
#include <mmusim/kern_sysctl.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/mmusim-task-files-XXXXXX";
static int64_t got[8];
static char text[300];

/* What the task does; what it gets is compared afterwards. */
static int run(struct kern *k, int (*fn)(void *arg))
{
	int status;

	memset(got, 0, sizeof(got));
	memset(text, 0, sizeof(text));
	status = run_task(k, fn, NULL);
	assert_no_tasks(k);
	return status;
}

/* --- /proc ------------------------------------------------------------------------- */

static int reads_proc(void *arg)
{
	char *memory = task_map(1);
	int fd = kern_sys_open("/proc/version", O_RDONLY);

	(void)arg;
	got[0] = fd;
	got[1] = kern_sys_read(fd, memory, 6);
	memory[6] = '|';
	got[2] = kern_sys_read(fd, memory + 7, 4000);
	memcpy(text, memory, sizeof(text) - 1);
	got[3] = kern_sys_read(fd, memory, 10);
	got[4] = kern_sys_lseek(fd, 6, SEEK_SET);
	got[5] = kern_sys_read(fd, memory, 7);
	text[200] = memory[0];
	got[6] = kern_sys_lseek(fd, 0, SEEK_END);
	got[7] = kern_sys_close(fd);
	return 0;
}

static void test_task_reads_proc_in_parts(void **state)
{
	struct kern *k = *state;
	char *version = kern_proc_read(k, "version");
	int64_t len = (int64_t)strlen(version);

	assert_exited(run(k, reads_proc), 0);
	assert_int_equal(got[0], KERN_FIRST_FD);
	assert_int_equal(got[1], 6);
	assert_int_equal(got[2], len - 6);
	assert_memory_equal(text, version, 6);
	assert_memory_equal(text + 7, version + 6, (size_t)len - 6);
	assert_int_equal(got[3], 0);
	assert_int_equal(got[4], 6);
	assert_int_equal(got[5], 7);
	assert_int_equal(text[200], version[6]);
	assert_int_equal(got[6], -EINVAL);
	assert_int_equal(got[7], 0);
	free(version);
}

static int writes_proc(void *arg)
{
	int fd = kern_sys_open("/proc/sys/kernel/panic_on_oops", O_RDWR);

	(void)arg;
	got[0] = kern_sys_write(fd, "1\n", 2);
	got[1] = kern_sys_write(fd, "x\n", 2);
	kern_sys_lseek(fd, 0, SEEK_SET);
	got[2] = kern_sys_read(fd, text, 4);
	fd = kern_sys_open("/proc/version", O_RDONLY);
	got[3] = kern_sys_write(fd, "1", 1);
	fd = kern_sys_open("/proc/sys/kernel/panic", O_WRONLY);
	got[4] = kern_sys_read(fd, text + 10, 4);
	got[5] = kern_sys_open("/proc/nothing", O_RDONLY);
	got[6] = kern_sys_open("/sys/module/none/parameters/x", O_RDONLY);
	got[7] = (int64_t)(intptr_t)kern_sys_mmap(NULL, PAGE, PROT_READ,
						  MAP_PRIVATE, fd, 0);
	return 0;
}

static void test_task_writes_proc(void **state)
{
	struct kern *k = *state;
	int value;

	assert_exited(run(k, writes_proc), 0);
	assert_int_equal(got[0], 2);
	assert_int_equal(got[1], -EINVAL);
	assert_int_equal(got[2], 2);
	assert_string_equal(text, "1\n");
	assert_int_equal(kern_sysctl(k, "kernel.panic_on_oops", &value), 0);
	assert_int_equal(value, 1);
	assert_int_equal(got[3], -EBADF);
	assert_int_equal(got[4], -EBADF);
	assert_int_equal(got[5], -ENOENT);
	assert_int_equal(got[6], -ENOENT);
	assert_int_equal(got[7], -ENODEV);
}

/* --- pointers that are bad -------------------------------------------------------------- */

/* What lies in front of the bad page counts. */
static int reads_to_nowhere(void *arg)
{
	char *memory = task_map(2);
	int fd = kern_sys_open("/proc/version", O_RDONLY);
	int mem = kern_sys_memfd_create("m", 2 * PAGE);

	(void)arg;
	kern_sys_munmap(memory + PAGE, PAGE);
	got[0] = kern_sys_read(fd, (void *)0x10, 8);
	got[1] = kern_sys_read(fd, memory + PAGE - 5, 20);
	got[2] = kern_sys_read(mem, memory + PAGE, 8);
	got[3] = kern_sys_read(mem, memory + PAGE - 100, 200);
	got[4] = kern_sys_write(mem, memory + PAGE - 100, 200);
	got[5] = kern_sys_write(mem, memory + PAGE, 1);
	got[6] = kern_sys_lseek(mem, 0, SEEK_CUR);
	got[7] = kern_sys_read(77, memory, 1);
	return 0;
}

static void test_task_bad_pointers_are_efault(void **state)
{
	assert_exited(run(*state, reads_to_nowhere), 0);
	assert_int_equal(got[0], -EFAULT);
	assert_int_equal(got[1], 5);
	assert_int_equal(got[2], -EFAULT);
	assert_int_equal(got[3], 100);
	assert_int_equal(got[4], 100);
	assert_int_equal(got[5], -EFAULT);
	assert_int_equal(got[6], 200);
	assert_int_equal(got[7], -EBADF);
}

/* --- pages ------------------------------------------------------------------------------ */

/* Who maps the file sees what is written, and the other way round. */
static int uses_memory_file(void *arg)
{
	int fd = kern_sys_memfd_create("m", PAGE + 10);
	char *map = kern_sys_mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);

	(void)arg;
	kern_sys_lseek(fd, PAGE - 2, SEEK_SET);
	got[0] = kern_sys_write(fd, "abcdef", 6);
	memcpy(text, map + PAGE - 2, 6);
	map[PAGE] = 'X';
	got[1] = kern_sys_lseek(fd, -4, SEEK_CUR);
	got[2] = kern_sys_read(fd, text + 10, 4);
	got[3] = kern_sys_lseek(fd, -2, SEEK_END);
	got[4] = kern_sys_write(fd, "123", 3);
	got[5] = kern_sys_write(fd, "123", 3);
	got[6] = kern_sys_read(fd, text + 20, 3);
	got[7] = kern_sys_lseek(fd, -1, SEEK_SET);
	return 0;
}

static void test_task_reads_and_writes_memory_files(void **state)
{
	assert_exited(run(*state, uses_memory_file), 0);
	assert_int_equal(got[0], 6);
	assert_string_equal(text, "abcdef");
	assert_int_equal(got[1], PAGE);
	assert_int_equal(got[2], 4);
	assert_string_equal(text + 10, "Xdef");
	assert_int_equal(got[3], PAGE + 8);
	assert_int_equal(got[4], 2);
	assert_int_equal(got[5], -EFBIG);
	assert_int_equal(got[6], 0);
	assert_int_equal(got[7], -EINVAL);
}

static int uses_host_file(void *arg)
{
	int fd = kern_sys_open(path, O_RDWR);

	(void)arg;
	got[0] = kern_sys_read(fd, text, 5);
	got[1] = kern_sys_write(fd, "WORLD", 5);
	got[2] = kern_sys_close(fd);
	return 0;
}

static void test_task_reads_and_writes_files_of_the_host(void **state)
{
	int fd = mkstemp(path);
	char now[16] = "";

	assert_int_equal(write(fd, "hello world\n", 12), 12);
	assert_exited(run(*state, uses_host_file), 0);
	assert_int_equal(pread(fd, now, 12, 0), 12);
	close(fd);
	unlink(path);
	assert_int_equal(got[0], 5);
	assert_string_equal(text, "hello");
	assert_int_equal(got[1], 5);
	assert_string_equal(now, "helloWORLDd\n");
}

/* Children share descriptors, and where they stand. */
static int shares_position(void *arg)
{
	int fd = kern_sys_memfd_create("m", 100);

	(void)arg;
	kern_sys_write(fd, "0123456789", 10);
	if (!kern_sys_fork()) {
		kern_sys_lseek(fd, 4, SEEK_SET);
		kern_sys_exit(0);
	}
	kern_sys_wait4(-1, NULL, 0, NULL);
	got[0] = kern_sys_read(fd, text, 2);
	return 0;
}

static void test_task_fork_shares_the_position(void **state)
{
	assert_exited(run(*state, shares_position), 0);
	assert_int_equal(got[0], 2);
	assert_string_equal(text, "45");
}

/* --- parameters of modules ----------------------------------------------------------------- */

static int uses_parameter(void *arg)
{
	int fd = kern_sys_open("/sys/module/params/parameters/number", O_RDWR);

	(void)arg;
	got[0] = kern_sys_read(fd, text, 20);
	got[1] = kern_sys_write(fd, "77\n", 3);
	kern_sys_lseek(fd, 0, SEEK_SET);
	got[2] = kern_sys_read(fd, text + 20, 20);
	got[3] = kern_sys_write(fd, "many\n", 5);
	fd = kern_sys_open("/sys/module/params/parameters/list", O_RDWR);
	got[4] = kern_sys_write(fd, "1\n", 2);
	fd = kern_sys_open("/sys/module/params/refcnt", O_RDONLY);
	got[5] = kern_sys_read(fd, text + 40, 20);
	return 0;
}

static void test_task_sets_a_parameter(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "params"), 0);
	assert_exited(run(k, uses_parameter), 0);
	assert_int_equal(got[0], 2);
	assert_string_equal(text, "4\n");
	assert_int_equal(got[1], 3);
	assert_int_equal(got[2], 3);
	assert_string_equal(text + 20, "77\n");
	assert_int_equal(got[3], -EINVAL);
	assert_int_equal(got[4], -EACCES);
	assert_int_equal(got[5], 2);
	assert_string_equal(text + 40, "0\n");
}

/* The module's function oopses in the task's system call. */
static int reads_badly(void *arg)
{
	int fd =
		kern_sys_open("/sys/module/sysfs_read/parameters/go", O_RDONLY);

	(void)arg;
	got[0] = 1;
	got[1] = kern_sys_read(fd, text, 20);
	got[2] = 1;
	return 0;
}

static void test_task_dies_by_an_oops_in_its_call(void **state)
{
	struct kern *k = *state;
	uint64_t from;
	int status = -1;

	assert_int_equal(kern_insmod(k, "build/oops-modules/sysfs_read.ko",
				     NULL, &status),
			 0);
	assert_int_equal(status, 0);
	from = kern_log_next(k);
	assert_killed(run(k, reads_badly), SIGKILL);
	assert_int_equal(got[0], 1);
	assert_int_equal(got[2], 0);
	kern_rig_assert_logged(k, from, "BUG: kernel NULL pointer dereference");
	kern_rig_assert_logged(k, from, "Comm: test ");
	kern_rig_assert_logged(k, from, "RIP: 0010:go_get+");
	/* Life goes on. */
	assert_exited(run(k, reads_proc), 0);
}

/* --- a stack that goes --------------------------------------------------------------------- */

static int unmaps_its_stack(void *arg)
{
	volatile char here;
	char *page = (char *)((uintptr_t)&here & ~(PAGE - 1));

	(void)arg;
	kern_sys_munmap(page - 16 * PAGE, 17 * PAGE);
	return 0;
}

/* The return address is gone; so the task is, and nothing is left of it. */
static void test_task_unmaps_its_stack(void **state)
{
	struct kern *k = *state;
	uint64_t before;
	int status;

	run(k, reads_proc); /* the first task of a kernel leaves something */
	before = mmu_frames_free_count(k->machine);
	for (int i = 0; i < 3; i++) {
		status = run(k, unmaps_its_stack);
		assert_killed(status, SIGSEGV);
		assert_int_equal(mmu_frames_free_count(k->machine), before);
	}
}

static struct kern_mm *own_mm;
static unsigned int bugs;

static void count_bug(const char *message, void *arg)
{
	(void)message;
	(void)arg;
	bugs++;
}

/* Not by system calls, but by functions of the library, which run here. */
static int takes_its_own_stack(void *arg)
{
	volatile char here;
	uint64_t la = (uint64_t)(uintptr_t)arg +
		      ((uint64_t)(uintptr_t)&here & ~(PAGE - 1));

	got[0] = kern_munmap(own_mm, la - 4 * PAGE, 5 * PAGE);
	got[1] = kern_madvise(own_mm, la, PAGE, MADV_DONTNEED);
	got[2] = kern_mmap(own_mm, la - PAGE, 2 * PAGE, RW, ANON | MAP_FIXED,
			   NULL, 0);
	got[3] = kern_munmap(own_mm, 0x10000000, PAGE);
	return 0;
}

static void test_task_cannot_take_the_librarys_stack(void **state)
{
	struct kern *k = *state;
	uint64_t top = KERN_TASK_SIZE_MAX - PAGE, offset, before;
	int pid;

	run(k, reads_proc);
	before = mmu_frames_free_count(k->machine);
	offset = top - (uint64_t)(uintptr_t)mmu_ptr(k->machine, top);
	pid = spawn(k, takes_its_own_stack, (void *)(uintptr_t)offset);
	own_mm = kern_task_mm(k, pid);
	bugs = 0;
	mmu_set_bug_hook(count_bug, NULL);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	mmu_set_bug_hook(NULL, NULL);
	assert_exited(status_of(k, pid), 0);
	assert_int_equal(got[0], -EINVAL);
	assert_int_equal(got[1], -EINVAL);
	assert_int_equal(got[2], -EINVAL);
	assert_int_equal(got[3], 0);
	assert_int_equal(bugs, 3);
	assert_no_tasks(k);
	assert_int_equal(mmu_frames_free_count(k->machine), before);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_task_reads_proc_in_parts),
		TEST(test_task_writes_proc),
		TEST(test_task_bad_pointers_are_efault),
		TEST(test_task_reads_and_writes_memory_files),
		TEST(test_task_reads_and_writes_files_of_the_host),
		TEST(test_task_fork_shares_the_position),
		TEST(test_task_sets_a_parameter),
		TEST(test_task_dies_by_an_oops_in_its_call),
		TEST(test_task_unmaps_its_stack),
		TEST(test_task_cannot_take_the_librarys_stack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
