/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_dmesg.c - dmesg, with the options of util-linux that make sense here.
 *
 * It also works while the machine is halted: the log is read from its memory
 * then, as pstore and debuggers do.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/commands.h"

#define NOTHING_MORE (-1) /* instead of an exit status */

static const char *const level_names[8] = {"emerg", "alert",  "crit", "err",
					   "warn",  "notice", "info", "debug"};

/**
 * struct dmesg - what was asked for
 * @levels: bit L: show level L
 * @clear, @only_clear: -c; -C
 * @times, @no_times, @decode, @raw: -T, -t, -x, -r
 */
struct dmesg {
	struct call *call;
	unsigned int levels;
	bool clear, only_clear, times, no_times, decode, raw;
};

/* --- options ------------------------------------------------------------------------- */

static int find_level(const char *name, size_t len)
{
	for (int i = 0; i < 8; i++)
		if (strlen(level_names[i]) == len &&
		    !strncmp(level_names[i], name, len))
			return i;
	return -1;
}

/* "err,warn"; "err+" is err and all that is more urgent, "+err" the rest. */
static bool parse_levels(struct dmesg *d, const char *list)
{
	d->levels = 0;
	for (;;) {
		size_t len = strcspn(list, ",");
		bool less = len && list[0] == '+';
		bool more = len > 1 && list[len - 1] == '+';
		int level = find_level(list + less, len - less - more);

		if (level < 0)
			return false;
		d->levels |= more ? (2u << level) - 1 :
			     less ? 0xffu & ~((1u << level) - 1) :
				    1u << level;
		if (!list[len])
			return true;
		list += len + 1;
	}
}

static bool *flag_of(struct dmesg *d, char option)
{
	switch (option) {
	case 'C':
		return &d->only_clear;
	case 'c':
		return &d->clear;
	case 'T':
		return &d->times;
	case 't':
		return &d->no_times;
	case 'x':
		return &d->decode;
	case 'r':
		return &d->raw;
	}
	return NULL;
}

/* "-n 4", "-n err": the console shows what is more urgent, or as urgent as that
 * name; it is set, and nothing printed. */
static int set_console(struct call *call, const char *word)
{
	int level = word ? find_level(word, strlen(word)) + 1 : 0;
	char text[8];

	if (word && word[0] >= '1' && word[0] <= '8' && !word[1])
		level = word[0] - '0';
	if (!level)
		return command_fail(call, 1, "-n needs a level, 1 to 8");
	if (desk_halted(call->sh))
		return command_fail(call, STATUS_HALTED, "%s",
				    desk_halted_text);
	snprintf(text, sizeof(text), "%d", level);
	return kern_proc_write(call->sh->kern, "sys/kernel/printk", text) ?
		       1 :
		       NOTHING_MORE;
}

/* Letters in one word, "-Tx"; -l takes what follows. 0 or an exit status. */
static int parse_word(struct dmesg *d, char **argv, int *i)
{
	for (const char *c = argv[*i] + 1; *c; c++) {
		const char *list = c[1] ? c + 1 : argv[*i + 1];
		bool *flag = flag_of(d, *c);

		if (flag) {
			*flag = true;
			continue;
		}
		if (*c == 'w')
			return command_fail(d->call, 1,
					    "-w is not possible: nothing is "
					    "logged while it would wait");
		if (strchr("kP",
			   *c)) /* all are the kernel's; no pager is asked */
			continue;
		if (*c == 'n') {
			*i += !c[1];
			return set_console(d->call, list);
		}
		if (*c != 'l')
			return command_bad_option(d->call, argv[*i]);
		*i += !c[1];
		if (!list)
			return command_fail(d->call, 1,
					    "-l needs a list of levels");
		if (!parse_levels(d, list))
			return command_fail(d->call, 1, "unknown level '%s'",
					    list);
		return 0;
	}
	return 0;
}

/* "--clear" is "-C"; NULL when there is none of that name. */
static const char *short_option(const char *word)
{
	static const char *const names[][2] = {
		{"--clear", "-C"},     {"--ctime", "-T"},  {"--decode", "-x"},
		{"--follow", "-w"},    {"--kernel", "-k"}, {"--level", "-l"},
		{"--nopager", "-P"},   {"--notime", "-t"}, {"--raw", "-r"},
		{"--read-clear", "-c"}};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i][0], word))
			return names[i][1];
	return NULL;
}

static int parse_options(struct dmesg *d)
{
	char **argv = d->call->argv;
	int status = 0;

	for (int i = 1; argv[i] && !status; i++) {
		const char *letter = short_option(argv[i]);

		if (letter)
			strcpy(argv[i], letter);
		if (!strncmp(argv[i], "--level=", 8)) {
			if (!parse_levels(d, argv[i] + 8))
				status = command_fail(d->call, 1,
						      "unknown level '%s'",
						      argv[i] + 8);
		} else if (argv[i][0] != '-' || !argv[i][1] ||
			   argv[i][1] == '-') {
			status = command_bad_option(d->call, argv[i]);
		} else {
			status = parse_word(d, argv, &i);
		}
	}
	return status;
}

/* --- lines ------------------------------------------------------------------------------ */

static void print_time(const struct dmesg *d, const struct kern_log_line *line)
{
	time_t seconds =
		(time_t)(d->call->sh->rtc + (int64_t)(line->ns / 1000000000));
	char text[64];
	struct tm tm;

	if (d->times) {
		strftime(text, sizeof(text), "[%a %b %e %H:%M:%S %Y] ",
			 gmtime_r(&seconds, &tm));
		fputs(text, d->call->out);
	} else if (!d->no_times) {
		desk_stamp(line, text, sizeof(text));
		fputs(text, d->call->out);
	}
}

static int show_line(const struct kern_log_line *line, void *arg)
{
	const struct dmesg *d = arg;

	if (!(d->levels & 1u << line->level))
		return 0;
	if (d->raw)
		fprintf(d->call->out, "<%u>", line->level);
	else if (d->decode)
		fprintf(d->call->out,
			"kern  :%-6s: ", level_names[line->level]);
	print_time(d, line);
	fprintf(d->call->out, "%s\n", line->text);
	return 0;
}

int cmd_dmesg(struct call *call)
{
	struct dmesg d = {.call = call, .levels = 0xff};
	struct shell *sh = call->sh;
	int status = parse_options(&d);

	if (status)
		return status == NOTHING_MORE ? 0 : status;
	if (!sh->kern)
		return command_fail(call, 1, "the machine did not boot");
	if (!d.only_clear)
		kern_log_each(sh->kern, sh->cleared, show_line, &d);
	if (d.clear || d.only_clear)
		sh->cleared = kern_log_next(sh->kern);
	return 0;
}

/* --- journalctl ------------------------------------------------------------------------- */

/**
 * struct journal - what was asked for
 * @level: the least urgent that is shown
 * @lines: only so many, the last ones; @n: how many there are; @i: the next
 */
struct journal {
	struct call *call;
	unsigned int level;
	unsigned long lines, n, i;
};

static int count_journal(const struct kern_log_line *line, void *arg)
{
	struct journal *j = arg;

	j->n += line->level <= j->level;
	return 0;
}

static int show_journal(const struct kern_log_line *line, void *arg)
{
	struct journal *j = arg;
	time_t seconds =
		(time_t)(j->call->sh->rtc + (int64_t)(line->ns / 1000000000));
	char date[32];
	struct tm tm;

	if (line->level > j->level || j->n - j->i++ > j->lines)
		return 0;
	strftime(date, sizeof(date), "%b %d %H:%M:%S", gmtime_r(&seconds, &tm));
	fprintf(j->call->out, "%s mmusim kernel: %s\n", date, line->text);
	return 0;
}

/* "-p err", "-n 20". False: it is no such value. */
static bool journal_value(struct journal *j, char letter, const char *value)
{
	int level = value ? find_level(value, strlen(value)) : -1;
	char *end;

	if (value && letter == 'p' && *value >= '0' && *value <= '7' &&
	    !value[1])
		level = *value - '0';
	if (value && letter == 'p' && !strcmp(value, "warning"))
		level = 4;
	if (letter == 'p' && level >= 0)
		j->level = (unsigned int)level;
	if (letter == 'p')
		return level >= 0;
	if (!value || *value < '0' || *value > '9')
		return false;
	j->lines = strtoul(value, &end, 10);
	return !*end;
}

/* One word, and what belongs to it. 0 or an exit status. */
static int journal_word(struct journal *j, char **argv, int *i)
{
	const char *word = argv[*i];

	if (!strcmp(word, "--no-pager"))
		return 0;
	if (!strncmp(word, "-p", 2) || !strncmp(word, "-n", 2)) {
		const char *value = word[2] ? word + 2 : argv[++*i];

		return journal_value(j, word[1], value) ?
			       0 :
			       command_fail(j->call, 1, "-%c needs a %s",
					    word[1],
					    word[1] == 'p' ?
						    "level, such as err" :
						    "number of lines");
	}
	if (word[0] != '-' || !word[1] ||
	    strspn(word + 1, "kb") != strlen(word + 1))
		return command_bad_option(j->call, word);
	if (argv[*i + 1] && strchr(word, 'b') && !strcmp(argv[*i + 1], "-1"))
		return command_fail(j->call, 1,
				    "of the boot before there is "
				    "/var/log/kern.log, and after a "
				    "crash /sys/fs/pstore");
	return 0;
}

/* The kernel's messages of this boot: there is nobody else who writes. */
int cmd_journalctl(struct call *call)
{
	struct journal j = {
		.call = call, .level = 7, .lines = (unsigned long)-1};

	for (int i = 1; i < call->argc; i++) {
		int status = journal_word(&j, call->argv, &i);

		if (status)
			return status;
	}
	if (!call->sh->kern)
		return 0;
	kern_log_each(call->sh->kern, 0, count_journal, &j);
	kern_log_each(call->sh->kern, 0, show_journal, &j);
	return 0;
}
