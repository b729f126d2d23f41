/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * printk.c - the kernel log.
 *
 * Two rings: descriptors, one a record, and the bytes of their texts.
 *
 *   record:  [first] ... [next - 1]         numbered from 0, modulo NRECORDS
 *   text:    begin of first ... head        counted from 0, modulo TEXT_SIZE
 *
 * A record whose text did not end in a newline is unfinished: KERN_CONT adds
 * to it. Any other record finishes it. When a ring is full, the oldest records
 * are dropped.
 *
 * Invariants: next - first <= NRECORDS; the texts of the records lie one behind
 * the other, the last one ends at head; head - begin of first <= TEXT_SIZE.
 *
 * Readers see an unfinished record when something finishes it: printk("text") without
 * "\n" is not in the log until somebody prints again.
 *
 * Reference: Linux 6.1, kernel/printk/printk.c.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kernel/kern.h"
#include "kernel/text.h"

#define TEXT_SIZE     (128u * 1024)
#define NRECORDS      4096u
#define LEVEL_DEFAULT 4

/* What a serial console costs: a record, and each of its characters. */
#define TICK_RECORD 10000
#define TICK_CHAR   2500

struct record {
	uint64_t ns;
	uint64_t begin;
	uint16_t len;
	uint8_t level;
	bool finished;
	bool console;
};

struct kern_log {
	uint64_t first, next;
	uint64_t head;
	struct record record[NRECORDS];
	char text[TEXT_SIZE];
};

int kern_log_init(struct kern *k)
{
	struct kern_log *log = pool_alloc(k->pool, sizeof(*log));

	if (!log)
		return -ENOMEM;
	log->first = 0;
	log->next = 0;
	log->head = 0;
	k->log = log;
	return 0;
}

static struct record *record_of(struct kern_log *log, uint64_t seq)
{
	return &log->record[seq % NRECORDS];
}

/* Drop old records until len bytes and one descriptor are free. */
static void make_room(struct kern_log *log, size_t len)
{
	while (log->first < log->next &&
	       (log->next - log->first >= NRECORDS ||
		log->head + len - record_of(log, log->first)->begin >
			TEXT_SIZE))
		log->first++;
}

static void put_text(struct kern_log *log, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		log->text[(log->head + i) % TEXT_SIZE] = text[i];
	log->head += len;
}

/* The record that KERN_CONT goes on with, or NULL. */
static struct record *unfinished(struct kern_log *log, size_t len)
{
	if (log->first == log->next)
		return NULL;
	struct record *last = record_of(log, log->next - 1);
	if (last->finished || last->len + len >= KERN_LOG_LINE_MAX)
		return NULL;
	return last;
}

static struct record *new_record(struct kern *k, int level)
{
	struct kern_log *log = k->log;
	struct record *r = record_of(log, log->next++);

	*r = (struct record){.ns = k->clock_ns,
			     .begin = log->head,
			     .level = level,
			     .console = level < k->console_printk[0]};
	return r;
}

/*
 * Skip "\001" prefixes. The first level counts; *level stays -1 when there is
 * none, *cont tells whether one was KERN_CONT.
 */
static const char *parse_prefix(const char *text, int *level, bool *cont)
{
	*level = -1;
	*cont = false;
	for (; text[0] == '\001'; text += 2) {
		if (text[1] == 'c')
			*cont = true;
		else if (text[1] < '0' || text[1] > '7')
			break;
		else if (*level < 0)
			*level = text[1] - '0';
	}
	return text;
}

int kern_log_emit(struct kern *k, const char *text)
{
	size_t len = strnlen(text, KERN_LOG_LINE_MAX - 1);
	const char *end = text + len;
	int level;
	bool cont;

	/* A prefix has no NUL in it, so this stops at the end at the latest. */
	text = parse_prefix(text, &level, &cont);
	len = end > text ? (size_t)(end - text) : 0;
	bool newline = len && text[len - 1] == '\n';
	len -= newline;

	make_room(k->log, len);
	struct record *r = cont ? unfinished(k->log, len) : NULL;
	if (!r)
		r = new_record(k, level < 0 ? LEVEL_DEFAULT : level);
	put_text(k->log, text, len);
	r->len += len;
	r->finished = newline;
	kern_tick(k, TICK_RECORD + TICK_CHAR * (uint64_t)len);
	return (int)len;
}

void kern_log_store(struct kern *k, const char *text)
{
	kern_log_emit(k, text);
}

/* Show a record line by line. A copy, because @line may print. */
static int show_record(struct kern_log *log, uint64_t seq,
		       int (*line)(const struct kern_log_line *, void *),
		       void *arg)
{
	struct record *r = record_of(log, seq);
	struct kern_log_line l = {.seq = seq,
				  .ns = r->ns,
				  .level = r->level,
				  .console = r->console};
	char copy[KERN_LOG_LINE_MAX];
	size_t len = r->len;
	int ret = 0;

	for (size_t i = 0; i < len; i++)
		copy[i] = log->text[(r->begin + i) % TEXT_SIZE];
	copy[len] = '\0';
	for (char *p = copy; p && !ret;) {
		char *newline = strchr(p, '\n');

		if (newline)
			*newline = '\0';
		l.text = p;
		ret = line(&l, arg);
		p = newline ? newline + 1 : NULL;
	}
	return ret;
}

/* Behind the last record that is finished. */
static uint64_t readable_end(struct kern_log *log)
{
	bool open = log->first < log->next &&
		    !record_of(log, log->next - 1)->finished;

	return log->next - open;
}

int kern_log_each(struct kern *k, uint64_t from,
		  int (*line)(const struct kern_log_line *line, void *arg),
		  void *arg)
{
	struct kern_log *log = k->log;
	uint64_t end = readable_end(log);
	int ret = 0;

	for (uint64_t seq = from; seq < end && !ret; seq++) {
		if (seq < log->first)
			seq = log->first;
		if (seq < end)
			ret = show_record(log, seq, line, arg);
	}
	return ret;
}

uint64_t kern_log_next(struct kern *k)
{
	return readable_end(k->log);
}

static int print_line(const struct kern_log_line *line, void *file)
{
	fprintf(file, "[%5" PRIu64 ".%06" PRIu64 "] %s\n",
		line->ns / 1000000000, line->ns / 1000 % 1000000, line->text);
	return 0;
}

char *kern_dmesg(struct kern *k, uint64_t from)
{
	char *text;
	size_t len;
	FILE *file = kern_text_open(k, &text, &len);

	if (!file)
		return NULL;
	kern_log_each(k, from, print_line, file);
	return kern_text_close(file, &text);
}

/* --- arguments of a host caller ----------------------------------------- */

struct host_args {
	struct kern_args args;
	va_list ap;
};

/* Every variadic argument of a 64-bit host takes 64 bits. */
static uint64_t host_next(struct kern_args *args)
{
	struct host_args *host = args->ctx;

	return va_arg(host->ap, uint64_t);
}

static int host_string(struct kern_args *args, uint64_t ptr, char *buf,
		       size_t size)
{
	const char *text = (const char *)(uintptr_t)ptr;
	size_t len = strnlen(text, size - 1);

	(void)args;
	memcpy(buf, text, len);
	buf[len] = '\0';
	return 0;
}

int kern_vsnprintf(struct kern *k, char *buf, size_t size, const char *format,
		   va_list ap)
{
	struct host_args host = {
		.args = {.kern = k, .next = host_next, .string = host_string}};
	int len;

	host.args.ctx = &host;
	va_copy(host.ap, ap);
	len = kern_vformat(&host.args, buf, size, format);
	va_end(host.ap);
	return len;
}

int kern_printk(struct kern *k, const char *format, ...)
{
	char text[KERN_LOG_LINE_MAX];
	va_list ap;

	va_start(ap, format);
	kern_vsnprintf(k, text, sizeof(text), format, ap);
	va_end(ap);
	return kern_log_emit(k, text);
}
