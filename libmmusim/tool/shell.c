/* SPDX-License-Identifier: GPL-2.0-or-later */
/* shell.c - a shell begins and ends, and what it says. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/shell.h"

#define FIRST_FD 10 /* lower ones are for programs */

/* The machine's clock says this at its first boot, so that two runs print the
 * same: 2024-01-01 00:00:00 UTC. */
#define FIRST_BOOT 1704067200

volatile sig_atomic_t shell_interrupted, shell_busy;

int shell_init(struct shell *sh)
{
	for (int i = 0; i < 3; i++) {
		int fd = fcntl(i, F_DUPFD_CLOEXEC, FIRST_FD);

		if (fd < 0 && errno == EBADF) {
			/* Started without it. By this mode it can neither be
			 * read nor be written to: that gives EBADF again. */
			int null = open("/dev/null", O_ACCMODE | O_CLOEXEC);

			fd = fcntl(null, F_DUPFD_CLOEXEC, FIRST_FD);
			close(null);
		}
		if (fd < 0) {
			perror("mmusim");
			return 1;
		}
		sh->io.fd[i] = fd;
	}
	sh->stack = __builtin_frame_address(0);
	sh->err = sh->io.fd[2];
	sh->rtc = FIRST_BOOT;
	sh->here = sh->io;
	sh->state.folder = -1;
	return 0;
}

void shell_fini(struct shell *sh)
{
	kern_shutdown(sh->kern);
	state_free(&sh->state);
	desk_forget_swap(sh);
	buffer_free(&sh->kern_log);
	buffer_free(&sh->pstore);
	for (int i = 0; i < 3; i++)
		close(sh->io.fd[i]);
}

void shell_say(struct shell *sh, const char *format, ...)
{
	struct buffer b = {0};
	char text[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (sh->script)
		buffer_printf(&b, "%.80s: line %u: ", sh->script, sh->line);
	else
		buffer_printf(&b, "mmusim: ");
	buffer_printf(&b, "%s\n", text);
	if (write(sh->err, b.text, b.len) < 0) {
		/* Nobody is left who could be told. */
	}
	buffer_free(&b);
}
