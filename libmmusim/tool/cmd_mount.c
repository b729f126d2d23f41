/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_mount.c - mount, umount, sync. The file systems of the machine are where every
 * distribution mounts them. Of these debugfs can be unmounted, and mounted again.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tool/commands.h"

#define DEBUGFS "/sys/kernel/debug"

static const struct {
	const char *source, *folder, *type, *options;
} mounts[] = {
	{"rootfs", "/", "rootfs", "rw"},
	{"proc", "/proc", "proc", "rw,relatime"},
	{"sysfs", "/sys", "sysfs", "rw,relatime"},
	{"devtmpfs", "/dev", "devtmpfs", "rw,relatime,mode=755"},
	{"debugfs", DEBUGFS, "debugfs", "rw,relatime"},
};
#define NMOUNTS (sizeof(mounts) / sizeof(*mounts))

static bool is_mounted(const struct call *call, size_t i)
{
	return strcmp(mounts[i].folder, DEBUGFS) || !call->sh->no_debugfs;
}

/* Where that type is mounted, or can be; NMOUNTS: nowhere. */
static size_t find(const char *folder, const char *type)
{
	size_t i = 0;

	while (i < NMOUNTS && ((folder && strcmp(mounts[i].folder, folder)) ||
			       (type && strcmp(mounts[i].type, type))))
		i++;
	return i;
}

static int mount_failed(struct call *call, const char *source,
			const char *folder, int err)
{
	return command_fail(call, 1, "mounting %s on %s failed: %s", source,
			    folder, strerror(err));
}

static int mount_one(struct call *call, const char *type, const char *source,
		     const char *folder)
{
	size_t i = find(folder, type);

	if (find(NULL, type) == NMOUNTS)
		return mount_failed(call, source, folder, ENODEV);
	if (i == NMOUNTS)
		return command_fail(call, 1,
				    "%s: %s can be mounted on %s only here",
				    folder, type,
				    mounts[find(NULL, type)].folder);
	if (is_mounted(call, i))
		return mount_failed(call, source, folder, EBUSY);
	call->sh->no_debugfs = false;
	return 0;
}

static void list(struct call *call, const char *type)
{
	for (size_t i = 0; i < NMOUNTS; i++)
		if (is_mounted(call, i) &&
		    (!type || !strcmp(type, mounts[i].type)))
			fprintf(call->out, "%s on %s type %s (%s)\n",
				mounts[i].source, mounts[i].folder,
				mounts[i].type, mounts[i].options);
}

int cmd_mount(struct call *call)
{
	char **word = call->argv + 1;
	const char *type = NULL;

	for (; *word && **word == '-'; word++) {
		if (!strcmp(*word, "-t") && word[1])
			type = *++word;
		else if (!strcmp(*word, "-o") && word[1])
			word++;
		else
			return command_bad_option(call, *word);
	}
	if (!*word) {
		list(call, type);
		return 0;
	}
	if (!type || !word[1] || word[2])
		return command_fail(call, 1, "usage: %s",
				    command_find("mount")->synopsis);
	return mount_one(call, type, word[0], word[1]);
}

static bool is_there(const struct call *call, const char *path)
{
	return file_is_simulated(call->sh, path) ?
		       file_type(call->sh, path) != 0 :
		       !access(path, F_OK);
}

int cmd_umount(struct call *call)
{
	size_t i;

	if (call->argc != 2 || call->argv[1][0] == '-')
		return command_fail(call, 1, "usage: %s",
				    command_find("umount")->synopsis);
	i = find(call->argv[1], NULL);
	if (i == NMOUNTS || !is_mounted(call, i))
		return command_fail(
			call, 1, "can't unmount %s: %s", call->argv[1],
			strerror(is_there(call, call->argv[1]) ? EINVAL :
								 ENOENT));
	if (strcmp(mounts[i].folder, DEBUGFS))
		return command_fail(call, 1, "can't unmount %s: %s",
				    call->argv[1], strerror(EBUSY));
	call->sh->no_debugfs = true;
	return 0;
}

/* Nothing waits: what is written is written. */
int cmd_sync(struct call *call)
{
	return call->argc > 1 ? command_bad_option(call, call->argv[1]) : 0;
}
