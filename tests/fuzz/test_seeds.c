/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_seeds.c - inputs of the fuzzer, without the fuzzer.
 *
 * Those in tests/fuzz/seeds/, and a few thousand random ones. An input about
 * which the model, the walk and the machines disagree ends the program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dirent.h>
#include <cmocka.h>

#include "fuzz_walk.c"

#define SEEDS "tests/fuzz/seeds"

/* cmocka has just put its own SIGSEGV handler in place of ours. */
static void enter(void)
{
	assert_int_equal(mmu_cpu_enter(pairs[0].native.cpu), 0);
}

static void leave(void)
{
	mmu_cpu_leave(pairs[0].native.cpu);
}

static size_t read_seed(const char *name, uint8_t *data, size_t size)
{
	char path[512];
	size_t n;
	FILE *file;

	snprintf(path, sizeof(path), SEEDS "/%s", name);
	file = fopen(path, "rb");
	assert_non_null(file);
	n = fread(data, 1, size, file);
	fclose(file);
	return n;
}

static void test_seeds_show_no_difference(void **state)
{
	unsigned int count = 0;
	uint8_t data[1024];
	struct dirent *entry;
	DIR *dir = opendir(SEEDS);

	(void)state;
	assert_non_null(dir);
	enter();
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		LLVMFuzzerTestOneInput(data, read_seed(entry->d_name, data,
						       sizeof(data)));
		count++;
	}
	leave();
	closedir(dir);
	assert_true(count > 10);
}

/* Mostly bytes of few bits, which make tables that work. */
static void make_input(uint64_t *random, uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		*random =
			*random * 6364136223846793005ull + 1442695040888963407;
		data[i] = *random >> 33;
		if (*random >> 60 < 12)
			data[i] &= *random >> 41 & *random >> 49;
	}
}

static void test_random_inputs_show_no_difference(void **state)
{
	const char *tool = getenv("MMUSIM_TEST_TOOL");
	unsigned int n = tool && !strcmp(tool, "valgrind") ? 300 : 20000;
	uint64_t random = 1;
	uint8_t data[250];

	(void)state;
	enter();
	while (n--) {
		make_input(&random, data, sizeof(data));
		LLVMFuzzerTestOneInput(data, sizeof(data));
	}
	leave();
}

static int create(void **state)
{
	(void)state;
	return LLVMFuzzerInitialize(NULL, NULL);
}

static int destroy(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		mmu_machine_destroy(pairs[i].soft.machine);
		mmu_machine_destroy(pairs[i].native.machine);
	}
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seeds_show_no_difference),
		cmocka_unit_test(test_random_inputs_show_no_difference),
	};

	return cmocka_run_group_tests(tests, create, destroy);
}
