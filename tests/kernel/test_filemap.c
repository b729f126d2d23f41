/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_filemap.c - mapped files: kernel/filemap.c. Page n of the host's file
 * begins with the number 1000 + n. */
#include "../support/mm_rig.h"

static struct kern_file *open_rw(struct kern *k, const char *path)
{
	struct kern_file *file;

	assert_int_equal(kern_file_open(k, path, true, &file), 0);
	return file;
}

static void test_filemap_read_is_major_then_minor(void **state)
{
	struct kern *k = *state;
	char *path = make_file(3, 0);
	struct kern_file *file = open_rw(k, path);
	struct kern_mm *mm = new_mm(k);
	uint64_t a = map(mm, 0, 3, PROT_READ, MAP_PRIVATE, file, 0);
	uint64_t b = map(mm, 0, 2, PROT_READ, MAP_SHARED, file, 1);

	assert_int_equal(peek(mm, a + PAGE), 1001);
	assert_int_equal(mm->maj_flt, 1);
	assert_int_equal(peek(mm, b), 1001); /* in the page cache by now */
	assert_int_equal(mm->maj_flt, 1);
	assert_int_equal(mm->min_flt, 1);
	assert_int_equal(mm->rss[KERN_MM_FILEPAGES], 2);
	assert_true(kern_mm_check_all(k));
	kern_file_put(file); /* the areas have references */
	assert_int_equal(peek(mm, a), 1000);
	kern_mm_put(mm);
	unlink(path);
}

static void test_filemap_private_writes_stay_private(void **state)
{
	struct kern *k = *state;
	char *path = make_file(2, 0);
	struct kern_file *file = open_rw(k, path);
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map(mm, 0, 2, RW, MAP_PRIVATE, file, 0);
	uint64_t other = map(mm, 0, 2, RW, MAP_PRIVATE, file, 0);

	assert_int_equal(peek(mm, la), 1000);
	poke(mm, la, 1);	/* after a read */
	poke(mm, la + PAGE, 2); /* at once */
	assert_int_equal(peek(mm, other), 1000);
	assert_int_equal(peek(mm, other + PAGE), 1001);
	assert_int_equal(kern_msync(mm, la, 2 * PAGE, MS_SYNC), 0);
	assert_true(kern_mm_check_all(k));
	kern_mm_put(mm);
	kern_file_put(file);
	assert_int_equal(read_file(path, 0), 1000);
	unlink(path);
}

static void test_filemap_msync_writes_to_the_host(void **state)
{
	struct kern *k = *state;
	char *path = make_file(3, 0);
	struct kern_file *file = open_rw(k, path);
	struct kern_mm *mm = new_mm(k), *child;
	uint64_t la = map(mm, 0, 3, RW, MAP_SHARED, file, 0);

	assert_int_equal(peek(mm, la), 1000);
	poke(mm, la, 1);
	poke(mm, la + 2 * PAGE, 2);
	child = dup_mm(mm);
	poke(child, la + PAGE, 3);
	assert_int_equal(read_file(path, 0), 1000);
	assert_int_equal(kern_msync(mm, la, PAGE, MS_ASYNC), 0);
	assert_int_equal(read_file(path, 0), 1000);
	assert_int_equal(kern_msync(mm, la, 2 * PAGE, MS_SYNC), 0);
	assert_int_equal(read_file(path, 0), 1);
	assert_int_equal(read_file(path, 1), 3); /* the child's store, too */
	assert_int_equal(read_file(path, 2), 1002);
	assert_true(kern_mm_check_all(k));

	/* The next write is noticed, whoever makes it, TLB or not. */
	poke(child, la + PAGE, 4);
	poke(mm, la, 5);
	assert_int_equal(kern_msync(mm, la, 2 * PAGE, MS_SYNC), 0);
	assert_int_equal(read_file(path, 0), 5);
	assert_int_equal(read_file(path, 1), 4);
	/* The rest when the last user is gone. */
	kern_mm_put(mm);
	kern_mm_put(child);
	assert_int_equal(read_file(path, 2), 1002);
	kern_file_put(file);
	assert_int_equal(read_file(path, 2), 2);
	unlink(path);
}

static void test_filemap_msync_flushes_the_tlb(void **state)
{
	struct kern *k = *state;
	char *path = make_file(1, 0);
	struct kern_file *file = open_rw(k, path);
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map(mm, 0, 1, RW, MAP_SHARED, file, 0), value = 1;

	kern_use_mm(k, mm);
	kern_enter_user(k);
	mmu_store(k->cpu, la, &value, 8, NULL);
	kern_msync(mm, la, PAGE, MS_SYNC);
	assert_false(pte_of(mm, la) & (MMU_PTE_D | MMU_PTE_RW));
	value = 2;
	mmu_store(k->cpu, la, &value, 8, NULL);
	kern_msync(mm, la, PAGE, MS_SYNC);
	kern_leave_user(k);
	assert_int_equal(read_file(path, 0), 2);
	kern_mm_put(mm);
	kern_file_put(file);
	unlink(path);
}

static void test_filemap_beyond_the_end_is_sigbus(void **state)
{
	struct kern *k = *state;
	char *path = make_file(1, 10);
	struct kern_file *file = open_rw(k, path);
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map(mm, 0, 4, RW, MAP_SHARED, file, 0), value;
	FILE *host;

	/* The last page is filled up with zeros, which never reach the file. */
	assert_int_equal(peek(mm, la + PAGE), 0x7878787878787878);
	assert_int_equal(peek(mm, la + PAGE + 16), 0);
	poke(mm, la + PAGE + 16, 1);
	assert_int_equal(user_load(mm, la + 2 * PAGE, &value), MMU_TRAP_PF);
	assert_signal(mm, SIGBUS, BUS_ADRERR, la + 2 * PAGE);
	assert_int_equal(user_store(mm, la + 3 * PAGE + 8, 1), MMU_TRAP_PF);
	assert_signal(mm, SIGBUS, BUS_ADRERR, la + 3 * PAGE + 8);
	kern_mm_put(mm);
	kern_file_put(file);
	host = fopen(path, "r");
	fseek(host, 0, SEEK_END);
	assert_int_equal(ftell(host), PAGE + 10);
	fclose(host);
	unlink(path);
}

static void test_filemap_a_file_that_is_gone_is_sigbus(void **state)
{
	struct kern *k = *state;
	char *path = make_file(2, 0);
	struct kern_file *file = open_rw(k, path);
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map(mm, 0, 2, RW, MAP_SHARED, file, 0), value;
	uint64_t from = kern_log_next(k);

	poke(mm, la, 1);
	unlink(path);
	assert_int_equal(user_load(mm, la + PAGE, &value), MMU_TRAP_PF);
	assert_signal(mm, SIGBUS, BUS_ADRERR, la + PAGE);
	assert_int_equal(kern_msync(mm, la, PAGE, MS_SYNC), -EIO);
	kern_mm_put(mm);
	kern_file_put(file);
	kern_rig_assert_logged(k, from, "lost writes");
}

static void test_filemap_two_openings_are_one_file(void **state)
{
	struct kern *k = *state;
	char *path = make_file(1, 0);
	struct kern_file *a = open_rw(k, path), *b = open_rw(k, path);
	struct kern_mm *mm = new_mm(k);
	uint64_t one = map(mm, 0, 1, RW, MAP_SHARED, a, 0);
	uint64_t two = map(mm, 0, 1, RW, MAP_SHARED, b, 0);

	poke(mm, one, 1);
	assert_int_equal(peek(mm, two), 1);
	kern_mm_put(mm);
	kern_file_put(a);
	kern_file_put(b);
	unlink(path);
}

static void test_filemap_open_errors(void **state)
{
	struct kern_file *file = NULL;

	assert_int_equal(kern_file_open(*state, "build/no such", false, &file),
			 -ENOENT);
	assert_int_equal(kern_file_open(*state, "/dev/null", false, &file),
			 -EACCES);
	assert_null(file);
}

static void test_filemap_memory_is_kept_by_the_file(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	struct kern_file *file;
	uint64_t la;

	assert_int_equal(kern_file_memory(k, "lab", 3 * PAGE, &file), 0);
	la = map(mm, 0, 3, RW, MAP_SHARED, file, 0);
	poke(mm, la + PAGE, 5);
	assert_int_equal(mm->rss[KERN_MM_SHMEMPAGES], 1);
	assert_int_equal(kern_munmap(mm, la, 3 * PAGE), 0);
	la = map(mm, 0, 1, RW, MAP_PRIVATE, file, 1);
	assert_int_equal(peek(mm, la), 5);
	assert_int_equal(mm->maj_flt, 0);
	kern_mm_put(mm);
	kern_file_put(file);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_filemap_read_is_major_then_minor),
		TEST(test_filemap_private_writes_stay_private),
		TEST(test_filemap_msync_writes_to_the_host),
		TEST(test_filemap_msync_flushes_the_tlb),
		TEST(test_filemap_beyond_the_end_is_sigbus),
		TEST(test_filemap_a_file_that_is_gone_is_sigbus),
		TEST(test_filemap_two_openings_are_one_file),
		TEST(test_filemap_open_errors),
		TEST(test_filemap_memory_is_kept_by_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
