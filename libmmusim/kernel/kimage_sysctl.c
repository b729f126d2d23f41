/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_sysctl.c - registration of files of /proc/sys, and who reads and writes them;
 * as code of the kernel image: a table is read whenever its file is, and may be gone.
 *
 * Reference: Linux 6.1, fs/proc/proc_sysctl.c.
 */
#include "kernel/kimage_sysctl.h"

enum { FILE_INODE = 32, INODE_PRIVATE = 624, MODES = 0666 };
enum { HEADER_SIZE = 80, PATH_LEN = 256 };
enum { ERR_PERM = -1 };

USES_TEXT(sysctl_no_data);
USES_TEXT(sysctl_no_maxlen);
USES_TEXT(sysctl_no_handler);
USES_TEXT(sysctl_not_a_file);
USES_TEXT(sysctl_mode);
USES_TEXT(sysctl_duplicate);
USES_TEXT(path_join);
USES_TEXT(percent_s);
USES_TEXT(empty);

HIDDEN unsigned long kimg__copy_from_user(void *to, const void *from,
					  size_t len);
HIDDEN unsigned long kimg__copy_to_user(void *to, const void *from, size_t len);

/* Gates: the file /proc/sys/PATH/NAME, with its table, for a header; all of these
 * gone. 0, -EEXIST, -ENOMEM. */
HIDDEN int kimg_sysctl_add(const char *path, const char *name,
			   struct ctl_table *table, unsigned int mode,
			   void *header);
HIDDEN void kimg_sysctl_remove(void *header);

/* --- access ---------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(long, proc_sys_call_handler, void *file, char *user,
		    size_t len, long *pos, bool write)
{
	char *inode = *(char **)((char *)file + FILE_INODE);
	struct ctl_table *table = *(void **)(inode + INODE_PRIVATE);
	char *buf;
	long err = ERR_FAULT;

	if (!table->handler)
		return ERR_INVAL;
	buf = kimg___kmalloc(len + 1, GFP_KERNEL_ZERO);
	if (!buf)
		return ERR_NOMEM;
	if (!write || !kimg__copy_from_user(buf, user, len))
		err = table->handler(table, write, buf, &len, pos);
	if (!err && !write && kimg__copy_to_user(user, buf, len))
		err = ERR_FAULT;
	kimg_kfree(buf);
	return err ? err : (long)len;
}

KIMAGE_DEFINE_INNER(long, proc_sys_read, void *file, char *buf, size_t len,
		    long *pos)
{
	long n = kimg_proc_sys_call_handler(file, buf, len, pos, false);

	__asm__ volatile("" ::: "memory"); /* it stays in the trace */
	return n;
}

KIMAGE_DEFINE_INNER(long, proc_sys_write, void *file, char *buf, size_t len,
		    long *pos)
{
	long n = kimg_proc_sys_call_handler(file, buf, len, pos, true);

	__asm__ volatile("" ::: "memory");
	return n;
}

/* --- registration ------------------------------------------------------------------------ */

KIMAGE_INLINE bool needs_data(proc_handler *handler)
{
	return handler == kimg_proc_dostring || handler == kimg_proc_dointvec ||
	       handler == kimg_proc_douintvec ||
	       handler == kimg_proc_douintvec_minmax ||
	       handler == kimg_proc_dointvec_minmax ||
	       handler == kimg_proc_dointvec_jiffies ||
	       handler == kimg_proc_doulongvec_minmax;
}

KIMAGE_INLINE bool check(const char *path, const struct ctl_table *at)
{
	bool good = true;

	if (at->child) {
		kimg__printk(TEXT(sysctl_not_a_file), path, at->procname);
		good = false;
	}
	if (needs_data(at->handler) && !at->data) {
		kimg__printk(TEXT(sysctl_no_data), path, at->procname);
		good = false;
	}
	if (needs_data(at->handler) && !at->maxlen) {
		kimg__printk(TEXT(sysctl_no_maxlen), path, at->procname);
		good = false;
	}
	if (!at->handler) {
		kimg__printk(TEXT(sysctl_no_handler), path, at->procname);
		good = false;
	}
	if (at->mode & ~MODES) {
		kimg__printk(TEXT(sysctl_mode), path, at->procname, at->mode);
		good = false;
	}
	return good;
}

KIMAGE_INLINE bool check_all(const char *path, const struct ctl_table *table)
{
	bool good = true;

	for (; table->procname; table++)
		good &= check(path, table);
	return good;
}

KIMAGE_INLINE int add_all(const char *path, struct ctl_table *table,
			  void *header)
{
	int err = 0;

	for (; table->procname && !err; table++) {
		err = kimg_sysctl_add(path, table->procname, table, table->mode,
				      header);
		if (err == ERR_EXIST)
			kimg__printk(TEXT(sysctl_duplicate), path,
				     table->procname);
	}
	return err;
}

KIMAGE_DEFINE(void *, register_sysctl, const char *path,
	      struct ctl_table *table)
{
	void *header = kimg___kmalloc(HEADER_SIZE, GFP_KERNEL_ZERO);

	if (!header)
		return NULL;
	if (check_all(path, table) && !add_all(path, table, header))
		return header;
	kimg_sysctl_remove(header);
	kimg_kfree(header);
	kimg_dump_stack();
	return NULL;
}

/* The folders that a table describes have tables of files; their path grows by the
 * way. */
KIMAGE_DEFINE_INNER(int, register_leaf_sysctl_tables, char *path, size_t len,
		    struct ctl_table *table, void *header)
{
	int err = 0;

	for (; table->procname && !err; table++) {
		if (!table->child) {
			err = check(path, table) ?
				      kimg_sysctl_add(path, table->procname,
						      table, table->mode,
						      header) :
				      ERR_INVAL;
			continue;
		}
		kimg_snprintf(path + len, PATH_LEN - len,
			      len ? TEXT(path_join) : TEXT(percent_s),
			      table->procname);
		err = kimg_register_leaf_sysctl_tables(
			path, len + kimg_strlen(path + len), table->child,
			header);
		path[len] = 0;
	}
	return err;
}

KIMAGE_DEFINE(void *, register_sysctl_table, struct ctl_table *table)
{
	char *path = kimg___kmalloc(PATH_LEN, GFP_KERNEL_ZERO);
	void *header = kimg___kmalloc(HEADER_SIZE, GFP_KERNEL_ZERO);
	int err = ERR_NOMEM;

	if (path && header)
		err = kimg_register_leaf_sysctl_tables(path, 0, table, header);
	kimg_kfree(path);
	if (!err)
		return header;
	if (header)
		kimg_sysctl_remove(header);
	kimg_kfree(header);
	kimg_dump_stack();
	return NULL;
}

KIMAGE_DEFINE(void, unregister_sysctl_table, void *header)
{
	if (!header)
		return;
	kimg_sysctl_remove(header);
	kimg_kfree(header);
}
