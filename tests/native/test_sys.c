/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_sys.c - system calls on memory in windows: read(2) and its like, and
 * pins for all others.
 */
#define _GNU_SOURCE /* for memfd_create() */
#include "bench.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

/* A file that holds the numbers of its pages, as 8 bytes at the start of each. */
static int numbered_file(uint64_t npages)
{
	int fd = memfd_create("numbers", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)(npages * PAGE)), 0);
	for (uint64_t i = 0; i < npages; i++)
		assert_int_equal(pwrite(fd, &i, 8, (off_t)(i * PAGE)), 8);
	return fd;
}

static uint64_t flags_of(struct bench *b, uint64_t la)
{
	return *bench_entry(b, la) & (MMU_PTE_A | MMU_PTE_D);
}

/* --- what they are for ------------------------------------------------------------ */

static void test_sys_host_answers_efault_and_we_do_not(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA + 100);
	int fd = numbered_file(1);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	assert_false(host_readable(ptr));
	assert_int_equal(mmu_sys_pread(fd, ptr, 16, 0), 16);
	assert_int_equal(b->count, 0);
	assert_int_equal(flags_of(b, KERNEL_LA), MMU_PTE_A | MMU_PTE_D);
	assert_int_equal(bench_load8(ptr), 0);
	assert_true(native_check(b->machine));
	close(fd);
}

static void test_sys_write_sets_a_and_not_d(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	uint64_t pa = bench_map(b, KERNEL_LA, KERNEL_DATA), got = 0;
	int fd = numbered_file(1);

	*(uint64_t *)bench_frame(b, pa) = 77;
	assert_int_equal(mmu_sys_pwrite(fd, ptr, 8, 0), 8);
	assert_int_equal(flags_of(b, KERNEL_LA), MMU_PTE_A);
	assert_int_equal(pread(fd, &got, 8, 0), 8);
	assert_int_equal(got, 77);
	close(fd);
}

/* The frames come in one by one, and not in the order of pages. */
static void test_sys_demand_paging_serves_them(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	int fd = numbered_file(9);

	bench_expect(b, DEMAND);
	for (uint64_t i = 1; i < 9; i += 2)
		bench_store(ptr + (9 - i) * PAGE, 1);
	bench_expect(b, DEMAND);
	assert_int_equal(mmu_sys_read(fd, ptr, 9 * PAGE), 9 * PAGE);
	assert_int_equal(b->count, 5);
	assert_false(b->last.native);
	for (uint64_t i = 0; i < 9; i++)
		assert_int_equal(bench_load8(ptr + i * PAGE), i);
	close(fd);
}

static void test_sys_ordinary_memory_is_as_ever(void **state)
{
	uint64_t number = 5;
	int fd = numbered_file(2);

	(void)state;
	assert_int_equal(mmu_sys_pread(fd, &number, 8, PAGE), 8);
	assert_int_equal(number, 1);
	number = 9;
	assert_int_equal(mmu_sys_pwrite(fd, &number, 8, 0), 8);
	number = 0;
	assert_int_equal(mmu_sys_read(fd, &number, 8), 8);
	assert_int_equal(number, 9);
	VALGRIND_DISABLE_ERROR_REPORTING;
	assert_int_equal(mmu_sys_pread(fd, (void *)8, 8, 0), -EFAULT);
	VALGRIND_ENABLE_ERROR_REPORTING;
	close(fd);
}

/* --- partial ranges ------------------------------------------------------------------ */

static void test_sys_ends_before_the_page_that_faults(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	int fd = numbered_file(4);

	bench_expect(b, REFUSE);
	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_map(b, KERNEL_LA + PAGE, KERNEL_DATA);
	assert_int_equal(mmu_sys_read(fd, ptr + 10, 4 * PAGE - 10),
			 2 * PAGE - 10);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA + 2 * PAGE, MMU_PF_WR);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 2 * PAGE - 10);
	bench_expect(b, REFUSE);
	assert_int_equal(mmu_sys_read(fd, ptr + 2 * PAGE, 8), -EFAULT);
	assert_int_equal(b->count, 1);
	close(fd);
}

static void test_sys_honours_rights_of_the_mode(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, USER_LA);
	int fd = numbered_file(1);

	bench_expect(b, REFUSE);
	bench_map(b, USER_LA, USER_DATA & ~MMU_PTE_RW);
	assert_int_equal(mmu_sys_pwrite(fd, ptr, 8, 0), -EFAULT); /* SMAP */
	assert_int_equal(b->last.fault.error_code, MMU_PF_P);
	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(mmu_sys_pwrite(fd, ptr, 8, 0), 8);
	assert_int_equal(mmu_sys_pread(fd, ptr, 8, 0), -EFAULT);
	assert_int_equal(b->last.fault.error_code,
			 MMU_PF_P | MMU_PF_WR | MMU_PF_US);
	mmu_set_cpl(b->cpu, 0);
	close(fd);
}

static void test_sys_ends_with_the_window(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t last = USER_LA + WINDOW_LEN - PAGE;
	int fd = numbered_file(3);

	bench_expect(b, DEMAND);
	assert_int_equal(mmu_sys_read(fd, bench_ptr(b, last), 3 * PAGE), PAGE);
	assert_int_equal(b->count, 1);
	close(fd);
}

static int fails(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	(void)cpu;
	(void)frame;
	(void)arg;
	return -EIO;
}

static void test_sys_error_of_a_handler_comes_back(void **state)
{
	struct bench *b = bench_enter(state);
	int fd = numbered_file(1);

	mmu_set_handler(b->machine, MMU_TRAP_PF, fails, NULL);
	assert_int_equal(mmu_sys_read(fd, bench_ptr(b, KERNEL_LA), 8), -EIO);
	close(fd);
}

static void test_sys_descriptor_comes_first(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	int fd = open("/dev/null", O_WRONLY);

	assert_int_equal(mmu_sys_read(-1, ptr, 8), -EBADF);
	assert_int_equal(mmu_sys_read(fd, ptr, 8), -EBADF);
	assert_int_equal(mmu_sys_write(fd, ptr, 0), 0);
	assert_int_equal(b->count, 0);
	assert_int_equal(mmu_sys_pread(fd, ptr, 8, -5), -EINVAL);
	assert_int_equal(mmu_sys_readv(fd, NULL, -1), -EINVAL);
	assert_int_equal(mmu_sys_readv(fd, NULL, 1025), -EINVAL);
	close(fd);
}

/* --- large ones and pieces --------------------------------------------------------- */

/* Frames in an order that makes each page a run of its own, and more of them
 * than one call of the host takes. */
static void test_sys_file_goes_on_after_a_full_call(void **state)
{
	const uint64_t n = 1500;
	struct bench *b = bench_enter(state);
	uint64_t pa = mmu_frame_alloc(b->machine, n, 1);
	char *ptr = bench_ptr(b, KERNEL_LA);
	int fd = numbered_file(n), copy = numbered_file(1);
	uint64_t got;

	for (uint64_t i = 0; i < n; i++)
		bench_map_to(b, KERNEL_LA + i * PAGE, pa + (n - 1 - i) * PAGE,
			     12, KERNEL_DATA);
	assert_int_equal(mmu_sys_read(fd, ptr + 3, n * PAGE - 3), n * PAGE - 3);
	assert_int_equal(mmu_sys_pwrite(copy, ptr + 3, n * PAGE - 3, 0),
			 n * PAGE - 3);
	for (uint64_t i = 0; i < n; i++) {
		assert_int_equal(pread(copy, &got, 8, (off_t)(i * PAGE)), 8);
		assert_int_equal(got, i);
	}
	close(copy);
	close(fd);
}

static void test_sys_pipe_gives_what_it_has(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	int fd[2];

	bench_expect(b, DEMAND);
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], "abc", 3), 3);
	assert_int_equal(mmu_sys_read(fd[0], ptr + PAGE - 2, 100), 3);
	assert_int_equal(bench_load(ptr + PAGE), 'c');
	assert_int_equal(mmu_sys_write(fd[1], ptr + PAGE - 1, 2), 2);
	assert_int_equal(mmu_sys_read(fd[0], ptr, 100), 2);
	assert_int_equal(bench_load(ptr), 'b');
	close(fd[0]);
	close(fd[1]);
}

static void test_sys_vectors_mix_memory(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA), host[8] = "";
	struct iovec iov[] = {
		{ptr + PAGE - 1, 2}, {host, 3}, {NULL, 0}, {ptr, 1}, {NULL, 9}};
	int fd[2];

	bench_expect(b, DEMAND);
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], "0123456789", 10), 10);
	assert_int_equal(mmu_sys_readv(fd[0], iov, 4), 6);
	assert_int_equal(b->count, 2);
	assert_string_equal(host, "234");
	assert_int_equal(bench_load(ptr + PAGE), '1');
	assert_int_equal(bench_load(ptr), '5');
	assert_int_equal(read(fd[0], host, 4), 4);
	assert_int_equal(mmu_sys_writev(fd[1], iov, 4), 6);
	assert_int_equal(read(fd[0], host, 6), 6);
	assert_memory_equal(host, "016785", 6);
	close(fd[0]);
	close(fd[1]);
}

/* --- pagers with few frames ------------------------------------------------------------ */

enum { FRAMES = 3 };

/* Gives each page a frame, and takes the one that was given longest ago. */
static struct pager {
	uint64_t frame[FRAMES], la[FRAMES];
	unsigned int next, faults;
} pager;

static int page_in(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct bench *b = arg;
	unsigned int i = pager.next++ % FRAMES;

	pager.faults++;
	if (pager.la[i]) {
		*bench_entry(b, pager.la[i]) = 0;
		mmu_invlpg(cpu, pager.la[i]);
	}
	pager.la[i] = page_of(frame->fault.la);
	return mmu_map_page(b->machine, mmu_cr3(cpu), pager.la[i],
			    pager.frame[i], 12, KERNEL_DATA);
}

static void few_frames(struct bench *b)
{
	pager = (struct pager){.next = 0};
	for (int i = 0; i < FRAMES; i++)
		pager.frame[i] = mmu_frame_alloc(b->machine, 1, 1);
	mmu_set_handler(b->machine, MMU_TRAP_PF, page_in, b);
}

/* Five pages never are there at the same time, and the pager forgets what was
 * in those that it takes; so the last ones can be looked at. */
static void test_sys_pager_that_takes_pages_away(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	int fd = numbered_file(5);

	few_frames(b);
	assert_int_equal(mmu_sys_read(fd, ptr, 5 * PAGE), 5 * PAGE);
	for (int i = 0; i < FRAMES; i++) {
		uint64_t la = pager.la[i];

		assert_int_equal(*(uint64_t *)bench_frame(b, pager.frame[i]),
				 (la - KERNEL_LA) / PAGE);
	}
	assert_true(native_check(b->machine));
	close(fd);
}

/* From a pipe there is only one call, for what is there at the same time. */
static void test_sys_pager_and_a_pipe(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	char page[PAGE] = "";
	ssize_t n;
	int fd[2];

	few_frames(b);
	assert_int_equal(pipe(fd), 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(write(fd[1], page, PAGE), PAGE);
	n = mmu_sys_read(fd[0], ptr, 5 * PAGE);
	assert_true(n > 0 && n <= FRAMES * (ssize_t)PAGE);
	close(fd[0]);
	close(fd[1]);
}

/* --- pins ---------------------------------------------------------------------------- */

static void test_pin_serves_any_call(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA + PAGE - 2);
	void *pinned;
	int fd[2];

	bench_expect(b, DEMAND);
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], "abc", 3), 3);
	assert_int_equal(mmu_pin(ptr, sizeof(int), MMU_WRITE, &pinned),
			 sizeof(int));
	assert_int_equal(b->count, 2);
	assert_int_equal(ioctl(fd[0], FIONREAD, pinned), 0);
	assert_int_equal(bench_load8(ptr) & 0xffffffff, 3);
	mmu_unpin(pinned);
	close(fd[0]);
	close(fd[1]);
}

static void test_pin_is_partial_and_honours_rights(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	void *pinned = state;

	bench_expect(b, REFUSE);
	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_map(b, KERNEL_LA + PAGE, KERNEL_DATA & ~MMU_PTE_RW);
	assert_int_equal(mmu_pin(ptr + PAGE, 9, MMU_WRITE, &pinned), -EFAULT);
	assert_ptr_equal(pinned, state);
	assert_int_equal(mmu_pin(ptr + 8, 2 * PAGE, MMU_WRITE, &pinned),
			 PAGE - 8);
	assert_true(host_writable(pinned));
	mmu_unpin(pinned);
	assert_int_equal(flags_of(b, KERNEL_LA + PAGE), 0);
	assert_int_equal(mmu_pin(ptr, 3 * PAGE, MMU_READ, &pinned), 2 * PAGE);
	assert_true(host_readable(pinned));
	assert_false(host_writable(pinned)); /* what it is not for */
	assert_int_equal(flags_of(b, KERNEL_LA + PAGE), MMU_PTE_A);
	mmu_unpin(pinned);
}

static void test_pin_bad_arguments(void **state)
{
	struct bench *b = bench_enter(state);
	void *ptr = bench_ptr(b, KERNEL_LA), *pinned;
	unsigned int bugs = 0;

	assert_int_equal(mmu_pin(ptr, 0, MMU_READ, &pinned), -EINVAL);
	assert_int_equal(mmu_pin(ptr, 8, MMU_FETCH, &pinned), -EINVAL);
	assert_int_equal(mmu_pin(ptr, -8ul, MMU_READ, &pinned), -EINVAL);
	mmu_set_bug_hook(rig_count_bug, &bugs);
	mmu_unpin(ptr);
	mmu_set_bug_hook(NULL, NULL);
	assert_int_equal(bugs, 1);
}

static void test_pin_ordinary_memory_is_given_back(void **state)
{
	char buf[16] = "";
	void *pinned;

	(void)state;
	assert_int_equal(mmu_pin(buf, 16, MMU_WRITE, &pinned), 16);
	assert_ptr_equal(pinned, buf);
	mmu_unpin(pinned);
}

/* The window faults as ever, and the view shows the old frame. */
static void test_pin_does_not_keep_a_translation(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	uint64_t pa = bench_map(b, KERNEL_LA, KERNEL_DATA);
	void *pinned;

	bench_store(ptr, 1);
	assert_int_equal(mmu_pin(ptr, 8, MMU_WRITE, &pinned), 8);
	*bench_entry(b, KERNEL_LA) = 0;
	mmu_invlpg(b->cpu, KERNEL_LA);
	assert_false(host_readable(ptr));
	assert_int_equal(bench_load(ptr), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA, 0);
	*(volatile char *)pinned = 2;
	assert_int_equal(*bench_frame(b, pa), 2);
	bench_map(b, KERNEL_LA, KERNEL_DATA); /* another frame */
	assert_int_equal(bench_load(ptr), 0);
	assert_int_equal(*(volatile char *)pinned, 2);
	assert_true(native_check(b->machine));
	mmu_unpin(pinned);
}

static void test_pin_survives_cr3_mode_and_eviction(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	void *pinned;

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	assert_int_equal(mmu_pin(ptr, 8, MMU_WRITE, &pinned), 8);
	mmu_set_cr3(b->cpu, mmu_cr3(b->cpu));
	assert_false(host_readable(ptr));
	assert_true(host_writable(pinned));
	bench_store(ptr, 3);
	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(bench_load(ptr), SKIPPED);
	assert_true(host_writable(pinned));
	mmu_set_cpl(b->cpu, 0);
	assert_int_equal(*(volatile char *)pinned, 3);
	mmu_unpin(pinned);
}

static void test_pin_keeps_frames_that_are_freed(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	uint64_t pa = bench_map(b, KERNEL_LA, KERNEL_DATA), nfree;
	unsigned int bugs = 0;
	void *pinned, *again;

	bench_store(ptr, 9);
	assert_false(mmu_frame_pinned(b->machine, pa));
	assert_int_equal(mmu_pin(ptr, 8, MMU_READ, &pinned), 8);
	assert_int_equal(mmu_pin(ptr + 8, 8, MMU_READ, &again), 8);
	assert_true(mmu_frame_pinned(b->machine, pa + 5));
	nfree = mmu_frames_free_count(b->machine);
	mmu_frame_free(b->machine, pa, 1);
	assert_int_equal(mmu_frames_free_count(b->machine), nfree);
	assert_int_equal(*(volatile char *)pinned, 9);
	mmu_set_bug_hook(rig_count_bug, &bugs);
	mmu_frame_free(b->machine, pa, 1);
	mmu_set_bug_hook(NULL, NULL);
	assert_int_equal(bugs, 1);
	mmu_unpin(pinned);
	assert_int_equal(mmu_frames_free_count(b->machine), nfree);
	mmu_unpin(again);
	assert_int_equal(mmu_frames_free_count(b->machine), nfree + 1);
	assert_false(mmu_frame_pinned(b->machine, pa));
}

static void test_pin_shows_scattered_frames_in_one_piece(void **state)
{
	const uint64_t n = 64;
	struct bench *b = bench_enter(state);
	uint64_t pa = mmu_frame_alloc(b->machine, n, 1);
	char *ptr = bench_ptr(b, KERNEL_LA);
	void *pinned;

	for (uint64_t i = 0; i < n; i++) {
		bench_map_to(b, KERNEL_LA + i * PAGE, pa + i * 5 % n * PAGE, 12,
			     KERNEL_DATA);
		bench_store8(ptr + i * PAGE, i);
	}
	assert_int_equal(mmu_pin(ptr, n * PAGE, MMU_READ, &pinned), n * PAGE);
	for (uint64_t i = 0; i < n; i++)
		assert_int_equal(*(uint64_t *)((char *)pinned + i * PAGE), i);
	mmu_unpin(pinned);
}

static void test_pin_ends_with_its_machine(void **state)
{
	struct bench b;
	unsigned int bugs = 0;
	void *pinned;

	(void)state;
	bench_create(&b);
	assert_int_equal(mmu_cpu_enter(b.cpu), 0);
	bench_map(&b, KERNEL_LA, KERNEL_DATA);
	assert_int_equal(
		mmu_pin(bench_ptr(&b, KERNEL_LA), 8, MMU_READ, &pinned), 8);
	bench_destroy(&b);
	mmu_set_bug_hook(rig_count_bug, &bugs);
	mmu_unpin(pinned);
	mmu_set_bug_hook(NULL, NULL);
	assert_int_equal(bugs, 1);
}

/* --- another thread --------------------------------------------------------------------- */

static int channel[2];
static struct bench *shared;

/* While the main thread waits for the pipe, this one uses the same CPU. */
static void *write_later(void *arg)
{
	char *ptr = bench_ptr(shared, KERNEL_LA + 8 * PAGE);

	for (uint64_t i = 0; i < 8; i++)
		bench_store8(ptr + i * PAGE, i);
	return write(channel[1], "x", 1) == 1 ? arg : NULL;
}

static void test_sys_no_lock_while_the_host_waits(void **state)
{
	struct bench *b = *state;
	pthread_t thread;
	void *result;

	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	mmu_cpu_leave(b->cpu);
	shared = b;
	bench_expect(b, DEMAND);
	assert_int_equal(pipe(channel), 0);
	assert_int_equal(pthread_create(&thread, NULL, write_later, b), 0);
	assert_int_equal(mmu_sys_read(channel[0], bench_ptr(b, KERNEL_LA), 8),
			 1);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, b);
	close(channel[0]);
	close(channel[1]);
}

/* The lists that it needs do not fit on every stack. */
static void *read_on_a_small_stack(void *arg)
{
	char *ptr = bench_ptr(shared, KERNEL_LA);
	int fd = numbered_file(200);
	ssize_t n = mmu_sys_pread(fd, ptr, 8, PAGE);

	if (n == 8)
		n = mmu_sys_read(fd, ptr, 200 * PAGE);
	close(fd);
	return n == 200 * PAGE ? arg : NULL;
}

static void test_sys_needs_little_stack(void **state)
{
	struct bench *b = bench_enter(state);
	pthread_attr_t attr;
	pthread_t thread;
	void *result;

	mmu_cpu_leave(b->cpu);
	shared = b;
	bench_expect(b, DEMAND);
	assert_int_equal(pthread_attr_init(&attr), 0);
	assert_int_equal(pthread_attr_setstacksize(&attr, 64 << 10), 0);
	assert_int_equal(
		pthread_create(&thread, &attr, read_on_a_small_stack, b), 0);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, b);
	pthread_attr_destroy(&attr);
}

/**
 * struct crosswise - a thread that drives one CPU and needs another one's memory
 */
struct crosswise {
	struct bench *mine, *other;
	bool pin;
	ssize_t result;
};

static pthread_barrier_t barrier;

static void *go_crosswise(void *arg)
{
	struct crosswise *it = arg;
	char *ptr = bench_ptr(it->other, KERNEL_LA);
	void *pinned;

	if (mmu_cpu_enter(it->mine->cpu))
		return NULL;
	pthread_barrier_wait(&barrier);
	if (it->pin)
		it->result = mmu_pin(ptr, 8, MMU_READ, &pinned);
	else
		it->result = mmu_sys_write(channel[1], ptr, 8);
	if (it->pin && it->result > 0)
		mmu_unpin(pinned);
	mmu_cpu_leave(it->mine->cpu);
	return arg;
}

/* One of them gives up at least, and then the other one can. */
static void test_sys_crosswise_is_edeadlk(void **state)
{
	struct bench *b = bench_enter(state), other;
	struct crosswise it[2] = {{.mine = b, .other = &other},
				  {.mine = &other, .other = b}};
	pthread_t thread[2];
	void *result;

	bench_create(&other);
	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_map(&other, KERNEL_LA, KERNEL_DATA);
	mmu_cpu_leave(b->cpu);
	assert_int_equal(pipe(channel), 0);
	pthread_barrier_init(&barrier, NULL, 2);
	for (int pin = 0; pin < 2; pin++) {
		for (int i = 0; i < 2; i++) {
			it[i].pin = pin;
			assert_int_equal(pthread_create(&thread[i], NULL,
							go_crosswise, &it[i]),
					 0);
		}
		for (int i = 0; i < 2; i++) {
			assert_int_equal(pthread_join(thread[i], &result), 0);
			assert_ptr_equal(result, &it[i]);
		}
		for (int i = 0; i < 2; i++)
			assert_true(it[i].result == 8 ||
				    it[i].result == -EDEADLK);
		assert_true(it[0].result != 8 || it[1].result != 8);
	}
	pthread_barrier_destroy(&barrier);
	close(channel[0]);
	close(channel[1]);
	assert_false(mem_pinned(&b->machine->mem));
	assert_false(mem_pinned(&other.machine->mem));
	bench_destroy(&other);
}

/* --- handlers that do not return ---------------------------------------------------------- */

static sigjmp_buf out;

static void jump_out(struct bench *b, struct mmu_frame *frame)
{
	(void)b;
	(void)frame;
	siglongjmp(out, 1);
}

static void *enter_there(void *arg)
{
	struct bench *b = arg;

	if (mmu_cpu_enter(b->cpu))
		return NULL;
	mmu_cpu_leave(b->cpu);
	return arg;
}

/* Few pages, many pages, and a pin. */
static __attribute__((noinline)) void request(struct bench *b, int kind)
{
	char *ptr = bench_ptr(b, KERNEL_LA);
	void *pinned;

	if (kind == 2)
		mmu_pin(ptr, PAGE, MMU_WRITE, &pinned);
	else
		mmu_sys_read(channel[0], ptr, kind ? 1000 * PAGE : 8);
}

/* The CPU is given back, and so is its depth and what was allocated. */
static void test_sys_handlers_may_jump_out_of_them(void **state)
{
	struct bench *b = bench_enter(state);
	pthread_t thread;
	void *result;

	assert_int_equal(pipe(channel), 0);
	mmu_cpu_leave(b->cpu);
	b->also = jump_out;
	for (int kind = 0; kind < 3; kind++) {
		bench_expect(b, REFUSE);
		if (!sigsetjmp(out, 1))
			request(b, kind);
		assert_int_equal(b->count, 1);
		assert_int_equal(mmu_cpu_enter(b->cpu), 0);
		mmu_cpu_leave(b->cpu);
		assert_int_equal(b->cpu->depth, 0);
		assert_int_equal(b->cpu->nscopes, 0);
		assert_int_equal(pthread_create(&thread, NULL, enter_there, b),
				 0);
		assert_int_equal(pthread_join(thread, &result), 0);
		assert_ptr_equal(result, b);
	}
	b->also = NULL;
	bench_expect(b, DEMAND);
	assert_int_equal(mmu_pin(bench_ptr(b, KERNEL_LA), 1, MMU_READ, &result),
			 1);
	mmu_unpin(result);
	close(channel[0]);
	close(channel[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_sys_host_answers_efault_and_we_do_not),
		bench_test(test_sys_write_sets_a_and_not_d),
		bench_test(test_sys_demand_paging_serves_them),
		cmocka_unit_test(test_sys_ordinary_memory_is_as_ever),
		bench_test(test_sys_ends_before_the_page_that_faults),
		bench_test(test_sys_honours_rights_of_the_mode),
		bench_test(test_sys_ends_with_the_window),
		bench_test(test_sys_error_of_a_handler_comes_back),
		bench_test(test_sys_descriptor_comes_first),
		bench_test(test_sys_file_goes_on_after_a_full_call),
		bench_test(test_sys_pipe_gives_what_it_has),
		bench_test(test_sys_vectors_mix_memory),
		bench_test(test_sys_pager_that_takes_pages_away),
		bench_test(test_sys_pager_and_a_pipe),
		bench_test(test_pin_serves_any_call),
		bench_test(test_pin_is_partial_and_honours_rights),
		bench_test(test_pin_bad_arguments),
		cmocka_unit_test(test_pin_ordinary_memory_is_given_back),
		bench_test(test_pin_does_not_keep_a_translation),
		bench_test(test_pin_survives_cr3_mode_and_eviction),
		bench_test(test_pin_keeps_frames_that_are_freed),
		bench_test(test_pin_shows_scattered_frames_in_one_piece),
		cmocka_unit_test(test_pin_ends_with_its_machine),
		bench_test(test_sys_no_lock_while_the_host_waits),
		bench_test(test_sys_needs_little_stack),
		bench_test(test_sys_crosswise_is_edeadlk),
		bench_test(test_sys_handlers_may_jump_out_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
