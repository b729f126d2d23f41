/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_test.c - test and "[": strings, numbers, files of the machine and of the host.
 *
 *	or      = and { "-o" and }
 *	and     = not { "-a" not }
 *	not     = "!" not | primary
 *	primary = "(" or ")" | -f FILE | WORD = WORD | WORD
 *
 * Of up to four words their number decides how they are read, as POSIX has it: then
 * "[ -f = -f ]" compares two strings.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/commands.h"

/**
 * struct test - an expression being read
 * @at:  the next word; @end: behind the last
 * @bad: something was said about it
 */
struct test {
	struct call *call;
	char **at, **end;
	bool bad;
	unsigned int depth;
};

static bool complain(struct test *t, const char *what, const char *word)
{
	if (!t->bad)
		command_fail(t->call, STATUS_USAGE, "%s%s%s", word,
			     *word ? ": " : "", what);
	t->bad = true;
	return false;
}

/* --- files ------------------------------------------------------------------------------ */

/* Root may read and write everything on the machine; its files have no length. */
static bool test_simulated(struct test *t, char what, const char *path)
{
	mode_t type = file_type(t->call->sh, path);

	switch (what) {
	case 'd':
		return type == S_IFDIR;
	case 'f':
		return type == S_IFREG;
	case 'c':
		return type == S_IFCHR;
	case 'x':
		return type == S_IFDIR;
	case 'e':
	case 'r':
	case 'w':
		return type;
	default:
		return false;
	}
}

static bool test_host(char what, const char *path)
{
	bool link = what == 'h' || what == 'L';
	struct stat st;

	if (strchr("rwx", what))
		return !access(path, what == 'r' ? R_OK :
				     what == 'w' ? W_OK :
						   X_OK);
	if (link ? lstat(path, &st) : stat(path, &st))
		return false;
	switch (what) {
	case 'd':
		return S_ISDIR(st.st_mode);
	case 'f':
		return S_ISREG(st.st_mode);
	case 'c':
		return S_ISCHR(st.st_mode);
	case 'b':
		return S_ISBLK(st.st_mode);
	case 'p':
		return S_ISFIFO(st.st_mode);
	case 'S':
		return S_ISSOCK(st.st_mode);
	case 's':
		return st.st_size > 0;
	case 'h':
	case 'L':
		return S_ISLNK(st.st_mode);
	default:
		return true;
	}
}

/* --- operators ---------------------------------------------------------------------------- */

static long long number(struct test *t, const char *word)
{
	long long value;
	char *end;

	errno = 0;
	value = strtoll(word, &end, 10);
	end += strspn(end, " \t\n");
	if (!*word || *end || end == word || errno)
		complain(t, "this is no number", word);
	return value;
}

static bool is_unary(const char *word)
{
	return word[0] == '-' && word[1] && !word[2] &&
	       strchr("bcdefhLnprsStwxz", word[1]);
}

static bool unary(struct test *t, const char *op, const char *word)
{
	if (op[1] == 'n' || op[1] == 'z')
		return !*word == (op[1] == 'z');
	if (op[1] == 't') {
		long long fd = number(t, word);

		return fd >= 0 && fd <= 2 &&
		       isatty(t->call->sh->here.fd[(int)fd]);
	}
	return file_is_simulated(t->call->sh, word) ?
		       test_simulated(t, op[1], word) :
		       test_host(op[1], word);
}

static const char *const comparisons[] = {
	"=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge",
};
#define NCOMPARISONS (sizeof(comparisons) / sizeof(*comparisons))

/* Which one it is; NCOMPARISONS: none. */
static size_t comparison(const char *word)
{
	size_t i = 0;

	while (i < NCOMPARISONS && strcmp(comparisons[i], word))
		i++;
	return i;
}

static bool binary(struct test *t, const char *left, const char *op,
		   const char *right)
{
	size_t which = comparison(op);
	int order;

	if (which < 5) {
		order = strcmp(left, right);
		return which < 2  ? !order :
		       which == 2 ? order != 0 :
		       which == 3 ? order < 0 :
				    order > 0;
	}
	long long a = number(t, left), b = t->bad ? 0 : number(t, right);

	switch (op[1] << 8 | op[2]) {
	case 'e' << 8 | 'q':
		return a == b;
	case 'n' << 8 | 'e':
		return a != b;
	case 'l' << 8 | 't':
		return a < b;
	case 'l' << 8 | 'e':
		return a <= b;
	case 'g' << 8 | 't':
		return a > b;
	default:
		return a >= b;
	}
}

/* --- expressions --------------------------------------------------------------------------- */

static bool take(struct test *t, const char *word)
{
	if (t->at == t->end || strcmp(*t->at, word))
		return false;
	t->at++;
	return true;
}

static bool or (struct test * t);

static bool primary(struct test *t)
{
	size_t left = (size_t)(t->end - t->at);
	char **at = t->at;
	bool result;

	if (!left)
		return complain(t, "something is missing", "");
	if (left >= 3 && comparison(at[1]) < NCOMPARISONS) {
		t->at += 3;
		return binary(t, at[0], at[1], at[2]);
	}
	if (left >= 2 && is_unary(at[0])) {
		t->at += 2;
		return unary(t, at[0], at[1]);
	}
	if (left >= 3 && take(t, "(")) {
		result = or (t);
		return take(t, ")") ? result : complain(t, ") is missing", "");
	}
	t->at++;
	return **at;
}

static bool not(struct test * t)
{
	if (t->depth++ > 100)
		return complain(t, "nested too deeply", "");
	if (t->end - t->at > 1 && comparison(t->at[1]) == NCOMPARISONS &&
	    take(t, "!"))
		return !not(t);
	return primary(t);
}

static bool and (struct test * t)
{
	bool result = not(t);

	while (!t->bad && take(t, "-a"))
		result = not(t) && result;
	return result;
}

static bool or (struct test * t)
{
	bool result = and(t);

	while (!t->bad && take(t, "-o"))
		result = and(t) || result;
	return result;
}

/* By the number of words, as far as that says what they are. */
static bool evaluate(struct test *t)
{
	size_t n = (size_t)(t->end - t->at);
	char **at = t->at;

	t->at += n < 4 ? n : 0;
	if (n <= 1)
		return n && *at[0];
	if (n == 2 && !strcmp(at[0], "!"))
		return !*at[1];
	if (n == 2 && is_unary(at[0]))
		return unary(t, at[0], at[1]);
	if (n == 2)
		return complain(t, "this is no operator", at[0]);
	if (n == 3 && comparison(at[1]) < NCOMPARISONS)
		return binary(t, at[0], at[1], at[2]);
	t->at = at;
	return or (t);
}

/* How deep: each "!" and "(" counts. */
int cmd_test(struct call *call)
{
	struct test t = {.call = call,
			 .at = call->argv + 1,
			 .end = call->argv + call->argc};
	bool result;

	if (!strcmp(call->argv[0], "[")) {
		if (call->argc < 2 || strcmp(t.end[-1], "]"))
			return command_fail(call, STATUS_USAGE, "] is missing");
		t.end--;
	}
	result = evaluate(&t);
	if (!t.bad && t.at < t.end)
		complain(&t, "this does not belong here", *t.at);
	return t.bad ? STATUS_USAGE : !result;
}
