/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of pr_debug(), each of which is silent until somebody asks for it:
 * "insmod x.ko dyndbg=+p". The section __dyndbg has an entry for each place, one
 * behind the other, so the compiler may not align them as it likes.
 */
#ifndef _LINUX_DYNAMIC_DEBUG_H
#define _LINUX_DYNAMIC_DEBUG_H

#include <linux/build_bug.h>
#include <linux/jump_label.h>

struct _ddebug {
	const char *modname, *function, *filename, *format;
	unsigned int lineno : 18;
	unsigned int class_id : 6; /* 63: none */
	unsigned int flags : 8;
	union {
		struct static_key_true dd_key_true;
		struct static_key_false dd_key_false;
	} key;
};

static_assert(sizeof(struct _ddebug) == 56);

#define _DPRINTK_CLASS_DFLT 63

__printf(2, 3) void __dynamic_pr_debug(struct _ddebug *descriptor,
				       const char *fmt, ...);

#define DEFINE_DYNAMIC_DEBUG_METADATA(name, fmt)                       \
	static struct _ddebug                                          \
		__attribute__((used, aligned(8), section("__dyndbg"))) \
		name = {                                               \
			.modname = KBUILD_MODNAME,                     \
			.function = __func__,                          \
			.filename = __FILE__,                          \
			.format = (fmt),                               \
			.lineno = __LINE__,                            \
			.class_id = _DPRINTK_CLASS_DFLT,               \
	}

#define DYNAMIC_DEBUG_BRANCH(descriptor) \
	static_branch_unlikely(&(descriptor).key.dd_key_false)

#define dynamic_pr_debug(fmt, ...)                                             \
	do {                                                                   \
		DEFINE_DYNAMIC_DEBUG_METADATA(__dd, fmt);                      \
		if (DYNAMIC_DEBUG_BRANCH(__dd))                                \
			__dynamic_pr_debug(&__dd, pr_fmt(fmt), ##__VA_ARGS__); \
	} while (0)

struct device;
__printf(3, 4) void __dynamic_dev_dbg(struct _ddebug *descriptor,
				      const struct device *dev, const char *fmt,
				      ...);

#define dynamic_dev_dbg(dev, fmt, ...)                                     \
	do {                                                               \
		DEFINE_DYNAMIC_DEBUG_METADATA(__dd, fmt);                  \
		if (DYNAMIC_DEBUG_BRANCH(__dd))                            \
			__dynamic_dev_dbg(&__dd, dev, fmt, ##__VA_ARGS__); \
	} while (0)

#define dynamic_hex_dump(prefix_str, prefix_type, rowsize, groupsize, buf,    \
			 len, ascii)                                          \
	do {                                                                  \
		DEFINE_DYNAMIC_DEBUG_METADATA(                                \
			__dd, __builtin_constant_p(prefix_str) ? prefix_str : \
								 "hexdump");  \
		if (DYNAMIC_DEBUG_BRANCH(__dd))                               \
			print_hex_dump(KERN_DEBUG, prefix_str, prefix_type,   \
				       rowsize, groupsize, buf, len, ascii);  \
	} while (0)

#endif
