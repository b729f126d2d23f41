/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare.c - see compare.h. */
#include "compare.h"

#include "kern_rig.h"

#include <stdio.h>

static void cut_out(char *line, const char *mark)
{
	char *at;

	while ((at = strstr(line, mark)))
		memmove(at, at + strlen(mark), strlen(at + strlen(mark)) + 1);
}

/* Is the number an address in a program or its heap? The real one was linked to
 * 0x400000; ours is where the host has it. */
static bool in_program(uint64_t value)
{
	return (value >= 0x400000 && value < 0x40000000) ||
	       (value >= 0x550000000000 && value < 0x580000000000);
}

/* Hexadecimal numbers that are such addresses become a word. */
static void name_program(const char *line, FILE *out)
{
	size_t stamp = *line == '[' ? strcspn(line, "]") : 0;

	fprintf(out, "%.*s", (int)stamp, line);
	line += stamp;
	while (*line) {
		size_t len = strspn(line, "0123456789abcdef");
		bool hex = !strncmp(line, "0x", 2);
		char *end;

		if (len >= 6 && len <= 16 &&
		    in_program(strtoull(line, &end, 16))) {
			fputs("<program>", out);
			line += len;
			continue;
		}
		if (hex)
			len = 2;
		fprintf(out, "%.*s", len ? (int)len : 1, line);
		line += len ? len : 1;
	}
}

/* "scheduling while atomic: insmod/84/0x00000002": its number. */
static void cut_process(char *line)
{
	char *at = strstr(line, " atomic: "), *end;

	at = at ? strchr(at, '/') : NULL;
	if (at && !strncmp(at, "/0:", 3)) /* kworker/0:2/84 */
		at = strchr(at + 1, '/');
	end = at ? strstr(at, "/0x") : NULL;
	if (end)
		memmove(at, end, strlen(end) + 1);
}

/* Which of the kernel's workers it was. */
static void name_worker(char *line)
{
	char *at = strstr(line, "kworker/0:");

	for (; at; at = strstr(at + 1, "kworker/0:"))
		at[10] = '#';
}

/* " in ucase[401000+7b000]": which program it is, and where. */
static void cut_program(char *line)
{
	char *at = strstr(line, " in "), *end;

	if (!at || !(strstr(line, " error ") || strstr(line, " error:")))
		return;
	end = strchr(at, ']');
	if (end)
		memmove(at + 3, end, strlen(end) + 1);
}

void compare_plain(const char *from, const char *to)
{
	FILE *in = fopen(from, "r"), *out = fopen(to, "w");
	char line[1024];

	assert_non_null(in);
	assert_non_null(out);
	while (fgets(line, sizeof(line), in)) {
		cut_out(line, ".constprop.0");
		cut_out(line, ".isra.0");
		cut_program(line);
		cut_process(line);
		name_worker(line);
		if (strstr(line, "ucase") || strstr(line, "handler: "))
			name_program(line, out);
		else
			fputs(line, out);
	}
	fclose(in);
	fclose(out);
}

void compare_logs(const char *options, const char *real, const char *ours,
		  const char *diff, struct score *score)
{
	char command[512], line[512];
	int percent = -1;
	FILE *script;

	snprintf(command, sizeof(command),
		 "python3 tests/oopscmp.py -v %s %s %s 2>&1 | tee %s", options,
		 real, ours, diff);
	script = popen(command, "r");
	assert_non_null(script);
	while (fgets(line, sizeof(line), script))
		sscanf(line, "%d of %d lines, %d added, %d%%", &score->same,
		       &score->lines, &score->added, &percent);
	pclose(script);
	assert_true(percent >= 0);
	snprintf(score->text, sizeof(score->text), "%d", percent);
	if (score->added && percent == 100)
		snprintf(score->text, sizeof(score->text), "100, %d added",
			 score->added);
}

bool compare_is_whole(const struct score *score)
{
	return score->same == score->lines && !score->added;
}

void compare_show(const char *diff)
{
	FILE *file = fopen(diff, "r");
	char line[512];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		print_message("%s", line);
	fclose(file);
}
