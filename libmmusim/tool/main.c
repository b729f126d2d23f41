/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main.c - mmusim: options, signals, and what is run. See docs/mmusim.1. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/commands.h"

#ifndef MMUSIM_VERSION
#define MMUSIM_VERSION "unknown"
#endif

static int usage(FILE *out)
{
	fprintf(out,
		"usage: mmusim [OPTION]... [-c COMMANDS | SCRIPT] [ARGUMENT]...\n"
		"\n"
		"A shell on a simulated machine with a simulated Linux kernel. "
		"Without COMMANDS\n"
		"and SCRIPT it reads a terminal, or a script from standard "
		"input.\n"
		"\n"
		"  -c COMMANDS      run these, and end\n"
		"  --append TEXT    the kernel's command line\n"
		"  --ram SIZE       how much memory the machine has: 64M\n"
		"  --console        show the kernel's messages as they come\n"
		"  --help           this text\n"
		"  --version        the version\n"
		"\n"
		"\"help\" is a command of the shell, too. See mmusim(1).\n");
	return out == stdout ? 0 : STATUS_USAGE;
}

enum { OPT_APPEND = 256, OPT_RAM, OPT_CONSOLE, OPT_HELP, OPT_VERSION };

static const struct option options[] = {
	{"append", required_argument, NULL, OPT_APPEND},
	{"ram", required_argument, NULL, OPT_RAM},
	{"console", no_argument, NULL, OPT_CONSOLE},
	{"help", no_argument, NULL, OPT_HELP},
	{"version", no_argument, NULL, OPT_VERSION},
	{NULL, 0, NULL, 0},
};

/* Something is wrong with the options. */
static int complain(const char *format, ...) MMU_PRINTF(1, 2);
static int complain(const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "mmusim: ");
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	return STATUS_USAGE;
}

/* @joined: the word of the option and its text are one. -1, or an exit status after a
 * message. */
static int take_commands(const char **commands, const char *text, bool joined)
{
	if (joined)
		return complain(
			"-c%s: give the commands as a word of their own; "
			"options with names begin with two dashes",
			text);
	if (*commands)
		return complain(
			"-c is there twice: join the commands with ; or "
			"give a script");
	*commands = text;
	return -1;
}

static int take_ram(struct shell *sh, const char *text)
{
	int err = parse_size(text, &sh->ram);

	if (!err && !sh->ram)
		err = EINVAL;
	if (err)
		return complain("--ram: %s %s", text, size_error(err));
	if (sh->ram % MMU_PAGE_SIZE)
		return complain(
			"--ram: %s, which is in bytes, is no multiple of "
			"a page, 4096; write 64M for megabytes",
			text);
	return -1;
}

/* -1: go on; else the exit status. */
static int take_options(struct shell *sh, int argc, char **argv,
			const char **commands)
{
	int c, status = -1;

	/* "+": what is behind the script belongs to it. */
	while (status < 0 &&
	       (c = getopt_long(argc, argv, "+c:h", options, NULL)) >= 0)
		switch (c) {
		case 'c':
			status = take_commands(commands, optarg,
					       optarg != argv[optind - 1]);
			break;
		case OPT_APPEND:
			sh->append = optarg;
			break;
		case OPT_CONSOLE:
			sh->console = true;
			break;
		case OPT_RAM:
			status = take_ram(sh, optarg);
			break;
		case 'h':
		case OPT_HELP:
			return usage(stdout);
		case OPT_VERSION:
			printf("mmusim %s\n", MMUSIM_VERSION);
			return 0;
		default:
			return usage(stderr);
		}
	return status;
}

/* ^C is for programs of the host, which get it, too, and for the line that is
 * being typed. While the machine runs, a second one ends the shell: a module may
 * be in a loop without end. */
static void on_interrupt(int signo)
{
	static const char text[] = "\nmmusim: the machine is running; press ^C "
				   "once more to end it and the shell\n";

	(void)signo;
	if (shell_busy && shell_interrupted)
		_exit(STATUS_SIGNAL + SIGINT);
	shell_interrupted = 1;
	if (shell_busy && write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		return;
}

static void set_signals(bool interactive)
{
	struct sigaction action = {.sa_handler = SIG_IGN};

	sigemptyset(&action.sa_mask);
	sigaction(SIGPIPE, &action, NULL);
	if (!interactive)
		return;
	/* Simulated code has a stack that is none of the host's. */
	action.sa_flags = SA_ONSTACK;
	action.sa_handler = on_interrupt;
	sigaction(SIGINT, &action, NULL);
}

static int run(struct shell *sh, const char *commands, int argc, char **argv)
{
	struct arguments *args = &sh->state.args;

	if (commands) {
		arguments_set(args, argc ? argv[0] : "mmusim",
			      argc ? argv + 1 : NULL);
		return shell_run_string(sh, commands);
	}
	if (argc && strcmp(argv[0], "-")) {
		arguments_set(args, argv[0], argv + 1);
		return shell_run_file(sh, argv[0]);
	}
	arguments_set(args, "mmusim", argc ? argv + 1 : NULL);
	if (sh->interactive)
		return shell_run_terminal(sh);
	return shell_run_fd(sh, STDIN_FILENO, "mmusim");
}

/* "-" is standard input, as without a script. */
static bool reads_input(const char *commands, int argc, char **argv)
{
	return !commands && (!argc || !strcmp(argv[0], "-"));
}

int main(int argc, char **argv)
{
	struct shell sh = {0};
	const char *commands = NULL;
	int status = take_options(&sh, argc, argv, &commands);

	if (status >= 0)
		return status;
	argc -= optind;
	argv += optind;
	if (reads_input(commands, argc, argv)) {
		if (fcntl(STDIN_FILENO, F_GETFD) < 0)
			return complain("standard input is closed, and there "
					"are neither a script nor -c COMMANDS");
		sh.interactive = isatty(STDIN_FILENO);
	}
	set_signals(sh.interactive);
	status = shell_init(&sh);
	if (!status)
		status = desk_boot(&sh);
	if (!status)
		status = run(&sh, commands, argc, argv);
	shell_fini(&sh);
	return status;
}
