/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern.h - the simulated kernel: boot, log, modules.
 *
 * One kernel runs on one machine. Its names are Linux's, with the prefix
 * kern_; its layout is that of Linux on x86-64 without KASLR. Modules are real
 * ELF relocatable files (.ko) whose code runs natively, so a kernel that
 * loads them is no sandbox.
 */
#ifndef MMUSIM_KERN_H
#define MMUSIM_KERN_H

#include <mmusim/api.h>
#include <mmusim/cpu.h>
#include <mmusim/window.h>

struct kern;

/**
 * struct kern_config - what to boot
 * @size:          sizeof(struct kern_config)
 * @machine:       the machine below; NULL: all defaults. Not kept
 * @panic_on_oops: as the sysctl of that name
 * @cmdline:       options as on the kernel's command line, with blanks between;
 *                 NULL: none. Not kept. Those that are known:
 *                 debug, loglevel=N, quiet  what the console shows
 *                 nosmap, nosmep  the CPU's feature stays off
 *                 oops=panic, panic=N, panic_on_taint=FLAGS[,nousertaint],
 *                 panic_on_warn=1  as Linux's
 *                 slub_debug[=FZPUT][,cache,cache*][;...]  as Linux's
 *                 mmusim.freelist_hardened=0  free pointers are stored plain
 *                 mmusim.memcheck=0  Valgrind is not told of slab objects
 *                 mmusim.loop_ms=N  for how many milliseconds of CPU time code
 *                 may compute without a call before the watchdog comes: 20000
 *                 sysctl.NAME=VALUE  see kern_proc_write()
 *                 mmusim.replacement=NAME  see kern_reclaim.h
 *                 failslab=, fail_page_alloc= and others: kern_fault_inject.h
 */
struct kern_config {
	size_t size;
	const struct mmu_config *machine;
	bool panic_on_oops;
	const char *cmdline;
};

/**
 * kern_boot - create a machine and boot the kernel on it
 * @config: NULL: all defaults; not kept
 * @kern:   out: give it to kern_shutdown()
 *
 * Return: 0; -EINVAL for a machine with five levels of tables, or with RAM
 * above 64 TiB; -ENOSPC when no host range below 2 GiB is left for kernel image
 * and modules; -ENOMEM; what mmu_machine_create() or mmu_window_open() say.
 */
MMU_API int kern_boot(const struct kern_config *config, struct kern **kern);

/** kern_shutdown - release a kernel and its machine; NULL does nothing */
MMU_API void kern_shutdown(struct kern *kern);

MMU_API struct mmu_machine *kern_machine(struct kern *kern);
MMU_API struct mmu_cpu *kern_cpu(struct kern *kern);

/**
 * kern_printk - add to the kernel log, from host code
 * @format: as the kernel's printk(): a level prefix (KERN_SOH "6"), then
 *          printf conversions and %p, %px, %pS, %ps, %pB. Pointers that it
 *          prints are host pointers; strings are host strings
 */
MMU_API int kern_printk(struct kern *kern, const char *format, ...);

#define KERN_SOH     "\001"
#define KERN_EMERG   KERN_SOH "0"
#define KERN_ALERT   KERN_SOH "1"
#define KERN_CRIT    KERN_SOH "2"
#define KERN_ERR     KERN_SOH "3"
#define KERN_WARNING KERN_SOH "4"
#define KERN_NOTICE  KERN_SOH "5"
#define KERN_INFO    KERN_SOH "6"
#define KERN_DEBUG   KERN_SOH "7"
#define KERN_DEFAULT ""
#define KERN_CONT    KERN_SOH "c"

/**
 * struct kern_log_line - one line of the kernel log
 * @seq:   number of its record, from 0
 * @ns:    virtual time since boot
 * @level: 0 (emergency) to 7 (debug)
 * @console: more urgent than what the console leaves out, when it was logged
 * @text:  without stamp and newline; valid during the call that shows it
 */
struct kern_log_line {
	uint64_t seq;
	uint64_t ns;
	unsigned int level;
	bool console;
	const char *text;
};

/**
 * kern_log_each - walk the kernel log, oldest line first
 * @from:  first record wanted (0: all that is kept)
 * @line:  called for each line; a return other than 0 ends the walk
 * @arg:   passed to @line
 * Return: what @line returned last.
 */
MMU_API int kern_log_each(struct kern *kern, uint64_t from,
			  int (*line)(const struct kern_log_line *line,
				      void *arg),
			  void *arg);

/** kern_log_next - the number that the next record will get */
MMU_API uint64_t kern_log_next(struct kern *kern);

/**
 * kern_dmesg - the log as dmesg prints it, "[    0.123456] text" a line
 * @from: first record wanted
 * Return: a string that the caller frees with free(); NULL without memory.
 */
MMU_API char *kern_dmesg(struct kern *kern, uint64_t from);

/**
 * kern_insmod - run insmod: a task that loads a module and runs its init
 * @path:   the .ko
 * @params: parameters as on the command line, "name=value name=\"a b\"";
 *          NULL: none. Unknown ones are ignored, with a line in the log
 * @status: out: exit status of insmod as a shell shows it in $?: 0; 1 when the
 *          module was refused (the log and kern_last_error() say why); 137 when
 *          an oops killed it by SIGKILL, 139 by SIGSEGV; 130 when a module of
 *          that name died in its init function: Linux's insmod waits for it
 *          until somebody types ^C; may be NULL
 *
 * Return: 0 when the task ran to its end, whatever that was; negative errno
 * when it could not be started: -ENOMEM, -ENOTSUP, or -EBUSY when the kernel
 * has panicked.
 */
MMU_API int kern_insmod(struct kern *kern, const char *path, const char *params,
			int *status);

/** kern_modprobe - as kern_insmod(), by a command of that name. What the module
 *  depends on must be there: to find that is the caller's work */
MMU_API int kern_modprobe(struct kern *kern, const char *path,
			  const char *params, int *status);

/** kern_insmod_force - as kern_insmod(), with --force: neither the version magic
 *  nor the versions of symbols are looked at, and the kernel is tainted */
MMU_API int kern_insmod_force(struct kern *kern, const char *path,
			      const char *params, int *status);

/**
 * kern_param_read - cat /sys/module/MODULE/parameters/NAME
 * @module: a module that is loaded
 * @name:   of its parameter
 * @text:   out: what is printed, always terminated; untouched unless status is 0
 * @size:   of @text; 4096 bytes are always enough
 * @status: out: as kern_insmod(); may be NULL
 *
 * Parameters whose permissions are 0 have no such file.
 *
 * Return: as kern_insmod().
 */
MMU_API int kern_param_read(struct kern *kern, const char *module,
			    const char *name, char *text, size_t size,
			    int *status);

/** kern_param_write - printf TEXT > /sys/module/MODULE/parameters/NAME; returns
 *  as kern_param_read() */
MMU_API int kern_param_write(struct kern *kern, const char *module,
			     const char *name, const char *text, int *status);

/**
 * kern_file_read - cat PATH, a file that a module has made
 * @path:   "/proc/NAME" of proc_create(), "/dev/NAME" of a device,
 *          "/sys/kernel/debug/NAME" of debugfs, "/sys/kernel/NAME" of a kobject
 * @text:   out: what is printed, also before an error; free() it. NULL without
 *          memory
 * @status: out: as kern_insmod(); may be NULL
 *
 * The file is opened, read to its end in pieces of 64 KiB, and closed, by
 * functions of the module.
 *
 * Return: as kern_insmod().
 */
MMU_API int kern_file_read(struct kern *kern, const char *path, char **text,
			   int *status);

/** kern_file_write - printf TEXT > PATH; returns as kern_file_read() */
MMU_API int kern_file_write(struct kern *kern, const char *path,
			    const char *text, int *status);

/**
 * struct kern_transfer - what a command reads from, or writes to, a file of a module
 * @comm:    the name of its task, such as "dd"
 * @piece:   so many bytes with one system call, at most 16 MiB; 0: 64 KiB
 * @skip:    of a read: so many pieces are read before, and are not kept
 * @count:   of a read: so many pieces, or until the end; 0: until the end
 * @data:    to be written: the caller's; what was read, also before an error, ended
 *           by a zero: out, begin with NULL, free() it
 * @len:     of it, in bytes; of a read: out, begin with 0
 * @full:    out: pieces that were complete; @partial: that were not; begin with 0
 * @status:  out: as kern_insmod()
 * @log_at:  out: kern_log_next() when the last piece had been read. What the kernel
 *           said later, as in the close, comes after the text.
 */
struct kern_transfer {
	const char *comm;
	uint64_t piece, skip, count;
	char *data;
	uint64_t len;
	uint64_t full, partial;
	int status;
	uint64_t log_at;
};

/** kern_file_transfer - dd if=PATH, or, with @write, dd of=PATH: as kern_file_read()
 *  and kern_file_write(), which end here. Return: as theirs; -E2BIG for a @piece
 *  that is too large */
MMU_API int kern_file_transfer(struct kern *kern, const char *path, bool write,
			       struct kern_transfer *transfer);

/** kern_file_exists - has a module made a file of that name? */
MMU_API bool kern_file_exists(struct kern *kern, const char *path);

/**
 * kern_file_each - the files that modules have made, in /proc and /dev
 * @file: called for each; a return other than 0 ends the walk. @name is without
 *        the first slash, "proc/NAME"; that of a folder ends with a slash. It is
 *        valid during the call, and @file loads and removes no module.
 *        @writable: does its mode allow somebody to write?
 * @arg:  passed to @file
 * Return: what @file returned last.
 */
MMU_API int kern_file_each(struct kern *kern,
			   int (*file)(const char *name, bool writable,
				       void *arg),
			   void *arg);

/** kern_mknod - mknod PATH c MAJOR MINOR, with a whole path; 0, -EEXIST, -EINVAL,
 *  -EPERM in /proc and /sys, -ENAMETOOLONG, -ENOMEM */
MMU_API int kern_mknod(struct kern *kern, const char *path, unsigned int major,
		       unsigned int minor);

/**
 * kern_rmmod - run rmmod
 * @name:   the module's name
 * @status: as kern_insmod()
 */
MMU_API int kern_rmmod(struct kern *kern, const char *name, int *status);

/** kern_rmmod_force - as kern_rmmod(), with --force: also of a module that is in use,
 * unless by another module, and of one without an exit function. What still has it
 * in use goes wrong later. */
MMU_API int kern_rmmod_force(struct kern *kern, const char *name, int *status);

/**
 * kern_idle - let the kernel's own threads do what is to be done
 *
 * As when nobody types for a while. They also get their turn before each
 * command.
 */
MMU_API void kern_idle(struct kern *kern);

/**
 * kern_idle_for - let virtual time pass, as when somebody types sleep(1)
 * @ns: in nanoseconds
 *
 * Tasks that could run do, as by kern_run_for(), and the kernel's threads get
 * their turn before and after, as by kern_idle().
 */
MMU_API void kern_idle_for(struct kern *kern, uint64_t ns);

/** kern_last_error - what the last command printed on stderr, such as
 *  "insmod: ERROR: could not insert module x.ko: Invalid module format";
 *  "" when nothing. Valid until the next command. */
MMU_API const char *kern_last_error(struct kern *kern);

/** kern_last_status - the exit status of the last command, as kern_insmod() gives
 *  it; also of whoever read or wrote a parameter by kern_sysfs_read() and
 *  kern_sysfs_write() */
MMU_API int kern_last_status(const struct kern *kern);

/** kern_lsmod - the table that lsmod prints; free() it; NULL without memory */
MMU_API char *kern_lsmod(struct kern *kern);

/** kern_proc_modules - the text of /proc/modules; free() it */
MMU_API char *kern_proc_modules(struct kern *kern);

/**
 * kern_proc_read - the text of a file of /proc
 * @name: without "/proc/": "meminfo", "sys/kernel/panic"; kern_proc_each() says
 *        which there are; or "PID/maps", "PID/smaps", "PID/status"
 *
 * The format is Linux's. Lines whose value this kernel does not know are left
 * out.
 *
 * Return: a string that the caller frees with free(); NULL, with errno ENOENT
 * for a name that is none of these, or ENOMEM.
 */
MMU_API char *kern_proc_read(struct kern *kern, const char *name);

/**
 * kern_proc_write - write to a file of /proc, as with echo
 * @name: as kern_proc_read(): "sys/kernel/panic_on_oops"
 * @text: a number, or what the file takes; blanks around it do not matter
 *
 * Return: 0; -ENOENT when there is none of that name; -EACCES for a file that
 * is only read; -EINVAL for a text that it does not take, and nothing has
 * changed; -EIO when an oops killed who wrote to sysrq-trigger or
 * sys/vm/drop_caches.
 */
MMU_API int kern_proc_write(struct kern *kern, const char *name,
			    const char *text);

/**
 * kern_proc_each - the files of /proc
 * @file: called for each; a return other than 0 ends the walk; @name is as
 *        kern_proc_read() takes it, valid during the call
 * @arg:  passed to @file
 * Return: what @file returned last.
 */
MMU_API int kern_proc_each(struct kern *kern,
			   int (*file)(const char *name, bool writable,
				       void *arg),
			   void *arg);

/**
 * kern_sysfs_read - the text of a file of /sys
 * @name: without "/sys/": "module/faulty/refcnt", or "module/x/parameters/debug",
 *        as kern_param_read() reads it
 *
 * Return: as kern_proc_read(), with other values of errno for parameters: EACCES;
 * EBUSY when the kernel has panicked; EIO when an oops killed the reader; what
 * the parameter's function said.
 */
MMU_API char *kern_sysfs_read(struct kern *kern, const char *name);

/**
 * kern_sysfs_write - write to a file of /sys: to a parameter of a module
 *
 * Return: 0; -ENOENT; -EACCES; -EINVAL or what else the parameter's function
 * says; -ENOMEM; -EFBIG for a text of a page or more; -EBUSY when the kernel has
 * panicked; -EIO when an oops killed the writer.
 */
MMU_API int kern_sysfs_write(struct kern *kern, const char *name,
			     const char *text);

/** kern_sysfs_each - the files of /sys, as kern_proc_each() */
MMU_API int kern_sysfs_each(struct kern *kern,
			    int (*file)(const char *name, bool writable,
					void *arg),
			    void *arg);

/** kern_proc_slabinfo - the text of /proc/slabinfo; free() it; NULL without
 *  memory. Active objects are those in use. */
MMU_API char *kern_proc_slabinfo(struct kern *kern);

/**
 * kern_check_leaks - have memcheck report slab objects that nothing points to
 * @lost: out: how many blocks memcheck calls definitely lost. It counts those
 *        of the program's malloc(), too
 *
 * Memcheck prints what it finds, with --leak-check=full each with the stack
 * that allocated it. Objects that are in use when the kernel is shut down are
 * not leaks.
 *
 * Return: 0; -ENOTSUP when not run by Valgrind, or with mmusim.memcheck=0.
 */
MMU_API int kern_check_leaks(struct kern *kern, unsigned long *lost);

/** kern_panicked - has the kernel panicked? Then only reading is left. */
MMU_API bool kern_panicked(struct kern *kern);

/**
 * kern_symbol - describe a kernel address as %pS does
 * @la:   linear address
 * @buf:  out: "name+0x11/0x1000 [module]", or the bare address
 * @size: of @buf; 128 bytes are enough for names of the usual length
 * Return: true when a symbol was found.
 */
MMU_API bool kern_symbol(struct kern *kern, uint64_t la, char *buf,
			 size_t size);

/** KERN_OOPSES_KEPT - the first oops is kept, and the last ones: so many together */
#define KERN_OOPSES_KEPT 8

/**
 * struct kern_oops_info - an oops, kept for those who explain it
 * @count: its number: 1 is the first since boot; the rest is valid when not 0
 * @frame: fault and registers as the handler got them
 * @regs_la: the same registers with host pointers turned into linear addresses
 * @mode:  what its translation depended on, as mmu_explain() takes it: the root
 *         of the tables, privilege, control registers
 * @module, @path, @symbol, @offset: where RIP was, when in a module: its name,
 *         the file it was loaded from, the function, the offset in it; else ""
 * @unloaded: that module was not there any more: one of the last that were
 *         unloaded had its code there
 * @caller: when RIP was not in a module, but a module had called what was running,
 *         directly or not: the address it would have gone on at, linear; the
 *         module's file, the function, and the offset of the call's last byte in
 *         it. Else 0 and ""
 * @touched: what had been at the address of the fault, when that was a module that
 *         has been unloaded: "name+0x8 [module]"; else ""
 * @bug:   where the BUG() is, "mm/slub.c:419"; "": it was none
 * @said:  of a BUG() of the kernel's own: what it had said just before; or ""
 * @walk:  what mmu_explain() said of the fault when it happened, for the tables
 *         may have changed since; "": the exception had nothing to do with them
 */
struct kern_oops_info {
	unsigned int count;
	struct mmu_frame frame;
	struct mmu_regs regs_la;
	struct mmu_mode mode;
	char module[56];
	char path[256];
	char symbol[128];
	uint64_t offset;
	bool unloaded;
	struct {
		uint64_t rip;
		char path[256];
		char symbol[128];
		uint64_t offset;
	} caller;
	char touched[192];
	char bug[192];
	char said[256];
	char walk[2048];
};

/** kern_last_oops - copy what is known of the last oops */
MMU_API void kern_last_oops(struct kern *kern, struct kern_oops_info *info);

/**
 * kern_nth_oops - copy what is known of an oops since boot
 * @n:    its number, as the log has it in brackets: "[#1]" is the first
 * @info: out
 *
 * Return: 0; -ENOENT when there was none of that number; -ENODATA when it is not
 * kept any more.
 */
MMU_API int kern_nth_oops(struct kern *kern, unsigned int n,
			  struct kern_oops_info *info);

#endif
