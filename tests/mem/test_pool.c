/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_pool.c - the allocator for host-side state. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "mem/bug.h"
#include "mem/pool.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct pool *pool;
static unsigned int bugs;
static char last_bug[256];

static void note_bug(const char *message, void *arg)
{
	++*(unsigned int *)arg;
	strncpy(last_bug, message, sizeof(last_bug) - 1);
}

static int setup(void **state)
{
	(void)state;
	bugs = 0;
	mmu_set_bug_hook(note_bug, &bugs);
	pool = pool_create(1 << 20);
	return pool ? 0 : -1;
}

static int teardown(void **state)
{
	bool sane = pool_check(pool);

	(void)state;
	pool_destroy(pool);
	mmu_set_bug_hook(NULL, NULL);
	return sane ? 0 : -1;
}

static void test_pool_blocks_are_aligned_and_do_not_overlap(void **state)
{
	unsigned char *block[300];

	(void)state;
	for (size_t i = 0; i < COUNT(block); i++) {
		block[i] = pool_alloc(pool, i);
		assert_non_null(block[i]);
		assert_int_equal((uintptr_t)block[i] % 16, 0);
		memset(block[i], (int)i, i);
	}
	for (size_t i = 0; i < COUNT(block); i++)
		for (size_t byte = 0; byte < i; byte++)
			assert_int_equal(block[i][byte], i & 0xff);
	assert_true(pool_check(pool));
}

/* Around every boundary between size classes. */
static void test_pool_serves_every_size(void **state)
{
	static const size_t sizes[] = {
		0,    1,    15,	  16,	 17,	63,    64,     65,   79,
		80,   81,   127,  128,	 129,	160,   161,    1023, 1024,
		1025, 4096, 4097, 65535, 65536, 65537, 100000,
	};

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		char *block = pool_alloc(pool, sizes[i]);
		char *next = pool_alloc(pool, 1);

		assert_non_null(block);
		memset(block, 1, sizes[i]);
		/* A red zone between them, and at most a quarter wasted. */
		assert_true(next >= block + sizes[i] + 16);
		assert_true(next <= block + sizes[i] * 5 / 4 + 32);
		assert_true(pool_check(pool));
	}
}

static void test_pool_counts_live_bytes(void **state)
{
	void *a, *b;

	(void)state;
	assert_int_equal(pool_used(pool), 0);
	a = pool_alloc(pool, 100);
	b = pool_alloc(pool, 3);
	assert_int_equal(pool_used(pool), 103);
	pool_free(pool, a);
	assert_int_equal(pool_used(pool), 3);
	pool_free(pool, b);
	assert_int_equal(pool_used(pool), 0);
}

static void test_pool_uses_freed_blocks_again(void **state)
{
	(void)state;
	/* Far more in total than the pool holds. */
	for (int i = 0; i < 1000; i++) {
		void *block = pool_alloc(pool, 50000);

		assert_non_null(block);
		pool_free(pool, block);
	}
}

static void test_pool_zalloc_clears_a_used_block(void **state)
{
	char *block = pool_alloc(pool, 40);

	(void)state;
	memset(block, 'x', 40);
	pool_free(pool, block);
	block = pool_zalloc(pool, 40);
	for (int i = 0; i < 40; i++)
		assert_int_equal(block[i], 0);
}

static void test_pool_realloc_keeps_the_contents(void **state)
{
	char *text = pool_strdup(pool, "seventeen letters");

	(void)state;
	assert_string_equal(text, "seventeen letters");
	text = pool_realloc(pool, text, 1000);
	assert_string_equal(text, "seventeen letters");
	text = pool_realloc(pool, text, 9);
	assert_memory_equal(text, "seventeen", 9);
	assert_int_equal(pool_used(pool), 9);

	text = pool_realloc(pool, NULL, 5);
	assert_non_null(text);
	assert_int_equal(pool_used(pool), 14);
}

static void test_pool_realloc_to_less_keeps_the_neighbours(void **state)
{
	char *small = pool_alloc(pool, 16);
	char *neighbour = pool_strdup(pool, "neighbour");
	char *block = pool_alloc(pool, 200);

	(void)state;
	memset(block, 'x', 200);
	pool_free(pool, small); /* the next block of this size goes there */
	block = pool_realloc(pool, block, 16);
	assert_ptr_equal(block, small);
	assert_string_equal(neighbour, "neighbour");
}

static void test_pool_full_gives_null_and_keeps_the_block(void **state)
{
	char *block = pool_strdup(pool, "kept");

	(void)state;
	assert_null(pool_alloc(pool, 2 << 20));
	assert_null(pool_alloc(pool, SIZE_MAX));
	assert_null(pool_zalloc(pool, 2 << 20));
	assert_null(pool_realloc(pool, block, 2 << 20));
	assert_string_equal(block, "kept");
	while (pool_alloc(pool, 10000))
		;
	assert_true(pool_check(pool));
	assert_int_equal(bugs, 0);
}

static void test_pool_null_is_free_to_free(void **state)
{
	(void)state;
	pool_free(pool, NULL);
	pool_destroy(NULL);
	assert_int_equal(bugs, 0);
}

static void test_pool_double_free_is_a_bug(void **state)
{
	void *block = pool_alloc(pool, 10);

	(void)state;
	pool_free(pool, block);
	pool_free(pool, block);
	assert_int_equal(bugs, 1);
	assert_non_null(strstr(last_bug, "already free"));
	assert_null(pool_realloc(pool, block, 20));
	assert_int_equal(bugs, 2);
}

static void test_pool_freeing_what_is_no_block_is_a_bug(void **state)
{
	char *block = pool_zalloc(pool, 200);
	char local[32];

	(void)state;
	pool_free(pool, local);
	assert_int_equal(bugs, 1);
	pool_free(pool, block + 8);
	assert_int_equal(bugs, 2);
	pool_free(pool, (char *)pool + 16);
	assert_int_equal(bugs, 3);
	pool_free(pool, block + (512 << 10)); /* never given out yet */
	assert_int_equal(bugs, 4);
	pool_free(pool, (void *)4096); /* not to be looked at */
	assert_int_equal(bugs, 5);
	assert_int_equal(pool_used(pool), 200);
}

static void test_pool_sizes_are_up_to_the_caller(void **state)
{
	struct pool *small = pool_create(1);

	(void)state;
	assert_non_null(small);
	assert_null(pool_alloc(small, 100000));
	pool_destroy(small);
	assert_null(pool_create(SIZE_MAX));
}

/* Anything in any order keeps the invariants. Repeats exactly. */
static void test_pool_survives_a_random_workload(void **state)
{
	unsigned char *held[64] = {NULL};
	size_t size[64];
	uint64_t seed = 7;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		size_t slot = seed >> 58;

		if (held[slot]) {
			assert_int_equal(held[slot][0], slot);
			assert_int_equal(held[slot][size[slot] - 1], slot);
			pool_free(pool, held[slot]);
			held[slot] = NULL;
			continue;
		}
		size[slot] = 1 + (seed >> 32) % 2000;
		held[slot] = pool_alloc(pool, size[slot]);
		assert_non_null(held[slot]);
		memset(held[slot], (int)slot, size[slot]);
		if (i % 100 == 0)
			assert_true(pool_check(pool));
	}
	assert_int_equal(bugs, 0);
}

/* Does the host leave the byte out of core files? Its mapping has "dd" then. */
static bool is_left_out(const void *byte)
{
	uintptr_t at = (uintptr_t)byte, start, end;
	FILE *maps = fopen("/proc/self/smaps", "r");
	bool here = false, left_out = false;
	char line[512];

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &start, &end) ==
		    2)
			here = start <= at && at < end;
		else if (here && !strncmp(line, "VmFlags:", 8))
			left_out = strstr(line, " dd");
	}
	fclose(maps);
	return left_out;
}

static void test_pool_core_files_hold_what_is_used(void **state)
{
	struct pool *big = pool_create(1ul << 30);
	char *small, *large;

	(void)state;
	assert_non_null(big);
	assert_false(is_left_out(big));
	assert_true(is_left_out((char *)big + (900ul << 20)));
	small = pool_alloc(big, 100);
	large = pool_alloc(big, 64ul << 20);
	assert_false(is_left_out(small));
	assert_false(is_left_out(large));
	assert_false(is_left_out(large + (64ul << 20) - 1));
	assert_true(is_left_out((char *)big + (900ul << 20)));
	pool_destroy(big);
}

/* --- images ------------------------------------------------------------------ */

static void test_pool_restore_brings_blocks_back(void **state)
{
	char *kept = pool_strdup(pool, "kept"), *freed = pool_alloc(pool, 500);
	struct pool_image *image;
	size_t used = pool_used(pool);

	(void)state;
	strcpy(freed, "freed");
	image = pool_save(pool);
	assert_non_null(image);
	strcpy(kept, "gone");
	pool_free(pool, freed);
	memset(pool_alloc(pool, 490), 0xee, 490); /* in its place */
	assert_non_null(pool_alloc(pool, 5000));
	pool_restore(pool, image, NULL, 0);
	assert_string_equal(kept, "kept");
	assert_string_equal(freed, "freed");
	assert_int_equal(pool_used(pool), used);
	assert_true(pool_check(pool));
	pool_free(pool, freed);
	pool_free(pool, kept);
	free(image);
}

static void test_pool_restore_keeps_what_it_shall(void **state)
{
	char *block = pool_alloc(pool, 16);
	struct pool_image *image;
	/* the first, the last, and two in the middle */
	struct pool_keep keep[] = {{block + 15, 1}, {block, 1}, {block + 7, 2}};

	(void)state;
	memset(block, 'a', 16);
	image = pool_save(pool);
	assert_non_null(image);
	memset(block, 'b', 16);
	pool_restore(pool, image, keep, COUNT(keep));
	assert_memory_equal(block, "baaaaaabbaaaaaab", 16);
	free(image);
}

/* Images of pools that came to differ: blocks lie elsewhere in each. */
static void test_pool_restore_of_other_layouts(void **state)
{
	struct pool_image *image[4];
	char *block[4][8];

	(void)state;
	image[0] = pool_save(pool);
	for (size_t i = 1; i < 4; i++) {
		pool_restore(pool, image[0], NULL, 0);
		for (size_t j = 0; j < 8; j++) {
			block[i][j] = pool_alloc(pool, 1 + i * j * 37);
			memset(block[i][j], (int)(i * j), 1 + i * j * 37);
		}
		pool_free(pool, block[i][i]);
		image[i] = pool_save(pool);
		assert_non_null(image[i]);
	}
	for (size_t n = 0; n < 40; n++) {
		size_t i = 1 + n * 5 % 3;

		pool_restore(pool, image[i], NULL, 0);
		assert_true(pool_check(pool));
		for (size_t j = 0; j < 8; j++)
			if (j != i)
				assert_int_equal(block[i][j][i * j * 37],
						 i * j);
		pool_alloc(pool, n * 100);
	}
	for (size_t i = 0; i < 4; i++)
		free(image[i]);
	assert_int_equal(bugs, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pool_blocks_are_aligned_and_do_not_overlap),
		TEST(test_pool_serves_every_size),
		TEST(test_pool_counts_live_bytes),
		TEST(test_pool_uses_freed_blocks_again),
		TEST(test_pool_zalloc_clears_a_used_block),
		TEST(test_pool_realloc_keeps_the_contents),
		TEST(test_pool_realloc_to_less_keeps_the_neighbours),
		TEST(test_pool_full_gives_null_and_keeps_the_block),
		TEST(test_pool_null_is_free_to_free),
		TEST(test_pool_double_free_is_a_bug),
		TEST(test_pool_freeing_what_is_no_block_is_a_bug),
		TEST(test_pool_sizes_are_up_to_the_caller),
		TEST(test_pool_survives_a_random_workload),
		TEST(test_pool_core_files_hold_what_is_used),
		TEST(test_pool_restore_brings_blocks_back),
		TEST(test_pool_restore_keeps_what_it_shall),
		TEST(test_pool_restore_of_other_layouts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
