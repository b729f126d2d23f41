/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm_rig.h - address spaces on the test bench: accesses as a user makes them.
 */
#ifndef SUPPORT_MM_RIG_H
#define SUPPORT_MM_RIG_H

#include "kern_rig.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel/mm.h"

#define PAGE KERN_PAGE
#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

#ifndef SEGV_PKUERR
#define SEGV_PKUERR 4
#endif

/* One soft access at CPL 3 of an address space. 0 or the vector. */
static inline int user_load(struct kern_mm *mm, uint64_t la, uint64_t *value)
{
	struct kern *k = mm->kern;
	int vector;

	kern_use_mm(k, mm);
	kern_enter_user(k);
	vector = mmu_load(k->cpu, la, value, 8, NULL);
	kern_leave_user(k);
	return vector;
}

static inline int user_store(struct kern_mm *mm, uint64_t la, uint64_t value)
{
	struct kern *k = mm->kern;
	int vector;

	kern_use_mm(k, mm);
	kern_enter_user(k);
	vector = mmu_store(k->cpu, la, &value, 8, NULL);
	kern_leave_user(k);
	return vector;
}

static inline int user_fetch(struct kern_mm *mm, uint64_t la)
{
	struct kern *k = mm->kern;
	int vector;

	kern_use_mm(k, mm);
	kern_enter_user(k);
	vector = mmu_fetch(k->cpu, la, 1, NULL);
	kern_leave_user(k);
	return vector;
}

static inline uint64_t peek(struct kern_mm *mm, uint64_t la)
{
	uint64_t value = 0;

	assert_int_equal(user_load(mm, la, &value), 0);
	return value;
}

static inline void poke(struct kern_mm *mm, uint64_t la, uint64_t value)
{
	assert_int_equal(user_store(mm, la, value), 0);
}

static inline uint64_t map(struct kern_mm *mm, uint64_t addr, uint64_t npages,
			   int prot, int flags, struct kern_file *file,
			   uint64_t page)
{
	int64_t la = kern_mmap(mm, addr, npages * PAGE, prot, flags, file,
			       page * PAGE);

	assert_true(la > 0);
	return (uint64_t)la;
}

/* Anonymous, private, read and write, wherever there is room. */
static inline uint64_t map_anon(struct kern_mm *mm, uint64_t npages)
{
	return map(mm, 0, npages, RW, ANON, NULL, 0);
}

static inline struct kern_mm *new_mm(struct kern *k)
{
	struct kern_mm *mm;

	assert_int_equal(kern_mm_create(k, NULL, &mm), 0);
	return mm;
}

static inline struct kern_mm *dup_mm(struct kern_mm *mm)
{
	struct kern_mm *copy;

	assert_int_equal(kern_mm_dup(mm, &copy), 0);
	return copy;
}

/* The last fault of the user raised this signal. */
static inline void assert_signal(const struct kern_mm *mm, int signo, int code,
				 uint64_t addr)
{
	assert_int_equal(mm->siginfo.signo, signo);
	assert_int_equal(mm->siginfo.code, code);
	assert_int_equal(mm->siginfo.addr, addr);
}

static inline uint64_t pte_of(struct kern_mm *mm, uint64_t la)
{
	volatile uint64_t *pte = kern_pte_find(mm, la);

	return pte ? *pte : 0;
}

/* Frames and pool as they are now, for tests that nothing leaks. */
struct mm_usage {
	uint64_t frames;
	size_t pool;
};

static inline struct mm_usage mm_usage(struct kern *k)
{
	return (struct mm_usage){mmu_frames_free_count(k->machine),
				 pool_used(k->pool)};
}

static inline void assert_usage(struct kern *k, struct mm_usage was)
{
	assert_int_equal(mmu_frames_free_count(k->machine), was.frames);
	assert_int_equal(pool_used(k->pool), was.pool);
}

/* A file of the host: npages, whose page n begins with the number 1000 + n,
 * and extra bytes of 'x'. Remove it. */
static inline char *make_file(uint64_t npages, size_t extra)
{
	static char path[64];
	int fd;

	strcpy(path, "build/mm-test-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	for (uint64_t i = 0; i < npages; i++) {
		uint64_t page[512] = {1000 + i};

		assert_int_equal(write(fd, page, sizeof(page)), sizeof(page));
	}
	for (size_t i = 0; i < extra; i++)
		assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	return path;
}

static inline uint64_t read_file(const char *path, uint64_t page)
{
	FILE *file = fopen(path, "r");
	uint64_t value;

	assert_non_null(file);
	assert_int_equal(fseek(file, (long)(page * PAGE), SEEK_SET), 0);
	assert_int_equal(fread(&value, sizeof(value), 1, file), 1);
	fclose(file);
	return value;
}

#endif
