/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbols that other modules may use, and the module itself.
 *
 * EXPORT_SYMBOL() adds an entry to the section __ksymtab (__ksymtab_gpl),
 * with the text in __ksymtab_strings. The entries of a module are in the order
 * of the source, not sorted.
 */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#include <linux/compiler.h>
#include <linux/stringify.h>

struct module;
extern struct module __this_module;
#define THIS_MODULE (&__this_module)

/* Each member is the distance from its own address to what it names. */
struct kernel_symbol {
	int value_offset;
	int name_offset;
	int namespace_offset;
};

#define __EXPORT_SYMBOL(sym, sec, ns)                                     \
	extern __typeof__(sym) sym;                                       \
	__asm__(".pushsection \"__ksymtab_strings\", \"a\", @progbits\n"  \
		"__kstrtab_" #sym ":\n"                                   \
		"\t.asciz \"" #sym "\"\n"                                 \
		"__kstrtabns_" #sym ":\n"                                 \
		"\t.asciz \"" ns "\"\n"                                   \
		"\t.popsection\n"                                         \
		"\t.pushsection \"__ksymtab" sec "\", \"a\", @progbits\n" \
		"\t.balign 4\n"                                           \
		"__ksymtab_" #sym ":\n"                                   \
		"\t.long " #sym " - .\n"                                  \
		"\t.long __kstrtab_" #sym " - .\n"                        \
		"\t.long __kstrtabns_" #sym " - .\n"                      \
		"\t.popsection\n")

#define EXPORT_SYMBOL(sym)	  __EXPORT_SYMBOL(sym, "", "")
#define EXPORT_SYMBOL_GPL(sym)	  __EXPORT_SYMBOL(sym, "_gpl", "")
#define EXPORT_SYMBOL_NS(sym, ns) __EXPORT_SYMBOL(sym, "", __stringify(ns))
#define EXPORT_SYMBOL_NS_GPL(sym, ns) \
	__EXPORT_SYMBOL(sym, "_gpl", __stringify(ns))

#endif
