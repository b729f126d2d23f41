/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_format.c - the kernel's vsnprintf(): kernel/format*.c. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "kernel/format.h"
#include "../support/mini_kern.h"
#include "kernel/module.h"

/* A module of one function, as kallsyms sees it. */
#define FUNCTION (KERN_MODULES_START + 0x1000)

static struct kern_module_sym demo_sym = {"demo_init", FUNCTION, 't'};
static struct kern_module demo = {
	.name = "demo",
	.state = KERN_MODULE_LIVE,
	.core = {.base = FUNCTION, .size = 0x40, .end = {0x40}},
	.sym = &demo_sym,
	.nsyms = 1,
};

/* Arguments from an array; strings from host memory, but for one address. */
#define BAD_STRING 0x5000ull

struct list {
	struct kern_args args;
	const uint64_t *next;
	size_t read; /* longest string read asked for, NUL included */
};

static uint64_t list_next(struct kern_args *args)
{
	struct list *list = args->ctx;

	return *list->next++;
}

static int list_string(struct kern_args *args, uint64_t ptr, char *buf,
		       size_t size)
{
	struct list *list = args->ctx;

	if (ptr == BAD_STRING) {
		args->fault_la = ptr;
		return -EFAULT;
	}
	list->read = size > list->read ? size : list->read;
	snprintf(buf, size, "%s", (const char *)(uintptr_t)ptr);
	return 0;
}

static struct list list_of(struct kern *k, const uint64_t *values)
{
	return (struct list){
		.args = {.kern = k, .next = list_next, .string = list_string},
		.next = values,
	};
}

static int format(struct list *list, char *buf, size_t size, const char *f)
{
	list->args.ctx = list;
	return kern_vformat(&list->args, buf, size, f);
}

static void assert_format(struct kern *k, const char *f, const uint64_t *values,
			  const char *want)
{
	struct list list = list_of(k, values);
	char buf[256];
	int n = format(&list, buf, sizeof(buf), f);

	if (strcmp(buf, want))
		print_error("\"%s\": ", f);
	assert_string_equal(buf, want);
	assert_int_equal(n, strlen(want));
}

#define STR(text) ((uint64_t)(uintptr_t)(text))
#define JUNK	  0xdeadbeef00000000ull /* what may lie above an int */

/* Each row is what Linux prints; the reason stands behind it. */
static void test_format_numbers(void **state)
{
	static const struct {
		const char *format;
		uint64_t arg[2];
		const char *want;
	} rows[] = {
		{"%d", {42}, "42"},
		{"%d", {JUNK | 5}, "5"},	   /* garbage above an int */
		{"%d", {JUNK | 0xffffffff}, "-1"}, /* sign of the int */
		{"%u", {JUNK | 0xffffffff}, "4294967295"},
		{"%i", {7}, "7"},
		{"%ld", {-1ull}, "-1"},
		{"%lu", {-1ull}, "18446744073709551615"},
		{"%lld", {1ull << 63}, "-9223372036854775808"},
		{"%Lx", {0x123456789abcdef0}, "123456789abcdef0"},
		{"%zu", {-1ull}, "18446744073709551615"},
		{"%td", {-3ull}, "-3"},
		{"%hd", {0x18000}, "-32768"},
		{"%hhd", {0x180}, "-128"},
		{"%hhu", {0x180}, "128"},
		{"%o", {8}, "10"},
		{"%x", {0xabc}, "abc"},
		{"%X", {0xabc}, "ABC"},
		{"%#x", {0xabc}, "0xabc"},
		{"%#X", {0xabc}, "0XABC"},
		{"%#x", {0}, "0x0"}, /* C prints 0 */
		{"%#o", {8}, "010"},
		{"%#o", {0}, "0"},
		{"%5d|", {42}, "   42|"},
		{"%-5d|", {42}, "42   |"},
		{"%05d", {-42 & 0xffffffff}, "-0042"},
		{"%-05d|", {42}, "42   |"}, /* left wins */
		{"%+d", {42}, "+42"},
		{"% d", {42}, " 42"},
		{"%+u", {42}, "42"}, /* no sign for unsigned */
		{"%#06x", {0x1f}, "0x001f"},
		{"%.5d", {42}, "00042"},
		{"%8.5d", {42}, "   00042"},
		{"%08.5d", {42}, "00000042"}, /* C pads with blanks */
		{"%.0d", {0}, "0"},	      /* C prints nothing */
		{"%*d|", {6, 42}, "    42|"},
		{"%*d|", {-6ull & 0xffffffff, 42}, "42    |"},
		{"%.*d", {4, 42}, "0042"},
		{"%c%c", {'o', JUNK | 'k'}, "ok"},
		{"%3c|", {'x'}, "  x|"},
		{"%-3c|", {'x'}, "x  |"},
		{"100%%", {0}, "100%"},
		{"a%nb", {0}, "a"}, /* ends at what it does not know */
		{"a%jd", {1}, "a"}, /* nor does it know this */
		{"a%", {0}, "a"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_format(*state, rows[i].format, rows[i].arg,
			      rows[i].want);
}

static void test_format_strings(void **state)
{
	static char lines[300];
	char want[310];
	const struct {
		const char *format;
		uint64_t arg[2];
		const char *want;
	} rows[] = {
		{"%s", {STR("text")}, "text"},
		{"[%6s]", {STR("text")}, "[  text]"},
		{"[%-6s]", {STR("text")}, "[text  ]"},
		{"[%2s]", {STR("text")}, "[text]"},
		{"%.2s", {STR("text")}, "te"},
		{"[%5.2s]", {STR("text")}, "[   te]"},
		{"%.0s", {STR("text")}, ""},
		{"%.*s", {3, STR("text")}, "tex"},
		{"%.s", {STR("text")}, "text"}, /* no precision, unlike C */
		{"%.*s", {0xffffffff, STR("text")}, "text"},
		{"%s", {0}, "(null)"},
		{"%.3s", {0}, "(nu"},
		{"[%8s]", {0}, "[  (null)]"},
		{"%s", {1}, "(efault)"},
		{"%s", {4095}, "(efault)"},
		{"%s", {-4095ull}, "(efault)"},
		{"[%303s]", {STR(lines)}, want},
	};

	memset(lines, 'x', sizeof(lines) - 1);
	snprintf(want, sizeof(want), "[    %s]", lines);
	for (size_t i = 0; i + 1 < sizeof(rows) / sizeof(rows[0]); i++)
		assert_format(*state, rows[i].format, rows[i].arg,
			      rows[i].want);

	/* More than one piece, and padding in front of all of them. */
	struct list list = list_of(*state, rows[16].arg);
	char buf[400];
	assert_int_equal(format(&list, buf, sizeof(buf), rows[16].format), 305);
	assert_string_equal(buf, want);
}

static void test_format_precision_limits_what_is_read(void **state)
{
	uint64_t arg[] = {STR("0123456789")};
	struct list list = list_of(*state, arg);
	char buf[32];

	assert_int_equal(format(&list, buf, sizeof(buf), "%.3s"), 3);
	assert_int_equal(list.read, 4);
}

static void test_format_string_fault_is_reported(void **state)
{
	uint64_t arg[] = {BAD_STRING};
	struct list list = list_of(*state, arg);
	char buf[32];

	assert_int_equal(format(&list, buf, sizeof(buf), "ab%sc"), -EFAULT);
	assert_int_equal(list.args.fault_la, BAD_STRING);
	assert_string_equal(buf, "ab");
}

static void test_format_cuts_but_counts(void **state)
{
	uint64_t arg[] = {STR("text"), 7};
	const char *want[] = {"",	 "",	     "[",	    "[ ",
			      "[  ",	 "[  t",     "[  te",	    "[  tex",
			      "[  text", "[  text]", "[  text]   7"};
	size_t size[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13};

	for (size_t i = 0; i < 11; i++) {
		struct list list = list_of(*state, arg);
		char buf[16];

		memset(buf, '#', sizeof(buf));
		assert_int_equal(format(&list, buf, size[i], "[%6s]%4d"), 12);
		if (size[i])
			assert_string_equal(buf, want[i]);
		assert_int_equal(buf[size[i]], '#');
	}
}

static void test_format_huge_width_is_clamped(void **state)
{
	uint64_t arg[] = {1};
	struct list list = list_of(*state, arg);
	char buf[8];

	assert_int_equal(format(&list, buf, sizeof(buf), "%99999999999d"),
			 (1 << 23) - 1);
	assert_string_equal(buf, "       ");
}

static void test_format_plain_pointers(void **state)
{
	struct kern *k = *state;
	const struct {
		const char *format;
		uint64_t arg[1];
		const char *want;
	} rows[] = {
		{"%p", {0}, "0000000000000000"},
		{"%px", {0}, "0000000000000000"},
		{"%p", {-14ull}, "fffffffffffffff2"}, /* no address */
		{"%px", {0x1234}, "0000000000001234"},
		{"%px",
		 {mini_ptr(k, KERN_PAGE_OFFSET + 0x1000)},
		 "ffff888000001000"}, /* a window: lifted */
		{"%20px|", {0x1234}, "                1234|"},
		{"%px/%%", {0x10}, "0000000000000010/%"},
		{"%pe", {-12ull}, "-ENOMEM"},
		{"%pe", {-517ull}, "-EPROBE_DEFER"},
		{"%pe", {-4000ull}, "-4000"}, /* has no name */
		{"[%8pe]", {-2ull}, "[ -ENOENT]"},
		{"%pe", {0}, "0000000000000000"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_format(k, rows[i].format, rows[i].arg, rows[i].want);
}

static void test_format_symbols(void **state)
{
	static const struct {
		const char *format;
		uint64_t arg[1];
		const char *want;
	} rows[] = {
		{"%pS", {FUNCTION + 0x11}, "demo_init+0x11/0x40 [demo]"},
		{"%ps", {FUNCTION + 0x11}, "demo_init [demo]"},
		{"%pS", {FUNCTION}, "demo_init+0x0/0x40 [demo]"},
		/* a call at the very end returns behind the function */
		{"%pB", {FUNCTION + 0x40}, "demo_init+0x40/0x40 [demo]"},
		{"%pS", {FUNCTION + 0x40}, "0xffffffffc0001040"},
		{"%pSx", {FUNCTION}, "demo_init+0x0/0x40 [demo]"},
		{"%pS,", {0}, "0x0,"},
		{"%.4ps", {FUNCTION}, "demo"},
	};

	struct kern *k = *state;

	k->modules = &demo;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_format(k, rows[i].format, rows[i].arg, rows[i].want);
	k->modules = NULL;
}

static void test_format_hashed_pointer_hides_the_address(void **state)
{
	struct kern *k = *state;
	uint64_t arg[] = {mini_ptr(k, KERN_PAGE_OFFSET + 0x1000),
			  KERN_PAGE_OFFSET + 0x1000,
			  mini_ptr(k, KERN_PAGE_OFFSET + 0x1008)};
	struct list list = list_of(k, arg);
	char buf[64];

	assert_int_equal(format(&list, buf, sizeof(buf), "%p%pK%p"), 48);
	/* The host pointer and the linear address hash alike ... */
	assert_memory_equal(buf, buf + 16, 16);
	/* ... two addresses do not, and 32 bits are left of each. */
	assert_memory_not_equal(buf, buf + 32, 16);
	assert_memory_equal(buf, "00000000", 8);
	assert_memory_not_equal(buf + 8, "00001000", 8);
}

static void test_errname_knows_both_signs(void **state)
{
	(void)state;
	assert_string_equal(kern_errname(2), "-ENOENT");
	assert_string_equal(kern_errname(-133), "-EHWPOISON");
	assert_null(kern_errname(0));
	assert_null(kern_errname(41));
	assert_null(kern_errname(531));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format_numbers),
		cmocka_unit_test(test_format_strings),
		cmocka_unit_test(test_format_precision_limits_what_is_read),
		cmocka_unit_test(test_format_string_fault_is_reported),
		cmocka_unit_test(test_format_cuts_but_counts),
		cmocka_unit_test(test_format_huge_width_is_clamped),
		cmocka_unit_test(test_format_plain_pointers),
		cmocka_unit_test(test_format_symbols),
		cmocka_unit_test(test_format_hashed_pointer_hides_the_address),
		cmocka_unit_test(test_errname_knows_both_signs),
	};

	return cmocka_run_group_tests(tests, mini_kern_setup,
				      mini_kern_teardown);
}
