/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loadable modules: the beginning, the end, and the labels.
 */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/completion.h>
#include <linux/container_of.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/hrtimer.h>
#include <linux/idr.h>
#include <linux/init.h>
#include <linux/ioctl.h>
#include <linux/jiffies.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/kref.h>
#include <linux/kstrtox.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm_types.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/page-flags.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>
#include <linux/pid.h>
#include <linux/poison.h>
#include <linux/preempt.h>
#include <linux/radix-tree.h>
#include <linux/random.h>
#include <linux/ratelimit.h>
#include <linux/rbtree.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/rwlock.h>
#include <linux/rwsem.h>
#include <linux/seqlock.h>
#include <linux/signal.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <linux/stat.h>
#include <linux/static_key.h>
#include <linux/string.h>
#include <linux/stringify.h>
#include <linux/sysctl.h>
#include <linux/sysfs.h>
#include <linux/threads.h>
#include <linux/time.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <linux/timerqueue.h>
#include <linux/typecheck.h>
#include <linux/types.h>
#include <linux/uidgid.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#define MODULE_NAME_LEN (64 - sizeof(unsigned long))

enum module_state {
	MODULE_STATE_LIVE,     /* running */
	MODULE_STATE_COMING,   /* init is running */
	MODULE_STATE_GOING,    /* exit is running */
	MODULE_STATE_UNFORMED, /* being loaded */
};

/* The folder of a module in /sys/module. */
struct module_kobject {
	struct kobject kobj;
	struct module *mod;
	struct kobject *drivers_dir;
	struct module_param_attrs *mp;
	struct completion *kobj_completion;
};

/**
 * struct module - what the kernel keeps of a module
 * @state: how far it is
 * @list:  all modules
 * @name:  its name
 * @mkobj: its folder in /sys/module
 * @version, @srcversion: what MODULE_VERSION() says, and a sum of the source; NULL
 *         without
 * @init:  init_module()
 * @exit:  cleanup_module(), or NULL: the module cannot be removed then
 *
 * The layout is that of Debian's Linux 6.1 for amd64, so that one loader
 * serves modules that were built here and modules that were built there. What
 * lies between these members is the kernel's own and left unnamed:
 *
 *	0x000  state     0x008  list     0x018  name
 *	0x050  mkobj     0x0b8  version  0x0c0  srcversion
 *	0x138  init      0x350  exit     0x380  end
 */
struct module {
	enum module_state state;
	struct list_head list;
	char name[MODULE_NAME_LEN];
	struct module_kobject mkobj;
	unsigned char __kernel_only_1[0xb8 - 0xb0];
	const char *version;
	const char *srcversion;
	unsigned char __kernel_only_3[0x138 - 0xc8];
	int (*init)(void);
	unsigned char __kernel_only_2[0x350 - 0x140];
	void (*exit)(void);
} ____cacheline_aligned;

static_assert(offsetof(struct module, list) == 0x8);
static_assert(offsetof(struct module, name) == 0x18);
static_assert(offsetof(struct module, version) == 0xb8);
static_assert(offsetof(struct module, init) == 0x138);
static_assert(offsetof(struct module, exit) == 0x350);
static_assert(sizeof(struct module) == 0x380);

#define module_name(mod)                        \
	({                                      \
		struct module *__mod = (mod);   \
		__mod ? __mod->name : "kernel"; \
	})

/* A module that is in use cannot be removed. False: it is being removed. */
bool try_module_get(struct module *module);
void __module_get(struct module *module);
void module_put(struct module *module);
int module_refcount(struct module *module);

/* What some module exports by EXPORT_SYMBOL_GPL(), or NULL. It stays until the
 * symbol is put. */
void *__symbol_get(const char *symbol);
void __symbol_put(const char *symbol);
void symbol_put_addr(void *addr);
#define symbol_get(x) ((__typeof__(&x))(__symbol_get(__stringify(x))))
#define symbol_put(x) __symbol_put(__stringify(x))

/*
 * The function that runs when the module is loaded: 0 or a negative error
 * number, which keeps the module out. And the one that runs when it is
 * removed. The pointers have the compiler check the types, and keep Clang
 * from forgetting the function's own name in favour of the alias. No semicolon
 * is needed behind them.
 */
#define module_init(initfn)                                        \
	static const initcall_t __module_init_fn __used __section( \
		".init.rodata") = initfn;                          \
	int init_module(void) __copy(initfn) __alias(initfn);

#define module_exit(exitfn)                                        \
	static const exitcall_t __module_exit_fn __used __section( \
		".init.rodata") = exitfn;                          \
	void cleanup_module(void) __copy(exitfn) __alias(exitfn);

/* The stages of booting are one and the same for a module. */
#define early_initcall(fn)    module_init(fn)
#define core_initcall(fn)     module_init(fn)
#define postcore_initcall(fn) module_init(fn)
#define arch_initcall(fn)     module_init(fn)
#define subsys_initcall(fn)   module_init(fn)
#define fs_initcall(fn)	      module_init(fn)
#define rootfs_initcall(fn)   module_init(fn)
#define device_initcall(fn)   module_init(fn)
#define late_initcall(fn)     module_init(fn)

/*
 * MODULE_LICENSE(): "GPL", "GPL v2", "Dual BSD/GPL", "Dual MIT/GPL",
 * "Dual MPL/GPL", "GPL and additional rights"; any other taints the kernel.
 */
#define MODULE_INFO(tag, info)	 __MODULE_INFO(tag, tag, info)
#define MODULE_LICENSE(text)	 MODULE_INFO(license, text)
#define MODULE_AUTHOR(text)	 MODULE_INFO(author, text)
#define MODULE_DESCRIPTION(text) MODULE_INFO(description, text)
#define MODULE_VERSION(text)	 MODULE_INFO(version, text)
#define MODULE_ALIAS(text)	 MODULE_INFO(alias, text)
#define MODULE_SOFTDEP(text)	 MODULE_INFO(softdep, text)
#define MODULE_IMPORT_NS(ns)	 MODULE_INFO(import_ns, __stringify(ns))

#endif
