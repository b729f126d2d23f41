/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_modprobe.c - modprobe: modules by name, and those that they depend on first.
 *
 * They are looked for in a folder of the host's, for there is no
 * /lib/modules/VERSION here: that of -d, or the one in which files are named.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/module_deps.h"

/**
 * struct modprobe - what was asked for
 * @first: index of the module's name among the arguments
 */
struct modprobe {
	struct call *call;
	const char *folder;
	bool remove, verbose;
	int first;
};

static bool is_loaded(struct shell *sh, const char *name, int *users)
{
	char *text = kern_proc_modules(sh->kern), *rest = NULL;
	size_t len = strlen(name);
	bool found = false;

	for (char *line = text ? strtok_r(text, "\n", &rest) : NULL;
	     line && !found; line = strtok_r(NULL, "\n", &rest)) {
		found = !strncmp(line, name, len) && line[len] == ' ';
		if (found)
			*users = atoi(strchr(line + len + 1, ' '));
	}
	free(text);
	return found;
}

static int load(struct modprobe *m, const struct module_file *file,
		const char *params)
{
	int users, status = 1, err;

	if (is_loaded(m->call->sh, file->name, &users))
		return 0;
	if (m->verbose)
		fprintf(m->call->out, "insmod %s %s\n", file->path, params);
	err = kern_modprobe(m->call->sh->kern, file->path, params, &status);
	return module_report(m->call, err, status);
}

static int load_all(struct modprobe *m, struct module_folder *folder)
{
	char **argv = m->call->argv + m->first + 1;
	struct buffer params = {0};
	int status = 0;

	for (; *argv; argv++)
		buffer_printf(&params, "%s%s", params.len ? " " : "", *argv);
	for (size_t i = 0; i < folder->norder && !status; i++)
		status = load(m, folder->order[i],
			      i + 1 == folder->norder && params.len ?
				      params.text :
				      "");
	buffer_free(&params);
	return status;
}

/* The module itself must go; of the others, those that nobody uses any more. */
static int remove_all(struct modprobe *m, struct module_folder *folder)
{
	for (size_t i = folder->norder; i-- > 0;) {
		const char *name = folder->order[i]->name;
		bool wanted = i + 1 == folder->norder;
		int users, status = 1, err;

		if (!is_loaded(m->call->sh, name, &users))
			continue;
		if (users && wanted)
			return command_fail(m->call, 1,
					    "FATAL: Module %s is in use.",
					    name);
		if (users)
			continue;
		if (m->verbose)
			fprintf(m->call->out, "rmmod %s\n", name);
		err = kern_rmmod(m->call->sh->kern, name, &status);
		status = module_report(m->call, err, status);
		if (status)
			return status;
	}
	return 0;
}

/* 0 or an exit status */
static int parse_options(struct modprobe *m)
{
	char **argv = m->call->argv;
	int i = 1;

	for (; argv[i] && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "-d") && argv[i + 1])
			m->folder = argv[++i];
		else if (!strcmp(argv[i], "-r"))
			m->remove = true;
		else if (!strcmp(argv[i], "-v"))
			m->verbose = true;
		else
			return command_bad_option(m->call, argv[i]);
	}
	m->first = i;
	return argv[i] ?
		       0 :
		       command_fail(m->call, 1, "ERROR: missing module name.");
}

int cmd_modprobe(struct call *call)
{
	struct modprobe m = {.call = call, .folder = "."};
	struct module_folder folder;
	struct module_file *file;
	int status = parse_options(&m);
	char *name;

	if (status)
		return status;
	if (!module_folder_read(&folder, m.folder))
		return command_fail(call, 1, "FATAL: %s: %s", m.folder,
				    strerror(errno));
	name = module_name(call->argv[m.first]);
	file = module_folder_find(&folder, name);
	if (file) {
		module_folder_order(&folder, file);
		status = m.remove ? remove_all(&m, &folder) :
				    load_all(&m, &folder);
	} else {
		status = command_fail(call, 1,
				      "FATAL: Module %s not found in "
				      "directory %s",
				      name, m.folder);
	}
	free(name);
	module_folder_free(&folder);
	return status;
}
