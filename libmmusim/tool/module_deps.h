/* SPDX-License-Identifier: GPL-2.0-or-later */
/* module_deps.h - the modules of a folder, and what they depend on. */
#ifndef TOOL_MODULE_DEPS_H
#define TOOL_MODULE_DEPS_H

#include "tool/commands.h"

struct names {
	char **name;
	size_t n;
};

struct module_file {
	char *path;
	char *name; /* as the kernel has it */
	struct names exports, imports;
	bool visited;
};

/**
 * struct module_folder - the modules of a folder
 * @order: those that are to be loaded, one after the other, of @norder
 */
struct module_folder {
	struct module_file *file;
	size_t n;
	struct module_file **order;
	size_t norder;
};

/* False and errno when it cannot be read. */
bool module_folder_read(struct module_folder *folder, const char *path);
void module_folder_free(struct module_folder *folder);
/* NULL when there is none of that name. */
struct module_file *module_folder_find(const struct module_folder *folder,
				       const char *name);
/* "a,b": the others that export what it imports; free() it. */
char *module_folder_depends(const struct module_folder *folder,
			    const struct module_file *m);
/* Append it to the order, behind those that it depends on. */
void module_folder_order(struct module_folder *folder, struct module_file *m);

#endif
