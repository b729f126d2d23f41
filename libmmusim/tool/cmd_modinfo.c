/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_modinfo.c - modinfo: the section .modinfo of a module, "name=value"
 * strings one behind the other, as kmod's modinfo prints it.
 */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/commands.h"
#include "tool/module_deps.h"

/* --- the section -------------------------------------------------------------------- */

static Elf_Data *find_section(Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t names;

	if (elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		const char *name;

		if (!gelf_getshdr(section, &header))
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (name && !strcmp(name, ".modinfo"))
			return elf_rawdata(section, NULL);
	}
	return NULL;
}

/* A copy of the section with a NUL behind it; NULL and errno. */
static char *read_modinfo(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf_Data *data = NULL;
	char *copy = NULL;
	Elf *elf;

	if (fd < 0)
		return NULL;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf)
		data = find_section(elf);
	errno = ENOEXEC;
	if (data && data->d_buf) {
		*len = data->d_size;
		copy = must_alloc(*len + 1, 1);
		memcpy(copy, data->d_buf, *len);
	}
	elf_end(elf);
	close(fd);
	return copy;
}

/* --- what is printed ----------------------------------------------------------------- */

struct info {
	FILE *out;
	const char *field; /* only this one; NULL: all */
	const char *text;
	size_t len;
};

/* The next string at *at, NUL bytes skipped; NULL at the end. */
static const char *next_string(const struct info *info, size_t *at)
{
	const char *string;

	while (*at < info->len && !info->text[*at])
		++*at;
	if (*at >= info->len)
		return NULL;
	string = info->text + *at;
	*at += strlen(string);
	return string;
}

static void print_field(const struct info *info, const char *name, size_t len,
			const char *value)
{
	if (!info->field)
		fprintf(info->out, "%.*s:%*s%s\n", (int)len, name,
			len < 15 ? 15 - (int)len : 1, "", value);
	else if (strlen(info->field) == len && !strncmp(info->field, name, len))
		fprintf(info->out, "%s\n", value);
}

/* "parmtype=NAME:TYPE": the type; NULL when none is said. */
static const char *parameter_type(const struct info *info, const char *name,
				  size_t len)
{
	const char *string;

	for (size_t at = 0; (string = next_string(info, &at));)
		if (!strncmp(string, "parmtype=", 9) &&
		    !strncmp(string + 9, name, len) && string[9 + len] == ':')
			return string + 10 + len;
	return NULL;
}

static bool has_parm(const struct info *info, const char *name, size_t len)
{
	const char *string;

	for (size_t at = 0; (string = next_string(info, &at));)
		if (!strncmp(string, "parm=", 5) &&
		    !strncmp(string + 5, name, len) && string[5 + len] == ':')
			return true;
	return false;
}

/* "parm=NAME:text", and its type in brackets behind it */
static void print_parameter(const struct info *info, const char *value)
{
	const char *type = parameter_type(info, value, strcspn(value, ":"));
	struct buffer b = {0};

	buffer_printf(&b, "%s", value);
	if (type)
		buffer_printf(&b, " (%s)", type);
	print_field(info, "parm", 4, b.text);
	buffer_free(&b);
}

static void print_parameters(const struct info *info)
{
	const char *string;

	for (size_t at = 0; (string = next_string(info, &at));) {
		const char *value = strchr(string, '=');

		if (!strncmp(string, "parm=", 5)) {
			print_parameter(info, value + 1);
		} else if (!strncmp(string, "parmtype=", 9)) {
			size_t len = strcspn(value + 1, ":");
			char *name = strndup(value + 1, len);

			/* one without a description */
			if (name && !has_parm(info, name, len)) {
				struct buffer b = {0};

				buffer_printf(&b, "%s:%s", name,
					      value[1 + len] ? value + 2 + len :
							       "");
				print_field(info, "parm", 4, b.text);
				buffer_free(&b);
			}
			free(name);
		}
	}
}

static bool has_field(const struct info *info, const char *name)
{
	size_t len = strlen(name);
	const char *string;

	for (size_t at = 0; (string = next_string(info, &at));)
		if (!strncmp(string, name, len) && string[len] == '=')
			return true;
	return false;
}

/* A build of ours does not know of the modules of others, and writes no "depends=":
 * the folder says it. */
static void print_depends(const struct info *info, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder_name = slash ? strndup(path, (size_t)(slash - path) + 1) :
				    must_copy(".");
	char *name = module_name(path), *depends = NULL;
	struct module_folder folder;
	const struct module_file *file;

	if (folder_name && module_folder_read(&folder, folder_name)) {
		file = module_folder_find(&folder, name);
		if (file)
			depends = module_folder_depends(&folder, file);
		module_folder_free(&folder);
	}
	print_field(info, "depends", 7, depends ? depends : "");
	free(depends);
	free(name);
	free(folder_name);
}

static void print_info(const struct info *info, const char *path)
{
	char *full = realpath(path, NULL);
	const char *string;

	print_field(info, "filename", 8, full ? full : path);
	free(full);
	for (size_t at = 0; (string = next_string(info, &at));) {
		const char *equals = strchr(string, '=');

		if (equals && strncmp(string, "parm=", 5) &&
		    strncmp(string, "parmtype=", 9))
			print_field(info, string, (size_t)(equals - string),
				    equals + 1);
	}
	if (!has_field(info, "depends"))
		print_depends(info, path);
	print_parameters(info);
}

int cmd_modinfo(struct call *call)
{
	struct info info = {.out = call->out};
	int i = 1, status = 0;

	if (call->argc > 2 && !strcmp(call->argv[1], "-F")) {
		info.field = call->argv[2];
		i = 3;
	}
	if (i >= call->argc)
		return command_fail(call, 1,
				    "ERROR: missing module or filename.");
	for (; i < call->argc; i++) {
		const char *path = call->argv[i];
		char *text;

		if (path[0] == '-')
			return command_bad_option(call, path);
		text = read_modinfo(path, &info.len);
		if (text) {
			info.text = text;
			print_info(&info, path);
		} else {
			status = command_fail(
				call, 1,
				"ERROR: could not get modinfo from "
				"'%s': %s",
				path, strerror(errno));
		}
		free(text);
	}
	return status;
}
