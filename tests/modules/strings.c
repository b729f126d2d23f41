/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls every string function that the kernel exports, with ordinary and with
 * awkward arguments, and compares what they do with what they promise.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memory and string functions, formatting, numbers");

static int failures;

#define check(cond)                                                        \
	do {                                                               \
		if (cond)                                                  \
			break;                                             \
		failures++;                                                \
		pr_err("strings: FAILED: line %d: %s\n", __LINE__, #cond); \
	} while (0)

static void try_memory(void)
{
	char a[32] = "0123456789abcdef";
	char b[32];

	check(memset(b, 'x', sizeof(b)) == b);
	check(b[0] == 'x' && b[31] == 'x');
	check(memcpy(b, a, 5) == b);
	check(memcmp(b, "01234xxx", 8) == 0);
	check(memcpy(b, a, 0) == b && b[0] == '0');
	check(memmove(a + 2, a, 10) == a + 2);
	check(memcmp(a, "010123456789cdef", 17) == 0);
	check(memmove(a, a + 2, 10) == a);
	check(memcmp(a, "012345678989cdef", 17) == 0);
	check(memcmp("abc", "abd", 3) < 0);
	check(memcmp("abd", "abc", 3) > 0);
	check(memcmp("\x80", "\x7f", 1) > 0);
	check(memcmp("abc", "xyz", 0) == 0);
	check(memchr(a, '8', 16) == a + 8);
	check(memchr(a, 'q', 16) == NULL);
	check(memchr(a, 0, 32) == a + 16);
}

static void try_lengths(void)
{
	check(strlen("") == 0);
	check(strlen("four") == 4);
	check(strnlen("four", 10) == 4);
	check(strnlen("four", 3) == 3);
	check(strnlen("four", 0) == 0);
}

static void try_copies(void)
{
	char b[16];

	check(strcpy(b, "copy") == b && memcmp(b, "copy", 5) == 0);

	memset(b, 'x', sizeof(b));
	check(strncpy(b, "ab", 4) == b && memcmp(b, "ab\0\0x", 5) == 0);
	check(strncpy(b, "wxyz", 2) == b && memcmp(b, "wx\0\0x", 5) == 0);

	memset(b, 'x', sizeof(b));
	check(strscpy(b, "hello", sizeof(b)) == 5 && strcmp(b, "hello") == 0);
	check(strscpy(b, "hello", 6) == 5 && strcmp(b, "hello") == 0);
	check(strscpy(b, "hello", 5) == -E2BIG && strcmp(b, "hell") == 0);
	check(strscpy(b, "hello", 1) == -E2BIG && b[0] == '\0');
	check(strscpy(b, "hello", 0) == -E2BIG);

	check(strlcpy(b, "hello", sizeof(b)) == 5 && strcmp(b, "hello") == 0);
	check(strlcpy(b, "a long one", 4) == 10 && strcmp(b, "a l") == 0);

	strcpy(b, "ab");
	check(strcat(b, "cd") == b && strcmp(b, "abcd") == 0);
	check(strncat(b, "efgh", 2) == b && strcmp(b, "abcdef") == 0);
	check(strncat(b, "g", 5) == b && strcmp(b, "abcdefg") == 0);
}

static void try_comparisons(void)
{
	check(strcmp("", "") == 0);
	check(strcmp("abc", "abc") == 0);
	check(strcmp("abc", "abd") < 0);
	check(strcmp("abc", "ab") > 0);
	check(strcmp("\xff", "a") > 0);
	check(strncmp("abcX", "abcY", 3) == 0);
	check(strncmp("abcX", "abcY", 4) < 0);
	check(strncmp("ab", "ab", 10) == 0);
	check(strncmp("x", "y", 0) == 0);
}

static void try_searches(void)
{
	const char *s = "a/b/c";

	check(strchr(s, '/') == s + 1);
	check(strchr(s, 'c') == s + 4);
	check(strchr(s, 0) == s + 5);
	check(strchr(s, 'x') == NULL);
	check(strrchr(s, '/') == s + 3);
	check(strrchr(s, 'a') == s);
	check(strrchr(s, 'x') == NULL);
	check(strstr(s, "b/") == s + 2);
	check(strstr(s, "") == s);
	check(strstr(s, "b/d") == NULL);
	check(strstr("", "x") == NULL);
	check(strcmp(kbasename(s), "c") == 0);
	check(str_has_prefix(s, "a/") == 2 && !strstarts(s, "b"));
}

static __printf(3, 4) int format(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

static void try_formats(void)
{
	char b[128];

	check(sprintf(b, "%s-%d-%c", "one", -2, '3') == 8);
	check(strcmp(b, "one--2-3") == 0);
	check(sprintf(b, "[%5d|%-5d|%05d|%+d]", 42, 42, 42, 42) == 23);
	check(strcmp(b, "[   42|42   |00042|+42]") == 0);
	check(sprintf(b, "%x %X %#x %o", 0xbeef, 0xbeef, 0xbeef, 8) == 19);
	check(strcmp(b, "beef BEEF 0xbeef 10") == 0);
	check(sprintf(b, "%lu %llu %zu", ULONG_MAX, 1ULL << 63, SIZE_MAX) ==
	      61);
	check(strcmp(b, "18446744073709551615 9223372036854775808 "
			"18446744073709551615") == 0);
	check(sprintf(b, "%ld %lld %hhd %hd", LONG_MIN, -1LL, (s8)-3,
		      (s16)-446) == 31);
	check(strcmp(b, "-9223372036854775808 -1 -3 -446") == 0);
	check(sprintf(b, "%.2s|%5s|%-5s|%*d", "abc", "ab", "ab", 4, 7) == 19);
	check(strcmp(b, "ab|   ab|ab   |   7") == 0);
	check(sprintf(b, "100%%") == 4 && strcmp(b, "100%") == 0);
	/* Eight arguments: some of them are passed on the stack. */
	check(sprintf(b, "%d%d%d%d%ld%d%d%s", 1, 2, 3, 4, 5L, 6, 7, "8") == 8);
	check(strcmp(b, "12345678") == 0);

	memset(b, 'x', sizeof(b));
	check(snprintf(b, 4, "%s", "abcdef") == 6 && strcmp(b, "abc") == 0);
	check(b[4] == 'x');
	check(snprintf(b, 0, "%d", 12345) == 5 && b[0] == 'a');
	check(snprintf(NULL, 0, "%d", 12345) == 5);
	check(scnprintf(b, 4, "%s", "abcdef") == 3 && strcmp(b, "abc") == 0);
	check(scnprintf(b, 0, "abc") == 0);
	check(scnprintf(b, sizeof(b), "ab") == 2);
	check(format(b, sizeof(b), "%d %s %d %d %d", 1, "two", 3, 4, 5) == 11);
	check(strcmp(b, "1 two 3 4 5") == 0);
}

static void try_pointers(void)
{
	void *p = (void *)0xffffffff12345678UL;
	const char *null = NULL;
	char b[64];

	OPTIMIZER_HIDE_VAR(null);
	check(sprintf(b, "%px", p) == 16 && strcmp(b, "ffffffff12345678") == 0);
	check(sprintf(b, "%s", null) == 6 && strcmp(b, "(null)") == 0);
	check(sprintf(b, "%p", p) == 16 && strcmp(b, "ffffffff12345678") != 0);
}

static void try_kstrto(void)
{
	unsigned long long ull = 1;
	long long ll = 1;
	unsigned long ul = 1;
	long l = 1;
	unsigned int u = 1;
	int i = 1;

	check(kstrtoint("-42\n", 10, &i) == 0 && i == -42);
	check(kstrtoint("2147483648", 10, &i) == -ERANGE && i == -42);
	check(kstrtoint("12x", 10, &i) == -EINVAL && i == -42);
	check(kstrtoint("", 10, &i) == -EINVAL);
	check(kstrtoint("+7", 10, &i) == 0 && i == 7);
	check(kstrtouint("4294967295", 10, &u) == 0 && u == UINT_MAX);
	check(kstrtouint("4294967296", 10, &u) == -ERANGE);
	check(kstrtouint("-1", 10, &u) == -EINVAL);
	check(kstrtol("-0x10", 0, &l) == 0 && l == -16);
	check(kstrtol(" 1", 0, &l) == -EINVAL && l == -16);
	check(kstrtoul("0777", 0, &ul) == 0 && ul == 0777);
	check(kstrtoul("ff", 16, &ul) == 0 && ul == 0xff);
	check(kstrtoull("18446744073709551615", 10, &ull) == 0);
	check(ull == ULLONG_MAX);
	check(kstrtoull("18446744073709551616", 10, &ull) == -ERANGE);
	check(kstrtoll("-9223372036854775808", 10, &ll) == 0);
	check(ll == LLONG_MIN);
	check(kstrtoll("9223372036854775808", 10, &ll) == -ERANGE);
}

static void try_simple_strto(void)
{
	const char *s = "123abc";
	char *end;

	check(simple_strtoul(s, &end, 10) == 123 && end == s + 3);
	check(simple_strtoul(s, NULL, 16) == 0x123abc);
	check(simple_strtoul("0x1f", &end, 0) == 0x1f && *end == '\0');
	check(simple_strtoul("017", NULL, 0) == 017);
	check(simple_strtol("-99 ", &end, 10) == -99 && *end == ' ');
	check(simple_strtol("none", &end, 10) == 0 && *end == 'n');
}

static void try_ctype(void)
{
	check(isdigit('7') && !isdigit('a') && isxdigit('F') && !isxdigit('g'));
	check(isspace('\n') && !isspace('x') && isalnum('Z') && !isalnum('_'));
	check(toupper('q') == 'Q' && tolower('Q') == 'q' &&
	      toupper('1') == '1');
	check(isprint(' ') && !isgraph(' ') && ispunct('!') && iscntrl('\t'));
}

static int __init strings_init(void)
{
	try_memory();
	try_lengths();
	try_copies();
	try_comparisons();
	try_searches();
	try_formats();
	try_pointers();
	try_kstrto();
	try_simple_strto();
	try_ctype();
	if (failures)
		return -EINVAL;
	pr_info("strings: ok\n");
	return 0;
}

static void __exit strings_exit(void)
{
}

module_init(strings_init);
module_exit(strings_exit);
