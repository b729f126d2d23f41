/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare.c - see compare.h. */
#define _GNU_SOURCE
#include "compare.h"

#include "kern_rig.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

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
	static const char *const names[] = {"kworker/0:", "kworker/u2:"};

	for (size_t i = 0; i < COUNT(names); i++) {
		char *at = strstr(line, names[i]);

		for (; at; at = strstr(at + 1, names[i]))
			at[strlen(names[i])] = '#';
	}
}

/* What a shell does itself: the real one is process 1, and ran a script. */
static void name_shell(char *line)
{
	static const char *const before[] = {" Comm: ", "] ", "atomic: "};

	for (size_t i = 0; i < COUNT(before); i++) {
		char *at = strstr(line, before[i]);

		at = at ? at + strlen(before[i]) : line;
		if (strncmp(at, "init", 4) || !strchr(" [/", at[4]))
			continue;
		memcpy(at, "sh", 2);
		memmove(at + 2, at + 4, strlen(at + 4) + 1);
	}
}

/* A line about a task that hangs: its number, and its parent's; whether its FPU
 * registers are loaded; and which kernel it is. */
static void cut_task(char *line)
{
	char *at = strstr(line, "INFO: task "), *end;

	at = at ? strstr(at + 11, " blocked for") : NULL;
	if (at) {
		for (end = at; at[-1] != ':' && at[-1] != ' ';)
			at--;
		memmove(at, end, strlen(end) + 1);
	}
	at = strstr(line, "task:");
	at = at ? strstr(at, " pid:") : NULL;
	end = at ? strstr(at, "flags:0x") : NULL;
	if (end) {
		unsigned long flags = strtoul(end + 8, NULL, 16) & ~0x4000ul;

		sprintf(at, " flags:%lx\n", flags);
	}
	at = strstr(line, "      Tainted: ");
	at = at ? strstr(at, " 6.1") : NULL;
	if (at)
		strcpy(at, "\n");
	at = strstr(line, "watchdog: BUG: soft lockup");
	end = at ? strrchr(at, ':') : NULL;
	if (end && end > strchr(at, '['))
		strcpy(end, "]\n");
}

/* Where a command's program went on, at a page that was not there: the real one was
 * another program. */
static void cut_place(char *line)
{
	static const char *const programs[] = {"busybox", "sh", "cat"};
	char *at = strstr(line, "segfault at "), *in = strstr(line, " in ");
	unsigned long address, ip;

	if (!at || !in ||
	    sscanf(at, "segfault at %lx ip %lx", &address, &ip) != 2 ||
	    address != ip)
		return;
	for (size_t i = 0; i < COUNT(programs); i++)
		if (!strncmp(in + 4, programs[i], strlen(programs[i])) &&
		    in[4 + strlen(programs[i])] == '[')
			memmove(at + 12, strchr(at + 12, ' '),
				strlen(strchr(at + 12, ' ')) + 1);
}

/* " in ucase[401000+7b000]": which program it is, and where. */
static void cut_program(char *line)
{
	char *at, *end;

	cut_place(line);
	at = strstr(line, " in ");
	if (!at || !(strstr(line, " error ") || strstr(line, " error:")))
		return;
	end = strchr(at, ']');
	if (end)
		memmove(at + 3, end, strlen(end) + 1);
	/* Where it fetched no instruction, the line names the program that lies
	 * above, if any: that is as it was linked. */
	if (strstr(line, " error 14 in]"))
		strcpy(at, "\n");
}

/* "vsyscall read attempt denied ... ip:401000 cs:33 ... di:7ffc0": registers that
 * the compiler fills. */
static void cut_registers(char *line)
{
	char *at = strstr(line, "vsyscall ");

	at = at ? strstr(at, " ax:") : NULL;
	if (at)
		strcpy(at, "\n");
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
		cut_registers(line);
		cut_process(line);
		cut_task(line);
		name_shell(line);
		name_worker(line);
		if (strstr(line, "ucase") || strstr(line, "handler: "))
			name_program(line, out);
		else
			fputs(line, out);
	}
	fclose(in);
	fclose(out);
}

/* --- the script ------------------------------------------------------------------ */

/* One process makes all comparisons: starting Python takes longer than one. */
static struct {
	pid_t pid;
	FILE *to, *from;
} script;

static void start_script(void)
{
	int to[2], from[2];

	assert_int_equal(pipe2(to, O_CLOEXEC), 0);
	assert_int_equal(pipe2(from, O_CLOEXEC), 0);
	script.pid = fork();
	assert_true(script.pid >= 0);
	if (!script.pid) {
		dup2(to[0], STDIN_FILENO);
		dup2(from[1], STDOUT_FILENO);
		execlp("python3", "python3", "tests/support/compare.py", NULL);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	script.to = fdopen(to[1], "w");
	script.from = fdopen(from[0], "r");
	assert_non_null(script.to);
	assert_non_null(script.from);
}

void compare_end(void)
{
	if (!script.pid)
		return;
	fclose(script.to);
	fclose(script.from);
	assert_int_equal(waitpid(script.pid, NULL, 0), script.pid);
	script.pid = 0;
}

/* The last line that it printed. */
static void read_score(const char *diff, struct score *score)
{
	FILE *file = fopen(diff, "r");
	char line[512];
	int percent = -1;

	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		sscanf(line, "%d of %d lines, %d added, %d%%", &score->same,
		       &score->lines, &score->added, &percent);
	fclose(file);
	assert_true(percent >= 0);
	snprintf(score->text, sizeof(score->text), "%d", percent);
	if (score->added && percent == 100)
		snprintf(score->text, sizeof(score->text), "100, %d added",
			 score->added);
}

void compare_logs(const char *option, const char *real, const char *ours,
		  const char *diff, struct score *score)
{
	char answer[16];

	if (!script.pid)
		start_script();
	fprintf(script.to, "-v\t%s%s%s\t%s\t%s\n", option, *option ? "\t" : "",
		real, ours, diff);
	fflush(script.to);
	if (!fgets(answer, sizeof(answer), script.from))
		fail_msg("tests/support/compare.py ended");
	read_score(diff, score);
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
