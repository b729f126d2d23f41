/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_print.c - echo and printf. The C library's printf() does the conversions. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/commands.h"

/* --- escapes --------------------------------------------------------------------------- */

static int octal(const char *text, size_t most, size_t *len)
{
	int value = 0;

	for (*len = 0; *len < most && text[*len] >= '0' && text[*len] <= '7';
	     ++*len)
		value = value * 8 + text[*len] - '0';
	return value;
}

static int hexadecimal(const char *text, size_t *len)
{
	char digits[3] = "";

	for (*len = 0; *len < 2 && isxdigit((unsigned char)text[*len]); ++*len)
		digits[*len] = text[*len];
	return (int)strtol(digits, NULL, 16);
}

/* What is behind a backslash: the character, and how long it is written; -1: it is
 * plain. With @zero an octal number begins with 0, as of echo. */
static int escaped(const char *text, bool zero, size_t *len)
{
	static const char from[] = "abfnrtv\\e", to[] = "\a\b\f\n\r\t\v\\\033";
	const char *at = *text ? strchr(from, *text) : NULL;
	int c = -1;

	if (at) {
		*len = 1;
		return to[at - from];
	}
	if (zero && *text == '0') {
		c = octal(text + 1, 3, len);
		++*len;
	} else if (!zero && *text >= '0' && *text <= '7') {
		c = octal(text, 3, len);
	} else if (*text == 'x') {
		c = hexadecimal(text + 1, len);
		c = *len ? c : -1;
		++*len;
	}
	return c;
}

/* False: "\c", nothing more is printed. */
static bool print_escaped(FILE *out, const char *text, bool zero)
{
	size_t len;

	while (*text) {
		int c = *text == '\\' ? escaped(text + 1, zero, &len) : -1;

		if (zero && text[0] == '\\' && text[1] == 'c')
			return false;
		fputc(c >= 0 ? c : *text, out);
		text += c >= 0 ? 1 + len : 1;
	}
	return true;
}

/* --- echo ------------------------------------------------------------------------------- */

/* "-n", "-e", "-ne" */
static bool is_echo_option(const char *word)
{
	return word[0] == '-' && word[1] &&
	       strspn(word + 1, "ne") == strlen(word + 1);
}

int cmd_echo(struct call *call)
{
	bool newline = true, escapes = false;
	char **word = call->argv + 1;

	for (; *word && is_echo_option(*word); word++) {
		newline &= !strchr(*word, 'n');
		escapes |= strchr(*word, 'e') != NULL;
	}
	for (; *word; word++) {
		if (!escapes)
			fputs(*word, call->out);
		else if (!print_escaped(call->out, *word, true))
			return 0;
		if (word[1])
			fputc(' ', call->out);
	}
	if (newline)
		fputc('\n', call->out);
	return 0;
}

/* --- printf ----------------------------------------------------------------------------- */

/**
 * struct printing - a printf that runs
 * @words: the arguments that are left; @used: were there any for this round?
 * @end:   "\c" was printed
 */
struct printing {
	struct call *call;
	char **words;
	bool used, end;
	int status;
};

static const char *next_word(struct printing *p)
{
	if (!*p->words)
		return NULL;
	p->used = true;
	return *p->words++;
}

static void bad_number(struct printing *p, const char *word)
{
	p->status = command_fail(p->call, 1, "invalid number '%s'", word);
}

/* "12", "0x1f", "-3", "'a": the number of a character */
static long long next_number(struct printing *p)
{
	const char *word = next_word(p);
	long long value;
	char *end;

	if (!word)
		return 0;
	if (*word == '\'' || *word == '"')
		return (unsigned char)word[1];
	errno = 0;
	value = *word == '-' ? strtoll(word, &end, 0) :
			       (long long)strtoull(word, &end, 0);
	if (end == word || *end || errno)
		bad_number(p, word);
	return value;
}

static double next_double(struct printing *p)
{
	const char *word = next_word(p);
	double value;
	char *end;

	if (!word)
		return 0;
	value = strtod(word, &end);
	if (end == word || *end)
		bad_number(p, word);
	return value;
}

static void print_text(struct printing *p, const char *format)
{
	const char *word = next_word(p);

	fprintf(p->call->out, format, word ? word : "");
}

/* "%-*.*" with the letter, and for numbers "ll", as the C library takes it. */
static void print_conversion(struct printing *p, const char *flags, char letter)
{
	FILE *out = p->call->out;
	struct buffer f = {0};
	const char *word;

	buffer_printf(&f, "%%%s%s%c", flags,
		      strchr("diouxX", letter) ? "ll" : "", letter);
	if (strchr("diouxX", letter)) {
		fprintf(out, f.text, next_number(p));
	} else if (strchr("aAeEfFgG", letter)) {
		fprintf(out, f.text, next_double(p));
	} else if (letter == 'c') {
		word = next_word(p);
		if (word && *word)
			fprintf(out, f.text, *word);
	} else {
		print_text(p, f.text);
	}
	buffer_free(&f);
}

/* What is between "%" and the letter; "*" is an argument. Widths have a bound. */
static const char *take_flags(struct printing *p, const char *at,
			      struct buffer *flags)
{
	enum { WIDEST = 4096 };

	buffer_add(flags, "", 0);
	for (; *at && strchr("-+ #0.*123456789", *at); at++) {
		if (*at == '*') {
			long long n = next_number(p);

			buffer_printf(flags, "%d",
				      n > WIDEST || n < -WIDEST ? 0 : (int)n);
		} else {
			buffer_char(flags, *at);
		}
	}
	return at;
}

static bool too_wide(const char *flags)
{
	size_t digits = 0;

	for (; *flags; flags++) {
		if (*flags == '0' && !digits) /* a flag */
			continue;
		digits = isdigit((unsigned char)*flags) ? digits + 1 : 0;
		if (digits > 4)
			return true;
	}
	return false;
}

/* One conversion, from behind the "%"; NULL after a message. */
static const char *convert(struct printing *p, const char *at)
{
	struct buffer flags = {0};
	const char *word;

	at = take_flags(p, at, &flags);
	if (too_wide(flags.text)) {
		p->status = command_fail(p->call, 1, "%%%s%c: this is too wide",
					 flags.text, *at ? *at : ' ');
		at = NULL;
	} else if (!*at || !strchr("diouxXaAeEfFgGcsb", *at)) {
		p->status = command_fail(p->call, 1,
					 "%%%s%c: invalid directive",
					 flags.text, *at ? *at : ' ');
		at = NULL;
	} else if (*at == 'b') {
		word = next_word(p);
		p->end = word && !print_escaped(p->call->out, word, true);
		at++;
	} else {
		print_conversion(p, flags.text, *at++);
	}
	buffer_free(&flags);
	return at;
}

/* The format once. False: that was all. */
static bool print_format(struct printing *p, const char *at)
{
	size_t len;

	while (at && *at && !p->end) {
		int c = *at == '\\' ? escaped(at + 1, false, &len) : -1;

		if (c >= 0) {
			fputc(c, p->call->out);
			at += 1 + len;
		} else if (at[0] == '%' && at[1] == '%') {
			fputc('%', p->call->out);
			at += 2;
		} else if (*at == '%') {
			at = convert(p, at + 1);
		} else {
			fputc(*at++, p->call->out);
		}
	}
	return at && !p->end;
}

int cmd_printf(struct call *call)
{
	char **word = call->argv + 1;
	struct printing p = {.call = call};

	word += *word && !strcmp(*word, "--");
	if (!*word)
		return command_fail(call, STATUS_USAGE, "a format is missing");
	p.words = word + 1;
	do
		p.used = false;
	while (print_format(&p, *word) && *p.words && p.used);
	return p.status;
}
