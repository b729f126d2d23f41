/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * desk.c - what somebody beside the machine does and keeps: switch it on, press
 * reset, read the console; and what is on its disk.
 *
 * The log leaves three traces, as on a real machine:
 *
 *   console               each message, as it comes
 *   /var/log/kern.log     what rsyslogd could write: all but what a panic said,
 *                         over all boots
 *   /sys/fs/pstore/...    after a reboot: the log of the boot before, if that
 *                         ended in an oops or a panic
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tool/shell.h"

#define NS 1000000000u

const char desk_halted_text[] =
	"the machine is halted; \"reboot\" starts it again, \"dmesg\" and "
	"\"explain\" tell what happened";

bool desk_halted(const struct shell *sh)
{
	return !sh->kern || kern_panicked(sh->kern);
}

/* --- the log ------------------------------------------------------------------------ */

void desk_stamp(const struct kern_log_line *line, char *buf, size_t size)
{
	snprintf(buf, size, "[%5" PRIu64 ".%06" PRIu64 "] ", line->ns / NS,
		 line->ns / 1000 % 1000000);
}

/* "Jan  1 00:00:00 mmusim kernel: [    0.000000] text" */
static void add_syslog(struct shell *sh, const struct kern_log_line *line,
		       const char *stamp)
{
	time_t seconds = (time_t)(sh->rtc + (int64_t)(line->ns / NS));
	char date[32];
	struct tm tm;

	strftime(date, sizeof(date), "%b %e %H:%M:%S", gmtime_r(&seconds, &tm));
	buffer_printf(&sh->kern_log, "%s mmusim kernel: %s%s\n", date, stamp,
		      line->text);
}

struct sync {
	struct shell *sh;
	struct buffer console;
};

static int sync_line(const struct kern_log_line *line, void *arg)
{
	struct sync *sync = arg;
	char stamp[32];

	desk_stamp(line, stamp, sizeof(stamp));
	if (!desk_halted(sync->sh))
		add_syslog(sync->sh, line, stamp);
	if (sync->sh->console && line->console)
		buffer_printf(&sync->console, "%s%s\n", stamp, line->text);
	return 0;
}

static void write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n <= 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}

void desk_sync(struct shell *sh)
{
	struct sync sync = {.sh = sh};

	kern_log_each(sh->kern, sh->seen, sync_line, &sync);
	sh->seen = kern_log_next(sh->kern);
	write_all(sh->io.fd[1], sync.console.text, sync.console.len);
	buffer_free(&sync.console);
}

/* --- boots -------------------------------------------------------------------------- */

static int dump_line(const struct kern_log_line *line, void *arg)
{
	char stamp[32];

	desk_stamp(line, stamp, sizeof(stamp));
	buffer_printf(arg, "<%u>%s%s\n", line->level, stamp, line->text);
	return 0;
}

/* As kmsg_dump() leaves it to pstore: of a panic, or else of the last oops. */
static void keep_dump(struct shell *sh)
{
	struct kern_oops_info oops;

	buffer_free(&sh->pstore);
	kern_last_oops(sh->kern, &oops);
	if (kern_panicked(sh->kern))
		buffer_printf(&sh->pstore, "Panic#1 Part1\n");
	else if (oops.count)
		buffer_printf(&sh->pstore, "Oops#%u Part1\n", oops.count);
	else
		return;
	kern_log_each(sh->kern, 0, dump_line, &sh->pstore);
}

void desk_forget_swap(struct shell *sh)
{
	for (int i = 0; i < KERN_MAX_SWAPFILES; i++) {
		free(sh->swap[i]);
		sh->swap[i] = NULL;
	}
}

int desk_boot(struct shell *sh)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .ram_bytes = sh->ram};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine,
				     .cmdline = sh->append};
	int err = kern_boot(&config, &sh->kern);

	if (err) {
		shell_say(sh, "the machine does not boot: %s",
			  *mmu_last_error() ? mmu_last_error() :
					      strerror(-err));
		sh->kern = NULL;
		return 1;
	}
	/* Nobody forks but to run a program of the host. */
	mmu_set_fork_copy(kern_machine(sh->kern), false);
	sh->seen = 0;
	sh->cleared = 0;
	sh->no_debugfs = false;
	desk_forget_swap(sh);
	desk_sync(sh);
	return 0;
}

int desk_reboot(struct shell *sh)
{
	if (sh->kern) {
		desk_sync(sh);
		keep_dump(sh);
		sh->rtc += (int64_t)(kern_clock(sh->kern) / NS) + 1;
		kern_shutdown(sh->kern);
		sh->kern = NULL;
	}
	return desk_boot(sh);
}
