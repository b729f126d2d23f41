/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arith.c - $((...)): the numbers and operators of C, on 64 bits with a sign. By
 * precedence: an operand, then operators that bind at least as strongly as asked for.
 *
 * A part that does not count, such as b in "0 && b", is read, too, and changes
 * nothing.
 */
#define _GNU_SOURCE /* strndup */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/shell.h"

#define DEPTH_MAX 100

/**
 * struct arith - an expression being read
 * @skip: in how many parts that do not count
 */
struct arith {
	struct shell *sh;
	const char *text, *at;
	unsigned int skip, depth;
	bool failed;
};

/* Longer ones first. "=" with something before it assigns. */
static const struct {
	const char *text;
	int binds;
} operators[] = {
	{"<<=", 1}, {">>=", 1}, {"||", 3},  {"&&", 4},	{"==", 8}, {"!=", 8},
	{"<=", 9},  {">=", 9},	{"<<", 10}, {">>", 10}, {"+=", 1}, {"-=", 1},
	{"*=", 1},  {"/=", 1},	{"%=", 1},  {"&=", 1},	{"^=", 1}, {"|=", 1},
	{"=", 1},   {"?", 2},	{"|", 5},   {"^", 6},	{"&", 7},  {"<", 9},
	{">", 9},   {"+", 11},	{"-", 11},  {"*", 12},	{"/", 12}, {"%", 12},
};
#define NOPERATORS (sizeof(operators) / sizeof(operators[0]))

static long long expression(struct arith *a, int binds);

static long long fail(struct arith *a, const char *why)
{
	if (!a->failed)
		shell_say(a->sh, "$((%.60s)): %s", a->text, why);
	a->failed = true;
	return 0;
}

static void skip_blanks(struct arith *a)
{
	a->at += strspn(a->at, " \t\r\n");
}

static bool take(struct arith *a, char c)
{
	skip_blanks(a);
	if (*a->at != c)
		return false;
	a->at++;
	return true;
}

/* --- operands ------------------------------------------------------------------------ */

static long long parse_number(struct arith *a, const char *text, char **end)
{
	errno = 0;
	unsigned long long value = strtoull(text, end, 0);

	if (isalnum((unsigned char)**end))
		return fail(a, "there is a number that is none");
	if (errno)
		return fail(a, "there is a number of more than 64 bits");
	return (long long)value;
}

/* The value of a variable is a number, or nothing. */
static long long variable(struct arith *a, const char *name)
{
	const char *text = shell_get(a->sh, name);
	bool negative;
	char *end;
	long long value;

	text += strspn(text, " \t\n");
	negative = *text == '-';
	text += *text == '-' || *text == '+';
	if (!*text)
		return 0;
	value = parse_number(a, text, &end);
	if (a->failed || end == text || end[strspn(end, " \t\n")])
		return fail(a, "the value of a variable is no number");
	return negative ? (long long)-(unsigned long long)value : value;
}

/* a op b */
static long long calculate(struct arith *a, const char *op, long long x,
			   long long y)
{
	unsigned long long ux = (unsigned long long)x,
			   uy = (unsigned long long)y;

	if ((*op == '/' || *op == '%') && !y)
		return a->skip ? 0 : fail(a, "division by zero");
	switch (*op) {
	case '+':
		return (long long)(ux + uy);
	case '-':
		return (long long)(ux - uy);
	case '*':
		return (long long)(ux * uy);
	case '/':
		return y == -1 ? (long long)-ux : x / y;
	case '%':
		return y == -1 ? 0 : x % y;
	case '&':
		return x & y;
	case '|':
		return x | y;
	case '^':
		return x ^ y;
	case '<':
		return op[1] == '<' ? (long long)(ux << (y & 63)) :
		       op[1] == '=' ? x <= y :
				      x < y;
	case '>':
		return op[1] == '>' ? x >> (y & 63) :
		       op[1] == '=' ? x >= y :
				      x > y;
	default:
		return *op == '=' ? x == y : x != y;
	}
}

static void assign(struct arith *a, const char *name, long long value)
{
	char text[32];

	if (a->skip || a->failed)
		return;
	snprintf(text, sizeof(text), "%lld", value);
	shell_set(a->sh, name, text);
}

/* The operator that is next; NOPERATORS: none. */
static size_t next_operator(struct arith *a)
{
	size_t i = 0;

	skip_blanks(a);
	while (i < NOPERATORS &&
	       strncmp(a->at, operators[i].text, strlen(operators[i].text)))
		i++;
	return i;
}

/* "NAME", "NAME = value", "NAME += value" */
static long long name_or_assignment(struct arith *a)
{
	size_t len = name_length(a->at), i;
	char *name = strndup(a->at, len);
	long long value;

	a->at += len;
	i = next_operator(a);
	if (i < NOPERATORS && operators[i].binds == 1) {
		const char *op = operators[i].text;

		a->at += strlen(op);
		value = expression(a, 1);
		if (*op != '=')
			value = calculate(a, op, variable(a, name), value);
		assign(a, name, value);
	} else {
		value = variable(a, name);
	}
	free(name);
	return value;
}

static long long operand(struct arith *a)
{
	long long value;
	char *end;

	skip_blanks(a);
	if (name_length(a->at))
		return name_or_assignment(a);
	if (isdigit((unsigned char)*a->at)) {
		value = parse_number(a, a->at, &end);
		a->at = end;
		return value;
	}
	if (take(a, '('))
		value = expression(a, 1);
	else if (take(a, '-'))
		return (long long)-(unsigned long long)expression(a, 13);
	else if (take(a, '+'))
		return expression(a, 13);
	else if (take(a, '!'))
		return !expression(a, 13);
	else if (take(a, '~'))
		return ~expression(a, 13);
	else
		return fail(a, *a->at ? "this is no expression" :
					"something is missing");
	if (!take(a, ')'))
		fail(a, "a ) is missing");
	return value;
}

/* --- operators ------------------------------------------------------------------------ */

/* With its left side known, the right one may not count. */
static long long logical(struct arith *a, bool is_and, long long left)
{
	bool known = is_and ? !left : left;
	long long right;

	a->skip += known;
	right = expression(a, is_and ? 5 : 4);
	a->skip -= known;
	return known ? !is_and : right != 0;
}

static long long conditional(struct arith *a, long long condition)
{
	long long yes, no;

	a->skip += !condition;
	yes = expression(a, 1);
	a->skip -= !condition;
	if (!take(a, ':'))
		return fail(a, "a : is missing");
	a->skip += condition != 0;
	no = expression(a, 2);
	a->skip -= condition != 0;
	return condition ? yes : no;
}

static long long expression(struct arith *a, int binds)
{
	long long value;

	if (a->depth++ > DEPTH_MAX)
		return fail(a, "nested too deeply");
	value = operand(a);
	while (!a->failed) {
		size_t i = next_operator(a);

		if (i == NOPERATORS || operators[i].binds < binds)
			break;
		if (operators[i].binds == 1) {
			fail(a, "only a variable can be assigned to");
			break;
		}
		a->at += strlen(operators[i].text);
		if (operators[i].binds == 2)
			value = conditional(a, value);
		else if (operators[i].binds < 5)
			value = logical(a, operators[i].binds == 4, value);
		else
			value = calculate(a, operators[i].text, value,
					  expression(a,
						     operators[i].binds + 1));
	}
	a->depth--;
	return value;
}

bool arithmetic(struct shell *sh, const char *text, long long *value)
{
	struct arith a = {.sh = sh, .text = text, .at = text};

	skip_blanks(&a);
	*value = *a.at ? expression(&a, 1) : 0;
	skip_blanks(&a);
	if (!a.failed && *a.at)
		fail(&a, "an operator is missing");
	return !a.failed;
}
