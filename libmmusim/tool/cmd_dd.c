/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_dd.c - dd: each read and each write has exactly so many bytes, which is how one
 * tries a module's functions with small and large ones.
 *
 * Simplified: all is read before the first byte is written.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/commands.h"

/**
 * struct dd - a dd that runs
 * @bs:    bytes at once
 * @count: blocks; 0 with @counted: none; without: until the end
 * @data:  what was read; @in, @out: complete and other blocks
 * @notrunc: conv=notrunc
 */
struct dd {
	struct call *call;
	const char *from, *to;
	uint64_t bs, count, skip, seek;
	bool counted, quiet, notrunc;
	char *data;
	uint64_t len;
	uint64_t in[2], out[2];
};

#define MOST_BYTES (1ull << 30) /* all of it is in memory at once */

/* Errors of open(); others came later. */
static bool is_not_open(int err)
{
	return err == ENOENT || err == ENXIO || err == EISDIR ||
	       err == EACCES || err == ENOTDIR;
}

static int cannot(struct dd *dd, const char *path, const char *what, int err)
{
	int status = path ? file_killed(dd->call->sh, path, err) : 0;

	if (status) {
		desk_sync(dd->call->sh);
		fprintf(dd->call->err, "%s\n", death_text(status));
		return status;
	}
	if (err == EINTR)
		return STATUS_SIGNAL + SIGINT;
	return command_fail(dd->call, 1, "%s '%s': %s",
			    is_not_open(err) ? "can't open" : what,
			    path ? path : "standard input", file_error(err));
}

/* --- reading ------------------------------------------------------------------------------ */

static void keep(struct dd *dd, const char *data, uint64_t len)
{
	dd->data = must_grow(dd->data, dd->len + len + 1, 1);
	memcpy(dd->data + dd->len, data, len);
	dd->len += len;
	dd->in[len != dd->bs]++;
}

/* A descriptor, block by block. 0 or an errno. */
static int read_fd(struct dd *dd, int fd)
{
	char *block = must_alloc(dd->bs, 1);
	uint64_t skip = dd->skip;
	ssize_t n = 1;

	if (skip && lseek(fd, (off_t)(skip * dd->bs), SEEK_CUR) >= 0)
		skip = 0;
	for (; skip && n > 0; skip--)
		n = file_read_some(fd, block, dd->bs);
	for (uint64_t i = 0; n > 0 && (!dd->counted || i < dd->count); i++) {
		n = file_read_some(fd, block, dd->bs);
		if (n > 0)
			keep(dd, block, (uint64_t)n);
		if (dd->len > MOST_BYTES) {
			free(block);
			return EFBIG;
		}
	}
	free(block);
	return n < 0 ? errno : 0;
}

/* Of a module: each block is one read. */
static int read_module(struct dd *dd)
{
	struct kern_transfer t = {.comm = "dd",
				  .piece = dd->bs,
				  .skip = dd->skip,
				  .count = dd->count};
	int err = file_transfer(dd->call->sh, dd->from, false, &t);

	dd->data = t.data;
	dd->len = t.len;
	dd->in[0] = t.full;
	dd->in[1] = t.partial;
	return err;
}

static int read_text(struct dd *dd)
{
	size_t len;
	char *text = file_read(dd->call->sh, dd->from, "dd", &len);
	int fd = text ? file_memory(text, len) : -1;
	int err = fd < 0 ? errno : read_fd(dd, fd);

	if (fd >= 0)
		close(fd);
	free(text);
	return err;
}

static int read_input(struct dd *dd)
{
	int fd, err;

	if (!dd->from)
		return read_fd(dd, dd->call->in);
	if (dd->counted && !dd->count)
		return 0;
	if (file_is_of_module(dd->call->sh, dd->from))
		return read_module(dd);
	if (file_is_simulated(dd->call->sh, dd->from))
		return read_text(dd);
	fd = open(dd->from, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	err = read_fd(dd, fd);
	close(fd);
	return err;
}

/* --- writing ------------------------------------------------------------------------------ */

static void count_written(struct dd *dd)
{
	dd->out[0] = dd->len / dd->bs;
	dd->out[1] = dd->len % dd->bs != 0;
}

/* 0 or an errno. */
static int write_module(struct dd *dd)
{
	struct kern_transfer t = {.comm = "dd",
				  .piece = dd->bs,
				  .data = dd->data,
				  .len = dd->len};
	int err = file_transfer(dd->call->sh, dd->to, true, &t);

	dd->out[0] = t.full;
	dd->out[1] = t.partial;
	return err;
}

static int write_host(struct dd *dd)
{
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC |
		    (dd->notrunc || dd->seek ? 0 : O_TRUNC);
	int fd = open(dd->to, flags, 0666), err = 0;
	uint64_t done = 0;

	if (fd < 0)
		return errno;
	if (dd->seek && lseek(fd, (off_t)(dd->seek * dd->bs), SEEK_SET) < 0)
		err = errno;
	while (!err && done < dd->len) {
		uint64_t n = dd->len - done < dd->bs ? dd->len - done : dd->bs;
		ssize_t written = write(fd, dd->data + done, n);

		if (written <= 0)
			err = errno;
		else
			done += (uint64_t)written;
	}
	if (close(fd) && !err)
		err = errno;
	if (!err)
		count_written(dd);
	return err;
}

static int write_output(struct dd *dd)
{
	struct shell *sh = dd->call->sh;
	int err;

	if (!dd->to) {
		fwrite(dd->data ? dd->data : "", 1, dd->len, dd->call->out);
		fflush(dd->call->out); /* before what is said about it */
		count_written(dd);
		return 0;
	}
	if (!file_is_simulated(sh, dd->to))
		return write_host(dd);
	err = file_may_write(sh, dd->to);
	if (err == EACCES && file_is_of_module(sh, dd->to))
		err = 0;
	if (err || !dd->len)
		return err;
	if (file_is_of_module(sh, dd->to))
		return write_module(dd);
	err = file_write(sh, dd->to, "dd", dd->data, dd->len);
	if (!err)
		count_written(dd);
	return err;
}

/* --- words -------------------------------------------------------------------------------- */

/* "512", "4k", "1M", "0x10", "2b"; false: it is no such number. */
static bool take_size(const char *text, uint64_t *size)
{
	static const char units[] = "cwbkKMG";
	static const uint64_t bytes[] = {1,    2,	512,	1024,
					 1024, 1 << 20, 1 << 30};
	const char *unit;
	char *end;

	errno = 0;
	*size = strtoull(text, &end, 0);
	unit = *end ? strchr(units, *end) : units;
	if (*text < '0' || *text > '9' || errno || !unit || (*end && end[1]))
		return false;
	return !__builtin_mul_overflow(*size, bytes[unit - units], size);
}

static bool take_word(struct dd *dd, const char *word)
{
	const struct {
		const char *name;
		uint64_t *size;
	} sizes[] = {{"bs=", &dd->bs},	   {"ibs=", &dd->bs},
		     {"obs=", &dd->bs},	   {"count=", &dd->count},
		     {"skip=", &dd->skip}, {"seek=", &dd->seek}};

	if (!strncmp(word, "if=", 3))
		dd->from = word + 3;
	else if (!strncmp(word, "of=", 3))
		dd->to = word + 3;
	else if (!strcmp(word, "status=none") || !strcmp(word, "status=noxfer"))
		dd->quiet = !strcmp(word, "status=none");
	else if (!strcmp(word, "conv=notrunc"))
		dd->notrunc = true;
	else
		for (size_t i = 0; i <= sizeof(sizes) / sizeof(*sizes); i++) {
			size_t len;

			if (i == sizeof(sizes) / sizeof(*sizes))
				return false;
			len = strlen(sizes[i].name);
			if (strncmp(word, sizes[i].name, len))
				continue;
			dd->counted |= sizes[i].size == &dd->count;
			return take_size(word + len, sizes[i].size);
		}
	return true;
}

static void print_records(const struct dd *dd)
{
	FILE *err = dd->call->err;

	if (dd->quiet)
		return;
	fprintf(err, "%" PRIu64 "+%" PRIu64 " records in\n", dd->in[0],
		dd->in[1]);
	fprintf(err, "%" PRIu64 "+%" PRIu64 " records out\n", dd->out[0],
		dd->out[1]);
}

int cmd_dd(struct call *call)
{
	struct dd dd = {.call = call, .bs = 512};
	int err, status = 0;

	for (int i = 1; i < call->argc; i++)
		if (!take_word(&dd, call->argv[i]))
			return command_fail(call, 1, "invalid argument '%s'",
					    call->argv[i]);
	if (!dd.bs || dd.bs > 16u << 20)
		return command_fail(call, 1, "bs= must be 1 to 16M");
	if (dd.skip > INT64_MAX / dd.bs || dd.seek > INT64_MAX / dd.bs)
		return command_fail(call, 1, "that is too far");
	err = read_input(&dd);
	if (err)
		status = cannot(&dd, dd.from, "error reading", err);
	if (status <= STATUS_SIGNAL && !is_not_open(err)) {
		err = write_output(&dd);
		if (err)
			status = cannot(&dd, dd.to, "error writing", err);
	}
	if (status <= STATUS_SIGNAL && !is_not_open(err))
		print_records(&dd);
	free(dd.data);
	return status;
}
