/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * files.c - the files of the simulated machine: /proc, /sys, /dev, and
 * /var/log/kern.log. All other paths are the host's, and so are those devices that
 * every system has and a redirection needs. The rest of the host's /dev is not
 * there: who mistypes the name of a node must not write to a disk.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tool/shell.h"

#define KMSG	    "/dev/kmsg"
#define KERN_LOG    "/var/log/kern.log"
#define SYSRQ	    "/proc/sysrq-trigger"
#define DROP_CACHES "/proc/sys/vm/drop_caches"
#define DEBUGFS	    "/sys/kernel/debug"
#define PSTORE	    "/sys/fs/pstore/dmesg-ramoops-0"

static bool is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(path, folder, len) && (!path[len] || path[len] == '/');
}

/* umount /sys/kernel/debug */
static bool is_hidden(const struct shell *sh, const char *path)
{
	return sh->no_debugfs && is_below(path, DEBUGFS);
}

bool file_is_of_module(const struct shell *sh, const char *path)
{
	char at[FILE_PATH];

	path = file_resolve(sh, path, at);
	return sh->kern && !is_hidden(sh, path) && *path == '/' &&
	       kern_file_exists(sh->kern, path);
}

static const char *const host_devices[] = {
	"/dev/full",   "/dev/null", "/dev/random",  "/dev/stderr", "/dev/stdin",
	"/dev/stdout", "/dev/tty",  "/dev/urandom", "/dev/zero",
};
#define N_HOST_DEVICES (sizeof(host_devices) / sizeof(*host_devices))

static bool is_host_device(const char *path)
{
	for (size_t i = 0; i < N_HOST_DEVICES; i++)
		if (!strcmp(path, host_devices[i]))
			return true;
	return is_below(path, "/dev/fd") || is_below(path, "/dev/pts") ||
	       is_below(path, "/dev/shm");
}

bool file_is_simulated(const struct shell *sh, const char *path)
{
	char at[FILE_PATH];

	path = file_resolve(sh, path, at);
	return file_is_of_module(sh, path) || is_below(path, "/proc") ||
	       is_below(path, "/sys") || !strcmp(path, KERN_LOG) ||
	       (is_below(path, "/dev") && !is_host_device(path));
}

const char *file_error(int err)
{
	return err == EHOSTDOWN ? desk_halted_text : strerror(err);
}

int file_killed(struct shell *sh, const char *path, int err)
{
	char at[FILE_PATH];
	const char *error;
	int status = err == EIO ? kern_last_status(sh->kern) : 0;

	path = file_resolve(sh, path, at);
	if (!is_below(path, "/sys") && strcmp(path, DROP_CACHES) &&
	    !file_is_of_module(sh, path))
		return 0;
	if (status <= STATUS_SIGNAL)
		return 0;
	error = kern_last_error(sh->kern);
	if (*error) /* why, when it was no oops */
		shell_say(sh, "%s", error);
	return status;
}

/* --- reading -------------------------------------------------------------------------- */

/* The error at the end of what a command has said: "cat: /proc/x: Bad address". */
static int error_of(const char *message)
{
	const char *colon = strrchr(message, ':');

	for (int err = 1; colon && colon[1] && err < 134; err++)
		if (!strcmp(colon + 2, strerror(err)))
			return err;
	return EIO;
}

/* What has become of a task that worked on a module's file: 0 or an errno. */
static int module_error(struct shell *sh, int err, int status)
{
	if (desk_halted(sh))
		return EHOSTDOWN;
	if (err || !status)
		return -err;
	return status > STATUS_SIGNAL ? EIO :
					error_of(kern_last_error(sh->kern));
}

int file_transfer(struct shell *sh, const char *path, bool write,
		  struct kern_transfer *t)
{
	char at[FILE_PATH];
	int err;

	if (desk_halted(sh))
		return EHOSTDOWN;
	err = kern_file_transfer(sh->kern, file_resolve(sh, path, at), write,
				 t);
	return module_error(sh, err, t->status);
}

static char *read_module(struct shell *sh, const char *path, const char *comm,
			 size_t *len)
{
	struct kern_transfer t = {.comm = comm};
	int err = file_transfer(sh, path, false, &t);

	*len = t.len;
	if (!err)
		return t.data ? t.data : must_copy("");
	free(t.data);
	errno = err;
	return NULL;
}

static char *read_machine(struct shell *sh, const char *path)
{
	if (desk_halted(sh)) {
		errno = EHOSTDOWN;
		return NULL;
	}
	if (is_below(path, "/dev")) {
		errno = ENOENT;
		return NULL;
	}
	if (is_below(path, "/proc"))
		return kern_proc_read(sh->kern, path + strlen("/proc/"));
	return kern_sysfs_read(sh->kern, path + strlen("/sys/"));
}

static bool is_folder(struct shell *sh, const char *path);

static char *read_text(struct shell *sh, const char *path)
{
	char *text = NULL;

	if (!strcmp(path, KERN_LOG))
		return must_copy(sh->kern_log.text ? sh->kern_log.text : "");
	if (!strcmp(path, PSTORE) && sh->pstore.len)
		return must_copy(sh->pstore.text);
	if (!strcmp(path, KMSG)) {
		errno = EINVAL; /* dmesg reads it */
		return NULL;
	}
	if (strlen(path) > strlen("/proc/"))
		text = read_machine(sh, path);
	else
		errno = ENOENT;
	if (!text && errno == ENOENT && is_folder(sh, path))
		errno = EISDIR;
	return text;
}

char *file_read(struct shell *sh, const char *path, const char *comm,
		size_t *len)
{
	char *text, at[FILE_PATH];

	path = file_resolve(sh, path, at);
	if (!desk_halted(sh) && file_is_of_module(sh, path))
		return read_module(sh, path, comm, len);
	text = read_text(sh, path);
	*len = text ? strlen(text) : 0;
	return text;
}

/* --- writing -------------------------------------------------------------------------- */

struct search {
	const char *name;
	bool writable;
};

static int compare(const char *name, bool writable, void *arg)
{
	struct search *search = arg;

	if (strcmp(search->name, name))
		return 0;
	search->writable = writable;
	return 1;
}

int file_may_write(struct shell *sh, const char *path)
{
	struct search search = {0};
	char at[FILE_PATH];
	int found = 0;

	path = file_resolve(sh, path, at);
	if (!strcmp(path, KERN_LOG) || !strcmp(path, PSTORE))
		return EACCES;
	if (desk_halted(sh))
		return EHOSTDOWN;
	if (!strcmp(path, KMSG))
		return 0;
	if (file_is_of_module(sh, path)) {
		search.name = path + 1;
		found = kern_file_each(sh->kern, compare, &search);
	} else if (is_below(path, "/proc") && path[strlen("/proc")]) {
		search.name = path + strlen("/proc/");
		found = kern_proc_each(sh->kern, compare, &search);
	} else if (is_below(path, "/sys") && path[strlen("/sys")]) {
		search.name = path + strlen("/sys/");
		found = kern_sysfs_each(sh->kern, compare, &search);
	}
	if (!found)
		return is_folder(sh, path) ? EISDIR : ENOENT;
	return search.writable ? 0 : EACCES;
}

static int write_text(struct shell *sh, const char *path, const char *text)
{
	int err;

	if (is_below(path, "/sys"))
		return -kern_sysfs_write(sh->kern, path + strlen("/sys/"),
					 text);
	/* Whoever presses reset stands beside the machine. */
	if (!strcmp(path, SYSRQ) && *text == 'b')
		return desk_reboot(sh) ? EHOSTDOWN : 0;
	if (strcmp(path, KMSG)) {
		err = -kern_proc_write(sh->kern, path + strlen("/proc/"), text);
		return err && desk_halted(sh) ? EHOSTDOWN : err;
	}
	/* A message for each line. */
	while (*text) {
		size_t len = strcspn(text, "\n");

		kern_printk(sh->kern, KERN_DEFAULT "%.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
	return 0;
}

int file_write(struct shell *sh, const char *path, const char *comm,
	       const char *data, size_t len)
{
	struct kern_transfer t = {
		.comm = comm, .data = (char *)(uintptr_t)data, .len = len};
	char at[FILE_PATH];

	path = file_resolve(sh, path, at);
	if (desk_halted(sh))
		return EHOSTDOWN;
	if (file_is_of_module(sh, path))
		return file_transfer(sh, path, true, &t);
	return write_text(sh, path, data);
}

mode_t file_type(struct shell *sh, const char *path)
{
	char at[FILE_PATH];
	int err = file_may_write(sh, path);

	path = file_resolve(sh, path, at);
	if (err == EISDIR)
		return S_IFDIR;
	if (err && err != EACCES)
		return 0;
	return is_below(path, "/proc") || is_below(path, "/sys") ||
			       is_below(path, "/var") ?
		       S_IFREG :
		       S_IFCHR;
}

/* --- listing -------------------------------------------------------------------------- */

/**
 * struct listing - the names in a folder, collected
 * @path:  the folder, without a slash at the end
 * @root:  "/", "/proc/" or "/sys/": what stands before the names that are given
 * @exact: the path is a file's
 * @sh:    what is hidden, it says
 */
struct listing {
	char *path;
	const struct shell *sh;
	const char *root;
	char **names;
	size_t n;
	bool exact;
};

/* A file below the folder: the next part of its path, once. */
static void list_path(struct listing *l, const char *path)
{
	size_t len = strlen(l->path);
	const char *name = path + len + 1;
	char *copy;

	l->exact |= !strcmp(path, l->path);
	if (strncmp(path, l->path, len) || path[len] != '/')
		return;
	copy = must_copy(name);
	copy[strcspn(copy, "/")] = '\0';
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->names[i], copy)) {
			free(copy);
			return;
		}
	l->names = must_grow(l->names, l->n + 1, sizeof(*l->names));
	l->names[l->n++] = copy;
}

static int list_name(const char *name, bool writable, void *arg)
{
	struct listing *l = arg;
	char path[256];

	(void)writable;
	snprintf(path, sizeof(path), "%s%s", l->root, name);
	if (!is_hidden(l->sh, path))
		list_path(l, path);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void collect(struct shell *sh, const char *path, struct listing *l)
{
	size_t len = strlen(path);

	*l = (struct listing){.path = must_copy(path), .sh = sh};
	while (len > 1 && l->path[len - 1] == '/')
		l->path[--len] = '\0';
	list_path(l, KERN_LOG);
	list_path(l, KMSG);
	for (size_t i = 0; i < N_HOST_DEVICES && !strcmp(l->path, "/dev"); i++)
		list_path(l, host_devices[i]);
	if (sh->pstore.len)
		list_path(l, PSTORE);
	if (desk_halted(sh))
		return;
	l->root = "/";
	kern_file_each(sh->kern, list_name, l);
	l->root = "/proc/";
	kern_proc_each(sh->kern, list_name, l);
	l->root = "/sys/";
	list_name("module/", false, l); /* there even when empty */
	list_path(l, DEBUGFS "/");
	kern_sysfs_each(sh->kern, list_name, l);
}

static void forget(struct listing *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->names[i]);
	free(l->names);
	free(l->path);
}

static bool is_folder(struct shell *sh, const char *path)
{
	struct listing l;

	collect(sh, path, &l);
	forget(&l);
	return l.n;
}

char *file_list(struct shell *sh, const char *path)
{
	struct buffer b = {0};
	char at[FILE_PATH];
	struct listing l;

	path = file_resolve(sh, path, at);
	collect(sh, path, &l);
	if (l.exact)
		buffer_printf(&b, "%s\n", path);
	if (l.n)
		qsort(l.names, l.n, sizeof(*l.names), by_name);
	for (size_t i = 0; i < l.n; i++)
		if (*l.names[i])
			buffer_printf(&b, "%s\n", l.names[i]);
	forget(&l);
	if (l.exact || l.n)
		return b.text ? buffer_take(&b) : must_copy("");
	errno = desk_halted(sh) ? EHOSTDOWN : ENOENT;
	return NULL;
}
