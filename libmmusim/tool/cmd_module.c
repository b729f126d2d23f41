/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_module.c - insmod, rmmod, lsmod: what kmod's commands print and return. */
#include <stdlib.h>
#include <string.h>

#include "tool/commands.h"

int module_report(struct call *call, int err, int status)
{
	struct shell *sh = call->sh;
	const char *error = kern_last_error(sh->kern);

	desk_sync(sh);
	if (kern_panicked(sh->kern)) {
		fprintf(call->err, "%s: %s\n", call->argv[0], desk_halted_text);
		return STATUS_HALTED;
	}
	if (err)
		return command_fail(call, 1, "ERROR: %s", strerror(-err));
	if (status == STATUS_SIGNAL + SIGKILL)
		fprintf(call->err, "Killed\n");
	else if (status == STATUS_SIGNAL + SIGSEGV)
		fprintf(call->err, "Segmentation fault\n");
	if (*error)
		fprintf(call->err, "%s\n", error);
	return status;
}

int cmd_insmod(struct call *call)
{
	struct kern *kern = call->sh->kern;
	struct buffer params = {0};
	char **argv = call->argv + 1;
	bool force = *argv && !strcmp(*argv, "-f");
	const char *path;
	int status = 1, err;

	argv += force;
	path = *argv;
	if (!path)
		return command_fail(call, 1, "ERROR: missing filename.");
	if (path[0] == '-')
		return command_bad_option(call, path);
	for (argv++; *argv; argv++)
		buffer_printf(&params, "%s%s", params.len ? " " : "", *argv);
	err = force ? kern_insmod_force(kern, path, params.text, &status) :
		      kern_insmod(kern, path, params.text, &status);
	buffer_free(&params);
	return module_report(call, err, status);
}

char *module_name(const char *word)
{
	const char *slash = strrchr(word, '/');
	char *name = must_copy(slash ? slash + 1 : word);
	size_t len = strlen(name);

	if (len > 3 && !strcmp(name + len - 3, ".ko"))
		name[len - 3] = '\0';
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

int cmd_rmmod(struct call *call)
{
	int result = 0, first = 1;
	bool force = call->argc > 1 && (!strcmp(call->argv[1], "-f") ||
					!strcmp(call->argv[1], "--force"));

	first += force;
	if (call->argc <= first)
		return command_fail(call, 1, "ERROR: missing module name.");
	for (int i = first; i < call->argc && !desk_halted(call->sh); i++) {
		int status = 1, err;
		char *name;

		if (call->argv[i][0] == '-')
			return command_bad_option(call, call->argv[i]);
		name = module_name(call->argv[i]);
		err = force ? kern_rmmod_force(call->sh->kern, name, &status) :
			      kern_rmmod(call->sh->kern, name, &status);
		free(name);
		status = module_report(call, err, status);
		if (status)
			result = status;
		if (status > STATUS_SIGNAL)
			break;
	}
	return result;
}

int cmd_lsmod(struct call *call)
{
	char *table;

	if (call->argc > 1)
		return command_bad_option(call, call->argv[1]);
	table = kern_lsmod(call->sh->kern);
	fputs(table ? table : "", call->out);
	free(table);
	return !table;
}
