/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the kernel is configured, which every source is compiled with: of Debian's 6.1
 * for amd64, what this kernel has, too.
 *
 *	if (IS_ENABLED(CONFIG_KASAN))
 */
#ifndef _LINUX_KCONFIG_H
#define _LINUX_KCONFIG_H

#define CONFIG_64BIT			       1
#define CONFIG_X86			       1
#define CONFIG_X86_64			       1
#define CONFIG_MMU			       1
#define CONFIG_SMP			       1
#define CONFIG_PREEMPT_DYNAMIC		       1
#define CONFIG_PREEMPT_COUNT		       1
#define CONFIG_PREEMPTION		       1
#define CONFIG_PREEMPT_RCU		       1
#define CONFIG_HZ_250			       1
#define CONFIG_MODULES			       1
#define CONFIG_MODULE_UNLOAD		       1
#define CONFIG_MODULE_FORCE_LOAD	       1
#define CONFIG_MODVERSIONS		       1
#define CONFIG_KALLSYMS			       1
#define CONFIG_KALLSYMS_ALL		       1
#define CONFIG_PRINTK			       1
#define CONFIG_DYNAMIC_DEBUG		       1
#define CONFIG_BUG			       1
#define CONFIG_GENERIC_BUG		       1
#define CONFIG_DEBUG_BUGVERBOSE		       1
#define CONFIG_DEBUG_FS			       1
#define CONFIG_PROC_FS			       1
#define CONFIG_SYSCTL			       1
#define CONFIG_PROC_SYSCTL		       1
#define CONFIG_SYSFS			       1
#define CONFIG_DEVTMPFS			       1
#define CONFIG_SLUB			       1
#define CONFIG_SLUB_DEBUG		       1
#define CONFIG_SLAB_FREELIST_HARDENED	       1
#define CONFIG_INIT_ON_ALLOC_DEFAULT_ON	       1
#define CONFIG_PAGE_POISONING		       1
#define CONFIG_VMAP_STACK		       1
#define CONFIG_STACKPROTECTOR		       1
#define CONFIG_STACKPROTECTOR_STRONG	       1
#define CONFIG_THREAD_INFO_IN_TASK	       1
#define CONFIG_KPROBES			       1
#define CONFIG_KRETPROBES		       1
#define CONFIG_JUMP_LABEL		       1
#define CONFIG_FORTIFY_SOURCE		       1
#define CONFIG_HARDENED_USERCOPY	       1
#define CONFIG_DEBUG_LIST		       1
#define CONFIG_BUG_ON_DATA_CORRUPTION	       1
#define CONFIG_LOCKUP_DETECTOR		       1
#define CONFIG_SOFTLOCKUP_DETECTOR	       1
#define CONFIG_DETECT_HUNG_TASK		       1
#define CONFIG_MAGIC_SYSRQ		       1
#define CONFIG_STRICT_KERNEL_RWX	       1
#define CONFIG_STRICT_MODULE_RWX	       1
#define CONFIG_PAGE_TABLE_ISOLATION	       1
#define CONFIG_RETPOLINE		       1
#define CONFIG_RETHUNK			       1
#define CONFIG_UNWINDER_ORC		       1
#define CONFIG_STACKTRACE		       1
#define CONFIG_IRQ_WORK			       1
#define CONFIG_FREEZER			       1
#define CONFIG_SWAP			       1
#define CONFIG_HIGH_RES_TIMERS		       1
#define CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS 1
#define CONFIG_HZ			       250
#define CONFIG_NR_CPUS			       8192
#define CONFIG_PGTABLE_LEVELS		       5
#define CONFIG_PHYSICAL_START		       0x1000000
#define CONFIG_PANIC_TIMEOUT		       0
#define CONFIG_LOG_BUF_SHIFT		       17
#define CONFIG_MESSAGE_LOGLEVEL_DEFAULT	       4
#define CONFIG_CONSOLE_LOGLEVEL_DEFAULT	       7
#define CONFIG_DEFAULT_HOSTNAME		       "(none)"
#define CONFIG_LOCALVERSION		       ""

/* 1 for an option that is 1, 0 for one that is not there: the name becomes an
 * argument more, or none. */
#define __ARG_PLACEHOLDER_1	     0,
#define __take_second_arg(a, b, ...) b
#define ___is_defined(arg1_or_junk)  __take_second_arg(arg1_or_junk 1, 0)
#define __is_defined_(value)	     ___is_defined(__ARG_PLACEHOLDER_##value)
#define __is_defined(x)		     __is_defined_(x)

#define IS_BUILTIN(option)	     __is_defined(option)
#define IS_MODULE(option)	     __is_defined(option##_MODULE)
#define IS_ENABLED(option)	     (IS_BUILTIN(option) || IS_MODULE(option))
#define IS_REACHABLE(option)	     IS_ENABLED(option)

#endif
