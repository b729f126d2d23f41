/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_proc_mm.c - /proc/PID/maps, smaps, status, pagemap: kernel/proc_mm.c. */
#include "../support/mm_rig.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

static void assert_text(char *text, const char *want)
{
	assert_string_equal(text, want);
	free(text);
}

static void test_proc_maps(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	struct kern_file *file, *host;
	char *path = make_file(2, 0), want[1024], line[80], *full;
	struct stat st;

	assert_int_equal(kern_file_memory(k, "lab", 16 * PAGE, &file), 0);
	assert_int_equal(kern_file_open(k, path, false, &host), 0);
	assert_int_equal(stat(path, &st), 0);
	full = realpath(path, NULL);
	map(mm, 0x10000, 1, PROT_NONE, ANON | MAP_FIXED, NULL, 0);
	map(mm, 0x400000, 2, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED,
	    file, 3);
	kern_brk(mm, 0x602000);
	map(mm, 0x100000000, 1, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED,
	    NULL, 0);
	map(mm, 0x100001000, 1, PROT_READ, MAP_SHARED | MAP_FIXED, host, 1);
	snprintf(line, sizeof(line),
		 "100001000-100002000 r--s 00001000 %02x:%02x %llu ",
		 major(st.st_dev), minor(st.st_dev),
		 (unsigned long long)st.st_ino);
	snprintf(want, sizeof(want),
		 "00010000-00011000 ---p 00000000 00:00 0 \n"
		 "00400000-00402000 r-xp 00003000 00:01 1"
		 "                                  /memfd:lab (deleted)\n"
		 "00600000-00602000 rw-p 00000000 00:00 0"
		 "                                  [heap]\n"
		 "100000000-100001000 rw-s 00000000 00:01 2"
		 "                                /dev/zero (deleted)\n"
		 "%-73s%s\n"
		 "7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0"
		 "                          [stack]\n",
		 line, full);
	assert_text(kern_proc_maps(mm), want);
	free(full);
	unlink(path);
	kern_file_put(file);
	kern_file_put(host);
	kern_mm_put(mm);
}

static void test_proc_smaps(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k), *child;
	uint64_t la = map(mm, 0x10000000, 5, RW, ANON | MAP_FIXED, NULL, 0);
	char *text, *end;

	for (int i = 0; i < 3; i++)
		poke(mm, la + i * PAGE, 1);
	peek(mm, la + 3 * PAGE); /* the zero page does not count */
	child = dup_mm(mm);
	poke(mm, la, 2);
	text = kern_proc_smaps(mm);
	end = strstr(text, "7ffffffde000");
	assert_non_null(end);
	*end = 0;
	assert_text(text, "10000000-10005000 rw-p 00000000 00:00 0 \n"
			  "Size:                 20 kB\n"
			  "KernelPageSize:        4 kB\n"
			  "MMUPageSize:           4 kB\n"
			  "Rss:                  12 kB\n"
			  "Pss:                   8 kB\n"
			  "Pss_Dirty:             8 kB\n"
			  "Shared_Clean:          0 kB\n"
			  "Shared_Dirty:          8 kB\n"
			  "Private_Clean:         0 kB\n"
			  "Private_Dirty:         4 kB\n"
			  "Referenced:           12 kB\n"
			  "Anonymous:            12 kB\n"
			  "LazyFree:              0 kB\n"
			  "AnonHugePages:         0 kB\n"
			  "ShmemPmdMapped:        0 kB\n"
			  "FilePmdMapped:         0 kB\n"
			  "Shared_Hugetlb:        0 kB\n"
			  "Private_Hugetlb:       0 kB\n"
			  "Swap:                  0 kB\n"
			  "SwapPss:               0 kB\n"
			  "Locked:                0 kB\n"
			  "THPeligible:    0\n"
			  "VmFlags: rd wr mr mw me \n");
	kern_mm_put(child);
	assert_int_equal(kern_pkey_alloc(mm, 0), 1);
	assert_int_equal(kern_pkey_mprotect(mm, la, 5 * PAGE, RW, 1), 0);
	text = kern_proc_smaps(mm);
	assert_non_null(strstr(text, "THPeligible:    0\n"
				     "ProtectionKey:         1\n"
				     "VmFlags: rd wr mr mw me \n"));
	free(text);
	kern_mm_put(mm);
}

static void test_proc_status(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	struct kern_file *file;
	uint64_t la = map_anon(mm, 10);

	assert_int_equal(kern_file_memory(k, "lab", 4 * PAGE, &file), 0);
	poke(mm, la, 1);
	poke(mm, la + PAGE, 1);
	kern_munmap(mm, la, 5 * PAGE);
	la = map(mm, 0, 2, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
	peek(mm, la);
	assert_text(kern_proc_status(mm), "Name:\t\nTgid:\t0\nPid:\t0\n"
					  "VmPeak:\t     172 kB\n"
					  "VmSize:\t     160 kB\n"
					  "VmLck:\t       0 kB\n"
					  "VmPin:\t       0 kB\n"
					  "VmHWM:\t       8 kB\n"
					  "VmRSS:\t       4 kB\n"
					  "RssAnon:\t       0 kB\n"
					  "RssFile:\t       0 kB\n"
					  "RssShmem:\t       4 kB\n"
					  "VmData:\t      20 kB\n"
					  "VmStk:\t     132 kB\n"
					  "VmExe:\t       0 kB\n"
					  "VmLib:\t       8 kB\n"
					  "VmPTE:\t      12 kB\n"
					  "VmSwap:\t       0 kB\n");
	kern_file_put(file);
	kern_mm_put(mm);
}

static void test_proc_pagemap(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k), *child;
	uint64_t la = map_anon(mm, 4), entry[5];
	uint64_t shared =
		map(mm, 0, 1, RW, MAP_SHARED | MAP_ANONYMOUS, NULL, 0);

	poke(mm, la, 1);
	poke(mm, la + PAGE, 1);
	peek(mm, la + 2 * PAGE);
	child = dup_mm(mm);
	poke(mm, la, 2);
	poke(mm, shared, 1);
	kern_proc_pagemap(mm, la, 5, entry);
	assert_int_equal(entry[0],
			 1ull << 63 | 1ull << 56 |
				 (pte_of(mm, la) & MMU_PTE_ADDR) >> 12);
	assert_int_equal(
		entry[1],
		1ull << 63 | (pte_of(child, la + PAGE) & MMU_PTE_ADDR) >> 12);
	assert_int_equal(entry[2], 1ull << 63 | k->mms->zero_page >> 12);
	assert_int_equal(entry[3], 0);
	kern_proc_pagemap(mm, shared, 1, entry);
	assert_int_equal(entry[0] >> 55, 1 << 8 | 1 << 6 | 1 << 1);
	kern_mm_put(child);
	kern_mm_put(mm);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_proc_maps),
		TEST(test_proc_smaps),
		TEST(test_proc_status),
		TEST(test_proc_pagemap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
