/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages to the kernel log.
 *
 * Beside C's conversions a format may hold %p (hashed), %px (the address
 * itself), %pS (symbol, offset and size) and their relatives. The compiler
 * checks arguments against C's conversions, and reads all these as %p.
 */
#ifndef _LINUX_PRINTK_H
#define _LINUX_PRINTK_H

#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/kern_levels.h>
#include <linux/linkage.h>
#include <linux/stdarg.h>
#include <linux/types.h>

/* What %pV prints: a format, and the arguments of another function. */
struct va_format {
	const char *fmt;
	va_list *va;
};

/**
 * _printk - append a message to the kernel log
 * @fmt: format, its level in front (KERN_INFO "text\n")
 *
 * Return: the length of the text, in bytes.
 */
asmlinkage __printf(1, 2) __cold int _printk(const char *fmt, ...);

/* Prints the current task's registers and call trace to the log. */
asmlinkage __cold void dump_stack(void);
asmlinkage __cold void dump_stack_lvl(const char *log_lvl);

#define printk(fmt, ...) _printk(fmt, ##__VA_ARGS__)

/* Checks the arguments and prints nothing. */
#define no_printk(fmt, ...)                          \
	({                                           \
		if (0)                               \
			_printk(fmt, ##__VA_ARGS__); \
		0;                                   \
	})

/* What pr_info() and its like put in front; define it before including. */
#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

#define pr_emerg(fmt, ...)  printk(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert(fmt, ...)  printk(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit(fmt, ...)   printk(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...)    printk(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)   printk(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...) printk(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)   printk(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_cont(fmt, ...)   printk(KERN_CONT fmt, ##__VA_ARGS__)

/* For a file that is compiled with DEBUG defined; pr_debug() else is silent until
 * somebody asks for it: <linux/dynamic_debug.h>. */
#ifdef DEBUG
#define pr_devel(fmt, ...) printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...) printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#else
#define pr_devel(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...) dynamic_pr_debug(fmt, ##__VA_ARGS__)
#endif

/* The first time only, for each place in the source. */
#define printk_once(fmt, ...)                                  \
	({                                                     \
		static bool __section(".data.once") __printed; \
		bool __print = !__printed;                     \
		if (__print) {                                 \
			__printed = true;                      \
			printk(fmt, ##__VA_ARGS__);            \
		}                                              \
		unlikely(__print);                             \
	})

#define pr_emerg_once(fmt, ...) \
	printk_once(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert_once(fmt, ...) \
	printk_once(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit_once(fmt, ...) printk_once(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_once(fmt, ...)  printk_once(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_once(fmt, ...) \
	printk_once(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_once(fmt, ...) \
	printk_once(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_once(fmt, ...) printk_once(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)

/* One limit for all that ask; 0: be silent. */
int __printk_ratelimit(const char *func);
#define printk_ratelimit() __printk_ratelimit(__func__)

/* At most one in so many milliseconds; the caller keeps when it was. */
bool printk_timed_ratelimit(unsigned long *caller_jiffies,
			    unsigned int interval_msec);

/**
 * print_hex_dump - print bytes as numbers
 * @level:       KERN_INFO ...
 * @prefix_type: DUMP_PREFIX_*: what each line begins with, behind @prefix_str
 * @rowsize:     bytes of a line: 16 or 32
 * @groupsize:   bytes of a number: 1, 2, 4 or 8
 * @ascii:       the characters stand behind them
 */
enum { DUMP_PREFIX_NONE, DUMP_PREFIX_ADDRESS, DUMP_PREFIX_OFFSET };
void print_hex_dump(const char *level, const char *prefix_str, int prefix_type,
		    int rowsize, int groupsize, const void *buf, size_t len,
		    bool ascii);

/* As pr_debug(). */
#define print_hex_dump_debug(prefix_str, prefix_type, rowsize, groupsize, buf, \
			     len, ascii)                                       \
	dynamic_hex_dump(prefix_str, prefix_type, rowsize, groupsize, buf,     \
			 len, ascii)
#define print_hex_dump_bytes(prefix_str, prefix_type, buf, len) \
	print_hex_dump_debug(prefix_str, prefix_type, 16, 1, buf, len, true)

/* At most ten in five seconds, for each place in the source. Include
 * <linux/ratelimit.h>. */
#define printk_ratelimited(fmt, ...)                                           \
	({                                                                     \
		static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL, \
					      DEFAULT_RATELIMIT_BURST);        \
		if (__ratelimit(&_rs))                                         \
			printk(fmt, ##__VA_ARGS__);                            \
	})

#ifdef DEBUG
#define pr_debug_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#else
#define pr_debug_ratelimited(fmt, ...)                                         \
	do {                                                                   \
		static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL, \
					      DEFAULT_RATELIMIT_BURST);        \
		DEFINE_DYNAMIC_DEBUG_METADATA(__dd, pr_fmt(fmt));              \
		if (DYNAMIC_DEBUG_BRANCH(__dd) && __ratelimit(&_rs))           \
			__dynamic_pr_debug(&__dd, pr_fmt(fmt), ##__VA_ARGS__); \
	} while (0)
#endif

#define pr_emerg_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)

/* One line of that, to @linebuf; the length that the whole line would have. */
int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize,
		       char *linebuf, size_t linebuflen, bool ascii);

#include <linux/dynamic_debug.h>

#endif
