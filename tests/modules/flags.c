/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that raise nothing at CPL 3, but do not do there what a kernel
 * means: how=0 those that read, 1 PUSHF at the end of the stack, 2 INT n, 3 a
 * selector that is none.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("PUSHF, POPF and the like");

static int how;
module_param(how, int, 0);

static noinline unsigned long save(void)
{
	unsigned long flags;

	__asm__ volatile("pushf\n pop %0" : "=r"(flags) : : "memory");
	return flags;
}

/* Arithmetic flags must survive, and a word must leave the rest alone. */
static noinline void check_flags(void)
{
	unsigned long set, cleared;
	unsigned short word;

	__asm__ volatile("stc\n std\n pushf\n cld\n clc\n pop %0\n"
			 "pushf\n pop %1"
			 : "=r"(set), "=r"(cleared)
			 :
			 : "memory", "cc");
	pr_info("flags: CF %lu DF %lu, then CF %lu DF %lu\n", set & 1,
		set >> 10 & 1, cleared & 1, cleared >> 10 & 1);
	__asm__ volatile("push $0x247\n popf\n pushfw\n popw %0"
			 : "=r"(word)
			 :
			 : "memory", "cc");
	pr_info("flags: a word %x, IF %lu\n", word & 0xad5, save() >> 9 & 1);
	__asm__ volatile("pushf\n cli\n popf" : : : "memory", "cc");
	pr_info("flags: IF %lu\n", save() >> 9 & 1);
}

static noinline void check_segments(void)
{
	unsigned short memory = 7, zero = 0;
	unsigned long whole = ~0ul;

	__asm__ volatile("mov %%cs, %0" : "=m"(memory));
	__asm__ volatile("str %w0" : "+r"(whole));
	pr_info("flags: cs %x tr %lx\n", memory, whole);
	__asm__ volatile("mov %0, %%ds\n mov %0, %%es" : : "r"(zero));
	__asm__ volatile("push %%fs\n pop %0" : "=r"(whole) : : "memory");
	pr_info("flags: fs %lx\n", whole);
}

static noinline void overflow(void)
{
	__asm__ volatile("mov %%rsp, %%rax\n mov $0x1000, %%rsp\n pushf\n"
			 "mov %%rax, %%rsp"
			 :
			 :
			 : "rax", "memory");
}

static int __init flags_init(void)
{
	if (how == 1)
		overflow();
	else if (how == 2)
		__asm__ volatile("int $0x80" : : : "memory");
	else if (how == 3)
		__asm__ volatile("mov %0, %%ds" : : "r"(0x1230));
	check_flags();
	check_segments();
	return 0;
}

static void __exit flags_exit(void)
{
}

module_init(flags_init);
module_exit(flags_exit);
