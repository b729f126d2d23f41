/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_disasm.c - instructions as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <cmocka.h>

#include <mmusim/debuginfo.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LA	     0xffffffffc0000010ull

static void test_disasm_speaks_at_and_t(void **state)
{
	static const struct {
		const char *text;
		int len;
		unsigned char code[15];
	} rows[] = {
		{"movb $0x41, 0x0", 8, {0xc6, 4, 0x25, 0, 0, 0, 0, 0x41}},
		{"mov -0x8(%rax), %eax", 3, {0x8b, 0x40, 0xf8}},
		/* targets are addresses, not distances */
		{"call 0xffffffffc0000025", 5, {0xe8, 0x10, 0, 0, 0}},
		{"mov 0xffffffffc0000027, %rax", 7, {0x48, 0x8b, 5, 0x10}},
		/* immediates are unsigned: a kernel address can be read */
		{"mov $0xffffffffc0000010, %rdi",
		 7,
		 {0x48, 0xc7, 0xc7, 0x10, 0, 0, 0xc0}},
		{"mov %gs:0x28, %rax",
		 9,
		 {0x65, 0x48, 0x8b, 4, 0x25, 0x28, 0, 0, 0}},
		{"rep movsb", 2, {0xf3, 0xa4}},
		{"lock cmpxchg %rcx, 0x8(%rcx,%rdx,1)",
		 7,
		 {0xf0, 0x48, 0x0f, 0xb1, 0x4c, 0x11, 8}},
		{"idiv %rcx", 3, {0x48, 0xf7, 0xf9}},
		{"ud2", 2, {0x0f, 0x0b}},
	};
	char buf[96];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(mmu_disasm(rows[i].code, 15, LA, buf,
					    sizeof(buf)),
				 rows[i].len);
		assert_string_equal(buf, rows[i].text);
		/* the instruction alone is enough, a byte less is not */
		assert_int_equal(mmu_disasm(rows[i].code, rows[i].len, LA, buf,
					    sizeof(buf)),
				 rows[i].len);
		assert_int_equal(mmu_disasm(rows[i].code, rows[i].len - 1, LA,
					    buf, sizeof(buf)),
				 -ENODATA);
	}
}

static void test_disasm_refuses_what_is_no_instruction(void **state)
{
	char buf[16] = "as it was";

	(void)state;
	assert_int_equal(mmu_disasm("\x06\x06", 2, LA, buf, sizeof(buf)),
			 -EILSEQ);
	assert_int_equal(mmu_disasm("", 0, LA, buf, sizeof(buf)), -ENODATA);
	assert_string_equal(buf, "as it was");
}

static void test_disasm_is_cut_at_the_end_of_the_buffer(void **state)
{
	char buf[8] = "1234567";

	(void)state;
	assert_int_equal(mmu_disasm("\x0f\x0b", 2, LA, buf, 3), 2);
	assert_string_equal(buf, "ud");
	assert_int_equal(buf[3], '4');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_disasm_speaks_at_and_t),
		cmocka_unit_test(test_disasm_refuses_what_is_no_instruction),
		cmocka_unit_test(test_disasm_is_cut_at_the_end_of_the_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
