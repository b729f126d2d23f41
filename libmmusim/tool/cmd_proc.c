/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_proc.c - free, ps, uptime: what /proc says, in columns as those of procps.
 *
 * Simplified: ps shows all tasks in one form; how long each has run is not known.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/commands.h"

/* The number behind a label of a text such as meminfo; 0. */
static unsigned long long field(const char *text, const char *label)
{
	const char *at = text ? strstr(text, label) : NULL;

	return at ? strtoull(at + strlen(label), NULL, 10) : 0;
}

/* --- free ------------------------------------------------------------------------ */

static const char *unit_name(char unit)
{
	return unit == 'm' ? "Mi" : unit == 'g' ? "Gi" : "";
}

struct columns {
	FILE *out;
	unsigned long long shift; /* of KiB */
	bool bytes;
	const char *unit;
};

static void column(const struct columns *c, const char *before,
		   unsigned long long kib)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu%s",
		 c->bytes ? kib << 10 : kib >> c->shift, c->unit);
	fprintf(c->out, "%s%11s", before, text);
}

static void show_free(const struct columns *c, const char *meminfo)
{
	unsigned long long total = field(meminfo, "MemTotal:");
	unsigned long long available = field(meminfo, "MemAvailable:");
	unsigned long long swap = field(meminfo, "SwapTotal:");
	unsigned long long swap_free = field(meminfo, "SwapFree:");

	fprintf(c->out, "%20s %11s %11s %11s %11s %11s\n", "total", "used",
		"free", "shared", "buff/cache", "available");
	fprintf(c->out, "%-9s", "Mem:");
	column(c, "", total);
	column(c, " ", total - available);
	column(c, " ", field(meminfo, "MemFree:"));
	column(c, " ", field(meminfo, "Shmem:"));
	column(c, " ",
	       field(meminfo, "Buffers:") + field(meminfo, "\nCached:") +
		       field(meminfo, "SReclaimable:"));
	column(c, " ", available);
	fprintf(c->out, "\n%-9s", "Swap:");
	column(c, "", swap);
	column(c, " ", swap - swap_free);
	column(c, " ", swap_free);
	fputc('\n', c->out);
}

int cmd_free(struct call *call)
{
	struct columns c = {.out = call->out, .unit = ""};
	char *meminfo;

	for (int i = 1; i < call->argc; i++) {
		const char *word = call->argv[i];
		const char *unit = strchr("bkmgh", word[0] ? word[1] : 0);

		if (word[0] != '-' || !word[1] || word[2] || !unit)
			return command_bad_option(call, word);
		c.bytes = *unit == 'b';
		c.shift = *unit == 'm' || *unit == 'h' ? 10 :
			  *unit == 'g'		       ? 20 :
							 0;
		c.unit = *unit == 'h' ? unit_name('m') : "";
	}
	meminfo = kern_proc_read(call->sh->kern, "meminfo");
	show_free(&c, meminfo);
	free(meminfo);
	return 0;
}

/* --- uptime ---------------------------------------------------------------------- */

int cmd_uptime(struct call *call)
{
	struct shell *sh = call->sh;
	time_t up = (time_t)(kern_clock(sh->kern) / 1000000000);
	time_t now = (time_t)sh->rtc + up;
	char *load = kern_proc_read(sh->kern, "loadavg");
	char clock[16], *a, *b, *c, *rest = NULL;
	struct tm tm;

	if (call->argc > 1 || !load) {
		free(load);
		return command_bad_option(call, call->argv[1]);
	}
	strftime(clock, sizeof(clock), "%T", gmtime_r(&now, &tm));
	a = strtok_r(load, " ", &rest);
	b = strtok_r(NULL, " ", &rest);
	c = strtok_r(NULL, " ", &rest);
	fprintf(call->out, " %s up ", clock);
	if (up >= 86400)
		fprintf(call->out, "%lld day%s, ", (long long)up / 86400,
			up >= 2 * 86400 ? "s" : "");
	if (up >= 3600)
		fprintf(call->out, "%2lld:%02lld", (long long)up / 3600 % 24,
			(long long)up / 60 % 60);
	else
		fprintf(call->out, "%lld min", (long long)up / 60);
	fprintf(call->out, ",  1 user,  load average: %s, %s, %s\n", a, b, c);
	free(load);
	return 0;
}

/* --- ps -------------------------------------------------------------------------- */

static void show_task(struct call *call, const char *pid)
{
	char path[64], comm[32] = "?", state = '?', *text;
	const char *at;

	snprintf(path, sizeof(path), "%.20s/status", pid);
	text = kern_proc_read(call->sh->kern, path);
	if (!text)
		return;
	at = strstr(text, "State:\t");
	if (at)
		state = at[strlen("State:\t")];
	if (!strncmp(text, "Name:\t", 6))
		snprintf(comm, sizeof(comm), "%.*s",
			 (int)strcspn(text + 6, "\n"), text + 6);
	fprintf(call->out, "%7s %-4c %6llu %6llu %s%s%s\n", pid, state,
		field(text, "VmSize:\t"), field(text, "VmRSS:\t"),
		strstr(text, "VmSize:") ? "" : "[", comm,
		strstr(text, "VmSize:") ? "" : "]");
	free(text);
}

static int by_number(const void *a, const void *b)
{
	return atoi(*(char *const *)a) - atoi(*(char *const *)b);
}

int cmd_ps(struct call *call)
{
	char *names = file_list(call->sh, "/proc"), *rest = NULL, **pids = NULL;
	size_t n = 0;

	/* Each form of options shows the same. */
	if (call->argc > 2) {
		free(names);
		return command_bad_option(call, call->argv[2]);
	}
	for (char *name = names ? strtok_r(names, "\n", &rest) : NULL; name;
	     name = strtok_r(NULL, "\n", &rest)) {
		if (*name < '0' || *name > '9')
			continue;
		pids = must_grow(pids, n + 1, sizeof(*pids));
		pids[n++] = name;
	}
	if (n)
		qsort(pids, n, sizeof(*pids), by_number);
	fprintf(call->out, "%7s %-4s %6s %6s %s\n", "PID", "STAT", "VSZ", "RSS",
		"COMMAND");
	for (size_t i = 0; i < n; i++)
		show_task(call, pids[i]);
	free(pids);
	free(names);
	return 0;
}
