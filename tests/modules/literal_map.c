/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Uses the direct map through its linear address, written as a number, with
 * plain moves, an addition to memory and string instructions. All of it must
 * work, and what was there before is put back.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("accesses through literal kernel addresses");

#define LITERAL_MAP_ADDR  0xffff888000001000UL
#define LITERAL_MAP_WORDS 8

static unsigned long *const literal = (unsigned long *)LITERAL_MAP_ADDR;

static int failures;

static void check(bool ok, const char *what)
{
	if (ok)
		return;
	failures++;
	pr_err("literal_map: FAILED: %s\n", what);
}

/* Direction flag clear, as C code always has it. */
static void copy_words(void *to, const void *from, unsigned long count)
{
	asm volatile("rep movsq"
		     : "+D"(to), "+S"(from), "+c"(count)
		     :
		     : "memory");
}

static void store_words(void *to, unsigned long word, unsigned long count)
{
	asm volatile("rep stosq"
		     : "+D"(to), "+c"(count)
		     : "a"(word)
		     : "memory");
}

/* The compiler knows the address and may make it part of the instruction. */
static void try_moves(void)
{
	volatile unsigned long *p = (volatile unsigned long *)LITERAL_MAP_ADDR;
	volatile unsigned char *bytes = (volatile unsigned char *)p;
	unsigned long x = *p;

	*p = x + 1;
	check(*p == x + 1, "load and store");
	p[1] = 0x1122334455667788UL;
	check(bytes[8] == 0x88 && bytes[15] == 0x11, "bytes of a word");
	bytes[9] = 0xff;
	check(p[1] == 0x112233445566ff88UL, "one byte of a word");
	check(((volatile int *)p)[2] == 0x5566ff88, "half a word");
}

/* The same in a register, with index, displacement and operation. */
static void try_operations(void)
{
	unsigned long *p = literal;
	unsigned long i = 2;
	unsigned long old = 1;

	OPTIMIZER_HIDE_VAR(p);
	OPTIMIZER_HIDE_VAR(i);
	WRITE_ONCE(p[i], 40);
	asm volatile("addq %1, %0" : "+m"(p[2]) : "r"(2UL));
	check(READ_ONCE(p[2]) == 42, "add to memory");
	asm volatile("addq (%1,%2,8), %0"
		     : "+r"(old)
		     : "r"(p), "r"(i)
		     : "memory");
	check(old == 43, "add from memory");
	asm volatile("incl %0" : "+m"(*(int *)&p[2]));
	check(READ_ONCE(p[2]) == 43, "increment");
	asm volatile("xchgq %0, %1" : "+r"(old), "+m"(p[2]));
	check(old == 43 && READ_ONCE(p[2]) == 43, "exchange");
	asm volatile("movq $-7, %0" : "=m"(p[2]));
	check(READ_ONCE(p[2]) == -7UL, "store of a constant");
}

static void try_strings(void)
{
	unsigned long words[LITERAL_MAP_WORDS];
	unsigned long i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = i * 0x0101010101010101UL;
	copy_words(literal, words, ARRAY_SIZE(words));
	store_words(words, 0, ARRAY_SIZE(words));
	copy_words(words, literal, ARRAY_SIZE(words));
	for (i = 0; i < ARRAY_SIZE(words); i++)
		check(words[i] == i * 0x0101010101010101UL, "rep movs");
	store_words(literal, 0x5a, 3);
	copy_words(words, literal, ARRAY_SIZE(words));
	check(words[0] == 0x5a && words[2] == 0x5a, "rep stos");
	check(words[3] == 0x0303030303030303UL, "rep stos goes too far");
}

static int __init literal_map_init(void)
{
	unsigned long saved[LITERAL_MAP_WORDS];

	copy_words(saved, literal, ARRAY_SIZE(saved));
	try_moves();
	try_operations();
	try_strings();
	copy_words(literal, saved, ARRAY_SIZE(saved));
	if (failures)
		return -EINVAL;
	pr_info("literal_map: ok\n");
	return 0;
}

static void __exit literal_map_exit(void)
{
}

module_init(literal_map_init);
module_exit(literal_map_exit);
