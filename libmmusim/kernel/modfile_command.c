/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile_command.c - files of modules are read and written by commands that a person
 * would use: see modfile.h.
 *
 *   kern_file_transfer: task "cat"
 *     openat -> do_sys_openat2 -> proc_reg_open -> the module's open
 *     read   -> ksys_read -> vfs_read -> proc_reg_read -> the module's read
 *     close  -> __fput -> the module's release
 *
 * Simplified: who is killed by an oops in the middle closes nothing.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/command.h"
#include "kernel/irq.h"
#include "kernel/mm.h"
#include "kernel/modfile.h"
#include "kernel/module.h"
#include "kernel/rcu_stall.h"
#include "kernel/text.h"

enum { NR_READ = 0, NR_WRITE = 1, NR_CLOSE = 3, NR_OPENAT = 257 };

#define USER_BUFFER 65536	/* as of Busybox's cat */
#define MOST_BUFFER (16u << 20) /* of one that dd asks for */
/* Somebody gets impatient then, and presses Ctrl-C. */
#define MOST_READS  65536
#define MOST_WRITES 4096
#define MAX_ERRNO   4095
#define MOST_TEXT   (64u << 20)
#define INTERRUPTED (128 + SIGINT)

/**
 * struct session - a command that works on one file
 * @t:     what it does
 * @size:  of its buffer, in bytes: no more is read or written at once
 * @ended: as kern_command_finish(): what killed it; 0
 * @endless: it was read for long enough
 * @again: its first read failed, and is the second one now
 */
struct session {
	struct kern *k;
	struct kern_transfer *t;
	uint64_t size;
	struct kern_command command;
	struct kern_open_file open;
	int ended;
	bool endless, again;
};

/* One system call; its result, or the error that nobody killed it. */
static int64_t do_call(struct session *s, enum kern_file_operation op, long nr,
		       uint64_t len)
{
	const uint64_t arg[3] = {3, s->open.buffer, len};
	struct kern_open_file *outer = s->k->modfiles->open;

	s->open.op = op;
	s->open.len = len;
	s->open.left_atomic = false;
	s->k->modfiles->open = &s->open;
	s->ended = kern_command_call(s->k, &s->command, nr, arg);
	s->k->modfiles->open = outer;
	if (!s->open.left_atomic)
		s->open.log_at = kern_log_next(s->k);
	return s->ended ? -EINTR : s->command.result;
}

static int64_t begin(struct session *s, const char *path, bool write)
{
	const struct kern_modfile *entry;
	struct kern_modfile *found;
	char touch = 0;
	int64_t err;

	s->ended = kern_command_begin(s->k, &s->command, s->t->comm);
	if (s->ended)
		return -EINTR;
	kern_rcu_gp_begin(s->k);
	/* Before the module allocates anything; it may do without. */
	kern_irq_prepare(s->k);
	entry = kern_modfile_find(s->k, path);
	if (!entry)
		return -ENOENT;
	s->open.entry = *entry;
	err = kern_modfile_open(s->k, &s->open, write);
	if (err)
		return err;
	err = kern_mmap(s->command.task->mm, 0,
			(s->size + KERN_PAGE - 1) & -KERN_PAGE,
			PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			NULL, 0);
	if (err < 0)
		return err;
	s->open.buffer = (uint64_t)err;
	if (!write && kern_file_is_sent(&s->open))
		kern_access_vm(s->command.task->mm, s->open.buffer, &touch, 1,
			       true);
	err = do_call(s, KERN_FILE_OPEN, NR_OPENAT, 0);
	found = kern_modfile_find(s->k, path);
	if (found && err >= 0)
		found->found = true;
	return err;
}

/* Who died in a function of a file is counted as in use of it; who did in that of a
 * device is not. */
static void abandon(struct session *s)
{
	struct kern_modfile *file = kern_modfile_at(s->k, s->open.entry.ptr);

	if (file && s->open.op != KERN_FILE_RELEASE)
		file->abandoned = true;
}

static void end(struct session *s, bool opened)
{
	int ended = s->ended;
	bool exits = s->open.left_atomic; /* it was killed, but by no oops */

	if (ended > 0 && !exits)
		abandon(s);
	if (opened && (!ended || exits))
		do_call(s, KERN_FILE_RELEASE, NR_CLOSE, 0);
	if (!s->ended)
		s->ended = ended;
	/* Who died of either holds its module for ever: the first made no file yet
	 * that the end of the process would close. */
	if (s->ended > 0 &&
	    (s->open.op == KERN_FILE_OPEN || s->open.op == KERN_FILE_RELEASE))
		s->open.owner = NULL;
	kern_modfile_close(s->k, &s->open);
	if (s->command.task)
		kern_command_end(s->k, &s->command, s->ended);
}

/* One more piece of what was read. 0, -ENOMEM, -EFAULT. */
static int keep(struct session *s, uint64_t len)
{
	struct kern_transfer *t = s->t;
	char *grown;

	if (len > s->size)
		return -EFAULT;
	grown = realloc(t->data, t->len + len + 1);
	if (!grown)
		return -ENOMEM;
	t->data = grown;
	if (kern_access_vm(s->command.task->mm, s->open.buffer, grown + t->len,
			   len, false))
		return -EFAULT;
	t->len += len;
	t->log_at = s->open.log_at;
	grown[t->len] = 0;
	return 0;
}

/* Busybox's cat sends a file; when that fails at once, it reads it after all. */
static bool reads_after_all(const struct session *s, int64_t n)
{
	return n < 0 && !s->ended && !s->t->len && !s->again &&
	       kern_file_is_sent(&s->open) && !strcmp(s->t->comm, "cat");
}

/* What the reads bring, one after the other; that of the first ones is not kept. */
static int64_t read_all(struct session *s)
{
	struct kern_transfer *t = s->t;
	unsigned int reads = 0;
	int64_t n = 1;

	while (n > 0 && !s->endless &&
	       (!t->count || reads < t->skip + t->count)) {
		n = do_call(s, KERN_FILE_READ, NR_READ, s->size);
		if (reads_after_all(s, n)) {
			s->again = true;
			n = do_call(s, KERN_FILE_READ, NR_READ, s->size);
		}
		if (s->ended && s->open.left_atomic) /* with what it has read */
			keep(s, (uint64_t)s->open.result);
		if (n <= 0 || (uint64_t)n > s->size ||
		    (reads >= t->skip && keep(s, (uint64_t)n)))
			break;
		if (reads++ >= t->skip)
			*((uint64_t)n == s->size ? &t->full : &t->partial) += 1;
		s->endless = !t->count && (reads >= MOST_READS + t->skip ||
					   t->len > MOST_TEXT);
	}
	return n;
}

/* Again with what is left, as long as less than that was taken: a function that
 * takes nothing and says 0 is called for ever. */
static int64_t write_piece(struct session *s, const char *text, uint64_t len)
{
	uint64_t buffer = s->open.buffer;
	unsigned int writes = 0;
	int64_t n;

	kern_access_vm(s->command.task->mm, buffer, (void *)(uintptr_t)text,
		       len, true);
	do {
		n = do_call(s, KERN_FILE_WRITE, NR_WRITE, len);
		s->endless = !n && len && ++writes == MOST_WRITES;
		if (n < 0 || (uint64_t)n > len || s->endless)
			break;
		s->open.buffer += (uint64_t)n;
		len -= (uint64_t)n;
	} while (len);
	s->open.buffer = buffer;
	return n;
}

static int64_t write_all(struct session *s)
{
	struct kern_transfer *t = s->t;
	uint64_t done = 0;
	int64_t n;

	do {
		uint64_t len = t->len - done;

		if (len > s->size)
			len = s->size;
		n = write_piece(s, t->data + done, len);
		if (n < 0 || s->endless || s->ended)
			break;
		*(len == s->size ? &t->full : &t->partial) += 1;
		done += len;
	} while (done < t->len);
	return n;
}

static int report(struct session *s, int64_t result, bool opened, bool write,
		  const char *path)
{
	const char *comm = s->t->comm;

	if (s->ended < 0)
		return s->ended;
	if (!s->ended && s->endless) {
		kern_command_say(s->k,
				 write ? "%s: /%s takes nothing: interrupted" :
					 "%s: /%s has no end: interrupted",
				 comm, path);
		s->ended = INTERRUPTED;
	} else if (!s->ended && result < 0) {
		/* Beyond, the C library does not take it for one. */
		int err = result < -MAX_ERRNO ? 0 : (int)-result;
		const char *what = strerror(err);

		if (write && opened)
			kern_command_say(s->k, "%s: write error: %s", comm,
					 what);
		else
			kern_command_say(s->k, "%s: /%s: %s", comm, path, what);
		errno = err;
	}
	return kern_command_report(s->k, s->ended, result < 0, &s->t->status);
}

/* "trigger" raises the line, and the CPU has nothing else to do. */
static int transfer_irq(struct kern *k, unsigned int irq, bool write,
			struct kern_transfer *t)
{
	int err = 0;

	k->last_error[0] = 0;
	if (!write) {
		struct kern_text text = kern_text(k);

		kern_irq_show_file(k, irq, &text);
		t->data = text.text;
		t->len = text.len;
	} else if (t->len >= strlen("trigger") &&
		   !strncmp(t->data, "trigger", strlen("trigger"))) {
		err = kern_irq_raise(k, irq);
	}
	if (err)
		kern_command_say(k, "%s: write error: %s", t->comm,
				 strerror(-err));
	else if (write)
		kern_idle(k);
	errno = -err;
	return kern_command_report(k, 0, err != 0, &t->status);
}

int kern_file_transfer(struct kern *k, const char *path, bool write,
		       struct kern_transfer *t)
{
	struct session s = {.k = k, .t = t};
	unsigned int irq;
	int64_t result;
	bool opened;

	s.size = t->piece ? t->piece : USER_BUFFER;
	if (s.size > MOST_BUFFER)
		return -E2BIG;
	path += *path == '/';
	if (kern_irq_of_file(path, &irq))
		return transfer_irq(k, irq, write, t);
	result = begin(&s, path, write);
	opened = result >= 0;
	if (opened)
		result = write ? write_all(&s) : read_all(&s);
	end(&s, opened);
	return report(&s, result, opened, write, path);
}

int kern_file_read(struct kern *k, const char *path, char **text, int *status)
{
	struct kern_transfer t = {.comm = "cat"};
	int err = kern_file_transfer(k, path, false, &t);

	*text = t.data ? t.data : strdup("");
	if (status)
		*status = t.status;
	return err;
}

int kern_file_write(struct kern *k, const char *path, const char *text,
		    int *status)
{
	struct kern_transfer t = {.comm = "sh",
				  .data = (char *)(uintptr_t)text,
				  .len = strlen(text)};
	int err;

	if (t.len > USER_BUFFER)
		return -E2BIG;
	err = kern_file_transfer(k, path, true, &t);
	if (status)
		*status = t.status;
	return err;
}
