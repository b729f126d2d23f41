/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_shell.c - true, false, cd, pwd; and commands about the machine as a whole: date,
 * reboot, sleep, uname.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tool/commands.h"

/* --- the shell ---------------------------------------------------------------------- */

int cmd_true(struct call *call)
{
	(void)call;
	return 0;
}

int cmd_false(struct call *call)
{
	(void)call;
	return 1;
}

int cmd_cd(struct call *call)
{
	const char *to = call->argc > 1 ? call->argv[1] :
					  shell_get(call->sh, "HOME");

	bool back = !strcmp(to, "-");
	char *folder;
	int err;

	folder = must_copy(back ? shell_get(call->sh, "OLDPWD") : to);
	err = *folder ? folder_enter(call->sh, folder) : ENOENT;
	if (err)
		command_fail(call, 1, "%s: %s",
			     back && !*folder ? "OLDPWD" : folder,
			     file_error(err));
	else if (back)
		fprintf(call->out, "%s\n", folder);
	free(folder);
	return err != 0;
}

/* --- the machine --------------------------------------------------------------------- */

int cmd_date(struct call *call)
{
	struct shell *sh = call->sh;
	time_t now =
		(time_t)sh->rtc + (time_t)(kern_clock(sh->kern) / 1000000000);
	char text[64];
	struct tm tm;

	if (call->argc > 1)
		return command_bad_option(call, call->argv[1]);
	strftime(text, sizeof(text), "%a %b %e %T UTC %Y", gmtime_r(&now, &tm));
	fprintf(call->out, "%s\n", text);
	return 0;
}

int cmd_pwd(struct call *call)
{
	char *folder = folder_name(call->sh);

	if (!folder)
		return command_fail(call, 1, "%s", strerror(errno));
	fprintf(call->out, "%s\n", folder);
	free(folder);
	return 0;
}

int cmd_reboot(struct call *call)
{
	if (call->argc > 1)
		return command_bad_option(call, call->argv[1]);
	return desk_reboot(call->sh);
}

/* "1", "0.5", "2m": in seconds; negative when it is no time. */
static double parse_time(const char *text)
{
	static const char units[] = "smhd";
	static const double seconds[] = {1, 60, 3600, 86400};
	char *end;
	double time = strtod(text, &end);
	const char *unit = *end ? strchr(units, *end) : units;

	if (end == text || !unit || (*end && end[1]) || !(time >= 0))
		return -1;
	time *= seconds[unit - units];
	return time <= 1e9 ? time : -1;
}

int cmd_sleep(struct call *call)
{
	if (call->argc < 2)
		return command_fail(call, 1, "missing operand");
	for (int i = 1; i < call->argc; i++) {
		double time = parse_time(call->argv[i]);

		if (time < 0)
			return command_fail(call, 1,
					    "invalid time interval '%s'",
					    call->argv[i]);
		kern_idle_for(call->sh->kern, (uint64_t)(time * 1e9));
	}
	return 0;
}

/* A line of /proc/sys/kernel without its newline; free() it. */
static char *kernel_name(struct shell *sh, const char *file)
{
	char path[64], *text;

	snprintf(path, sizeof(path), "sys/kernel/%s", file);
	text = kern_proc_read(sh->kern, path);
	if (!text)
		return must_copy("unknown");
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static void print_name(struct call *call, bool *first, const char *file)
{
	char *text = !strcmp(file, "machine") ? must_copy("x86_64") :
		     !strcmp(file, "os")      ? must_copy("GNU/Linux") :
						kernel_name(call->sh, file);

	fprintf(call->out, "%s%s", *first ? "" : " ", text);
	*first = false;
	free(text);
}

int cmd_uname(struct call *call)
{
	static const struct {
		char option;
		const char *file;
	} names[] = {{'s', "ostype"},  {'n', "hostname"}, {'r', "osrelease"},
		     {'v', "version"}, {'m', "machine"},  {'o', "os"}};
	char asked[64] = "s";
	bool first = true;

	for (int i = 1; i < call->argc; i++) {
		const char *arg = call->argv[i];

		if (arg[0] != '-' || !arg[1] ||
		    strspn(arg + 1, "asnrvmo") != strlen(arg + 1) ||
		    strlen(arg) >= sizeof(asked) / 2)
			return command_bad_option(call, arg);
		if (i == 1)
			asked[0] = '\0';
		if (strlen(asked) + strlen(arg) < sizeof(asked))
			strcat(asked, arg + 1);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strchr(asked, names[i].option) || strchr(asked, 'a'))
			print_name(call, &first, names[i].file);
	fputc('\n', call->out);
	return 0;
}
