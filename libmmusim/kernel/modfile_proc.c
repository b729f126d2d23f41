/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile_proc.c - proc_create() and its relatives, and seq_printf().
 *
 * The rest of a seq_file is code of the kernel image: kimage_seq.c.
 *
 * Simplified: an entry that a module leaves behind is still there when the module
 * is gone, and opening it follows a stale pointer, as in Linux; but it can then
 * not be made again.
 *
 * Reference: Linux 6.1, fs/proc/generic.c, fs/seq_file.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/modfile.h"
#include "kernel/timer.h"
#include "kernel/sim.h"
#include "kernel/warn.h"

/* --- entries -------------------------------------------------------------------- */

static void join(struct kern_call *call, uint64_t parent, const char *name,
		 char *path, size_t size)
{
	const struct kern_modfile *dir = kern_modfile_at(call->kern, parent);

	if (snprintf(path, size, "%s/%s", dir ? dir->path : "proc", name) >=
	    (int)size)
		path[size - 1] = 0;
}

/* proc_register(): the folder has its own name only, and the root that of where
 * it is mounted. */
static void complain_of_twin(struct kern *k, char *path, size_t name_len)
{
	char *slash = path + strlen(path) - name_len - 1, *dir;

	*slash = 0;
	dir = strrchr(path, '/');
	kern_cut_here(k);
	kern_printk(k,
		    KERN_WARNING "proc_dir_entry '%s/%s' already registered\n",
		    dir ? dir + 1 : "/proc", slash + 1);
	kern_warn_in(k, "fs/proc/generic.c:400", "proc_register", 0x19f);
}

/* __xlate_proc_name(): is there what the name's slashes name? */
static bool has_folder(struct kern *k, const char *path, const char *name)
{
	static const struct kern_warning no_folder = {
		"fs/proc/generic.c:175", "__xlate_proc_name", 0x86};
	static const char *const own[] = {"proc/driver", "proc/fs",
					  "proc/bus",	 "proc/sys",
					  "proc/tty",	 "proc/irq"};
	const struct kern_modfile *dir;
	char folder[128];

	if (!strchr(name, '/'))
		return true;
	snprintf(folder, sizeof(folder), "%s", path);
	*strrchr(folder, '/') = 0;
	dir = kern_modfile_find(k, folder);
	if (dir && dir->kind == KERN_MODFILE_DIR)
		return true;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (!strcmp(own[i], folder))
			return true;
	kern_warning(k, &no_folder, "name '%s'\n", name);
	return false;
}

/* __proc_create() */
static bool may_be_named(struct kern *k, const char *path)
{
	static const struct kern_warning no_name = {"fs/proc/generic.c:429",
						    "__proc_create", 0x22e};
	static const struct kern_warning dot = {"fs/proc/generic.c:433",
						"__proc_create", 0x25d};
	static const struct kern_warning dots = {"fs/proc/generic.c:437",
						 "__proc_create", 0xbe};
	static const struct kern_warning number = {"fs/proc/generic.c:441",
						   "__proc_create", 0x248};
	const char *last = strrchr(path, '/') + 1;

	if (!*last)
		kern_warning(k, &no_name, "name len 0\n");
	else if (!strcmp(last, "."))
		kern_warning(k, &dot, "name '.'\n");
	else if (!strcmp(last, ".."))
		kern_warning(k, &dots, "name '..'\n");
	else if (last == path + strlen("proc/") &&
		 last == strpbrk(last, "123456789") &&
		 strspn(last, "0123456789") == strlen(last))
		kern_warning(k, &number, "create '/proc/%s' by hand\n", last);
	else
		return true;
	return false;
}

/* Returns the struct proc_dir_entry *; 0: there is one of that name. */
static uint64_t create(struct kern_call *call, enum kern_modfile_kind kind,
		       uint64_t parent, uint64_t ops, uint64_t data)
{
	struct kern *k = call->kern;
	char name[64], path[128];
	struct kern_modfile *file;

	if (kern_call_string(call, name, call->arg[0], sizeof(name)))
		return 0;
	join(call, parent, name, path, sizeof(path));
	if (!has_folder(k, path, name) || !may_be_named(k, path))
		return 0;
	if (kern_modfile_find(k, path)) {
		complain_of_twin(k, path, strlen(name));
		return 0;
	}
	file = kern_modfile_add(k, path, kind);
	if (!file)
		return 0;
	file->ops = ops;
	file->data = data;
	file->mode = (uint32_t)call->arg[1];
	return file->ptr;
}

/* void proc_set_size(struct proc_dir_entry *entry, loff_t size) */
uint64_t kern_x_proc_set_size(struct kern_call *call)
{
	struct kern_modfile *file = kern_modfile_at(call->kern, call->arg[0]);

	if (file)
		file->size = call->arg[1];
	return 0;
}

/* void proc_set_user(struct proc_dir_entry *entry, kuid_t uid, kgid_t gid) */
uint64_t kern_x_proc_set_user(struct kern_call *call)
{
	struct kern_modfile *file = kern_modfile_at(call->kern, call->arg[0]);

	if (file) {
		file->uid = (uint32_t)call->arg[1];
		file->gid = (uint32_t)call->arg[2];
	}
	return 0;
}

/* struct proc_dir_entry *proc_create(name, mode, parent, proc_ops) */
uint64_t kern_x_proc_create(struct kern_call *call)
{
	return create(call, KERN_MODFILE_PROC, call->arg[2], call->arg[3], 0);
}

/* ... *proc_create_data(name, mode, parent, proc_ops, data) */
uint64_t kern_x_proc_create_data(struct kern_call *call)
{
	return create(call, KERN_MODFILE_PROC, call->arg[2], call->arg[3],
		      call->arg[4]);
}

/* ... *proc_create_single_data(name, mode, parent, show, data) */
uint64_t kern_x_proc_create_single_data(struct kern_call *call)
{
	return create(call, KERN_MODFILE_SINGLE, call->arg[2], call->arg[3],
		      call->arg[4]);
}

/* ... *proc_create_seq_private(name, mode, parent, seq_ops, state_size, data);
 * simplified: without a private state */
uint64_t kern_x_proc_create_seq_private(struct kern_call *call)
{
	return create(call, KERN_MODFILE_SEQ, call->arg[2], call->arg[3],
		      call->arg[5]);
}

/* ... *proc_mkdir(name, parent) */
uint64_t kern_x_proc_mkdir(struct kern_call *call)
{
	return create(call, KERN_MODFILE_DIR, call->arg[1], 0, 0);
}

/* ... *proc_mkdir_mode(name, mode, parent) */
uint64_t kern_x_proc_mkdir_mode(struct kern_call *call)
{
	return create(call, KERN_MODFILE_DIR, call->arg[2], 0, 0);
}

/* ... *proc_mkdir_data(name, mode, parent, data) */
uint64_t kern_x_proc_mkdir_data(struct kern_call *call)
{
	return create(call, KERN_MODFILE_DIR, call->arg[2], 0, call->arg[3]);
}

/* proc_entry_rundown(), kernfs_drain(), and what debugfs_remove() and
 * unregister_sysctl_table() do: they wait for those who are in a function of the file,
 * and who died there does not come back. */
void kern_modfile_wait(struct kern_call *call)
{
	call->end =
		kern_sim_wait(call, KERN_NO_WAKEUP, KERN_TASK_UNINTERRUPTIBLE);
}

void kern_modfile_remove_tree(struct kern_call *call, const char *path)
{
	struct kern *k = call->kern;
	struct kern_modfile *file = LIST_FIRST(&k->modfiles->files), *next;
	bool abandoned = false;
	char top[128];
	size_t len;

	len = (size_t)snprintf(top, sizeof(top), "%s", path);
	for (; file; file = next) {
		next = LIST_NEXT(file, all);
		if (!strncmp(file->path, top, len) &&
		    (!file->path[len] || file->path[len] == '/')) {
			abandoned |= file->abandoned;
			kern_modfile_remove(k, file);
		}
	}
	if (abandoned)
		kern_modfile_wait(call);
}

/* A folder that is not empty, and the first one in it: they are sorted by the
 * length of their names, and by these. */
static void complain_of_rest(struct kern *k, const char *path)
{
	static const struct kern_warning rest = {"fs/proc/generic.c:740",
						 "remove_proc_entry", 0x19f};
	const char *slash = strrchr(path, '/'), *first = NULL;
	const struct kern_modfile *file;
	size_t len = strlen(path);
	char parent[128];

	LIST_FOREACH(file, &k->modfiles->files, all)
	{
		const char *name = file->path + len + 1;

		if (strncmp(file->path, path, len) || file->path[len] != '/' ||
		    strchr(name, '/'))
			continue;
		if (!first || strlen(name) < strlen(first) ||
		    (strlen(name) == strlen(first) && strcmp(name, first) < 0))
			first = name;
	}
	if (!first)
		return;
	snprintf(parent, sizeof(parent), "%.*s", (int)(slash - path), path);
	kern_warning(k, &rest,
		     "remove_proc_entry: removing non-empty directory '%s/%s', "
		     "leaking at least '%s'\n",
		     strrchr(parent, '/') ? strrchr(parent, '/') + 1 : "/proc",
		     slash + 1, first);
}

/* void remove_proc_entry(name, parent) */
uint64_t kern_x_remove_proc_entry(struct kern_call *call)
{
	struct kern *k = call->kern;
	static const struct kern_warning missing = {"fs/proc/generic.c:734",
						    "remove_proc_entry", 0x140};
	char name[64], path[128];

	if (kern_call_string(call, name, call->arg[0], sizeof(name)))
		return 0;
	join(call, call->arg[1], name, path, sizeof(path));
	if (!has_folder(k, path, name))
		return 0;
	if (!kern_modfile_find(k, path)) {
		kern_warning(k, &missing, "name '%s'\n", name);
		return 0;
	}
	complain_of_rest(k, path);
	kern_modfile_remove_tree(call, path);
	return 0;
}

/* void proc_remove(struct proc_dir_entry *entry) */
uint64_t kern_x_proc_remove(struct kern_call *call)
{
	const struct kern_modfile *file =
		kern_modfile_at(call->kern, call->arg[0]);

	if (file)
		kern_modfile_remove_tree(call, file->path);
	return 0;
}

/* void *pde_data(const struct inode *inode) */
uint64_t kern_x_pde_data(struct kern_call *call)
{
	enum { INODE_PRIVATE = 624 };
	uint64_t data = 0;

	kern_call_read(call, &data, call->arg[0] + INODE_PRIVATE, sizeof(data));
	return data;
}

/* --- text ---------------------------------------------------------------------------- */

/* struct seq_file */
enum { SEQ_BUF = 0, SEQ_SIZE = 8, SEQ_COUNT = 24 };

/* What does not fit is not there; the reader sees that the buffer is full and
 * tries with a larger one. */
static void append(struct kern_call *call, uint64_t seq, const char *text,
		   size_t len)
{
	uint64_t buf, size, count;

	if (kern_call_read(call, &buf, seq + SEQ_BUF, 8) ||
	    kern_call_read(call, &size, seq + SEQ_SIZE, 8) ||
	    kern_call_read(call, &count, seq + SEQ_COUNT, 8))
		return;
	if (count + len < size) {
		if (kern_call_write(call, buf + count, text, len))
			return;
		count += len;
	} else {
		count = size;
	}
	kern_call_write(call, seq + SEQ_COUNT, &count, 8);
}

/* seq_read_iter(): a next function left the position as it was. */
uint64_t kern_e_seq_stuck(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_sym sym;

	if (kern_ratelimit(k, &k->timers->seq_limit, "seq_read_iter") &&
	    kern_lookup(k, kern_lift(k, call->arg[0]), &sym))
		kern_printk(k,
			    KERN_INFO "seq_file: buggy .next function "
				      "%s%s%s%s did not update position "
				      "index\n",
			    sym.name, *sym.module ? " [" : "", sym.module,
			    *sym.module ? "]" : "");
	return 0;
}

/* void seq_printf(struct seq_file *m, const char *format, ...) */
uint64_t kern_x_seq_printf(struct kern_call *call)
{
	char text[1024];
	uint64_t count;
	int len;

	/* What Linux reads first. */
	if (kern_call_read(call, &count, call->arg[0] + SEQ_COUNT, 8))
		return 0;
	len = kern_call_format_with(call, 1, 2, text, sizeof(text));
	if (len > 0)
		append(call, call->arg[0], text,
		       len < (int)sizeof(text) ? (size_t)len :
						 sizeof(text) - 1);
	return 0;
}
