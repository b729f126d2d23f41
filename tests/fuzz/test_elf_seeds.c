/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_elf_seeds.c - inputs of the module loader's fuzzer, without the fuzzer:
 * real modules, whole, and with bytes changed at random.
 */
#define _GNU_SOURCE /* memfd_create() */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dirent.h>
#include <cmocka.h>

#include "fuzz_elf.c"

#define SEEDS "tests/data/oops/ko"

enum { LARGEST = 1 << 15, NSEEDS = 12 };

static uint8_t seed[NSEEDS][LARGEST];
static size_t size[NSEEDS], nseeds;

static uint32_t next_random(void)
{
	static uint64_t state = 1;

	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(state >> 33);
}

static int read_seeds(void **state)
{
	DIR *dir = opendir(SEEDS);
	struct dirent *entry;
	char name[512];

	(void)state;
	prepare();
	while (dir && nseeds < NSEEDS && (entry = readdir(dir))) {
		FILE *file;

		if (!strstr(entry->d_name, ".ko"))
			continue;
		snprintf(name, sizeof(name), SEEDS "/%s", entry->d_name);
		file = fopen(name, "rb");
		assert_non_null(file);
		size[nseeds] = fread(seed[nseeds], 1, LARGEST, file);
		nseeds++;
		fclose(file);
	}
	closedir(dir);
	return nseeds == NSEEDS ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	kern_shutdown(k);
	close(fd);
	return 0;
}

static void test_whole_modules_load(void **state)
{
	struct kern_module *mod;
	size_t loaded = 0;

	(void)state;
	for (size_t i = 0; i < nseeds; i++) {
		LLVMFuzzerTestOneInput(seed[i], size[i]);
		write_file(seed[i], size[i]);
		if (kern_elf_load(k, path, 0, &mod))
			continue;
		loaded++;
		kern_module_free(k, mod);
	}
	assert_in_range(loaded, nseeds - 3, nseeds); /* some lack symbols */
}

/* Most of what matters is in the headers, at the end of the file, so half of
 * the changes are made there. */
static void test_changed_ones_leave_nothing(void **state)
{
	static uint8_t data[LARGEST];
	const char *tool = getenv("MMUSIM_TEST_TOOL");
	int rounds = tool && *tool && strcmp(tool, "native") ? 200 : 3000;

	(void)state;
	for (int i = 0; i < rounds; i++) {
		size_t which = next_random() % nseeds, len = size[which];
		unsigned int changes = 1 + next_random() % 4;

		memcpy(data, seed[which], len);
		for (unsigned int j = 0; j < changes; j++) {
			size_t at = next_random() % len;

			if (next_random() & 1)
				at = len - 1 - next_random() % (len / 4);
			data[at] = (uint8_t)next_random();
		}
		if (next_random() % 8 == 0)
			len = next_random() % len;
		LLVMFuzzerTestOneInput(data, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_modules_load),
		cmocka_unit_test(test_changed_ones_leave_nothing),
	};

	return cmocka_run_group_tests(tests, read_seeds, end);
}
