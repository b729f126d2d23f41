/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_kill.c - kill: signals to tasks of the machine. */
#define _GNU_SOURCE /* sigabbrev_np */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tool/commands.h"

/* "9", "KILL", "SIGKILL"; -1. */
static int signal_number(const char *word)
{
	char *end;
	long number = strtol(word, &end, 10);

	if (*word && !*end)
		return number >= 0 && number <= 64 ? (int)number : -1;
	if (!strncasecmp(word, "SIG", 3))
		word += 3;
	for (int i = 1; i < 32; i++)
		if (sigabbrev_np(i) && !strcasecmp(word, sigabbrev_np(i)))
			return i;
	return -1;
}

/* "kill -l", "kill -l 9", "kill -l KILL" */
static int list(struct call *call)
{
	for (int i = 1; call->argc == 2 && i < 32; i++)
		fprintf(call->out, "%2d) %s\n", i, sigabbrev_np(i));
	for (int i = 2; i < call->argc; i++) {
		int number = signal_number(call->argv[i]);

		/* An exit status is one, too. */
		if (number < 0 && atoi(call->argv[i]) > STATUS_SIGNAL)
			number = atoi(call->argv[i]) - STATUS_SIGNAL;
		if (number < 0 || number > 31)
			return command_fail(call, 1, "bad signal name '%s'",
					    call->argv[i]);
		if (call->argv[i][0] >= '0' && call->argv[i][0] <= '9')
			fprintf(call->out, "%s\n",
				number ? sigabbrev_np(number) : "0");
		else
			fprintf(call->out, "%d\n", number);
	}
	return 0;
}

static int send(struct call *call, const char *word, int number)
{
	char *end;
	long pid = strtol(word, &end, 10);
	int err;

	if (!*word || *end || pid != (int)pid)
		return command_fail(call, 1, "invalid number '%s'", word);
	err = kern_kill(call->sh->kern, (int)pid, number);
	return err ? command_fail(call, 1, "can't kill pid %ld: %s", pid,
				  strerror(-err)) :
		     0;
}

int cmd_kill(struct call *call)
{
	char **word = call->argv + 1;
	int number = SIGTERM, status = 0;

	if (*word && !strcmp(*word, "-l"))
		return list(call);
	if (*word && !strcmp(*word, "-s") && word[1])
		number = signal_number(*++word);
	else if (*word && **word == '-')
		number = signal_number(*word + 1);
	else
		word--;
	if (number < 0)
		return command_fail(call, 1, "bad signal name '%s'",
				    *word + (**word == '-'));
	if (!*++word)
		return command_fail(call, 1, "a PID is missing");
	for (; *word; word++)
		status |= send(call, *word, number);
	return status;
}
