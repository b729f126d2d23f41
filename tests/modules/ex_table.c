/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that fault and have an entry in the exception table, one of each
 * type; the last one has none.
 */
#include <asm/asm.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("fixups by exception tables");

#define WILD	      0xffffdeadbeef0000UL
#define NON_CANONICAL 0xdead000000000100UL

static int failures;

#define check(cond)                                                         \
	do {                                                                \
		if (cond)                                                   \
			break;                                              \
		failures++;                                                 \
		pr_err("ex_table: FAILED: line %d: %s\n", __LINE__, #cond); \
	} while (0)

/* The exception that reading an address raises; 0: none. */
static noinline long read_fault(unsigned long addr)
{
	long trap = 0;

	asm volatile("1: movq (%1), %%rcx\n"
		     "2:\n" _ASM_EXTABLE_FAULT(1b, 2b)
		     : "+a"(trap)
		     : "r"(addr)
		     : "rcx");
	return trap;
}

static noinline bool write_faults(unsigned long addr, int type_uaccess)
{
	int faulted = 1;

	if (type_uaccess)
		asm volatile("1: movl $7, (%1)\n"
			     "xorl %0, %0\n"
			     "2:\n" _ASM_EXTABLE_UA(1b, 2b)
			     : "+r"(faulted)
			     : "r"(addr)
			     : "memory");
	else
		asm volatile("1: movl $7, (%1)\n"
			     "xorl %0, %0\n"
			     "2:\n" _ASM_EXTABLE(1b, 2b)
			     : "+r"(faulted)
			     : "r"(addr)
			     : "memory");
	return faulted;
}

/* It would take %0 for a division. */
/* clang-format off */
static noinline int read_errno(unsigned long addr, long *value)
{
	int err = 0;
	long got = 0;

	asm volatile("1: movq (%2), %1\n"
		     "2:\n" _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_EFAULT_REG,
						  %0)
		     : "+r"(err), "+r"(got)
		     : "r"(addr));
	*value = got;
	return err;
}
/* clang-format on */

static noinline bool clears_registers(unsigned long addr)
{
	long ax = 5, dx = 6;

	asm volatile("1: movq (%2), %%rcx\n"
		     "2:\n" _ASM_EXTABLE_TYPE(
			     1b, 2b, EX_TYPE_DEFAULT | EX_FLAG_CLEAR_AX_DX)
		     : "+a"(ax), "+d"(dx)
		     : "r"(addr)
		     : "rcx");
	return !ax && !dx;
}

/* It would take %0 for a division. */
/* clang-format off */
/* Bytes that are left when words are copied and the third one faults. */
static noinline long bytes_left(unsigned long addr)
{
	long words = 3, rest = 5;

	asm volatile("1: movq %0, (%2)\n"
		     "2:\n" _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_UCOPY_LEN8,
						  %1)
		     : "+c"(words), "+r"(rest)
		     : "r"(addr)
		     : "memory");
	return words;
}
/* clang-format on */

static noinline long undefined_fault(void)
{
	long trap = 77;

	asm volatile("1: ud2\n"
		     "2:\n" _ASM_EXTABLE_FAULT(1b, 2b)
		     : "+a"(trap));
	return trap;
}

/* A word of which five bytes lie behind the end of what is mapped. */
static noinline unsigned long padded(unsigned long addr)
{
	unsigned long word = 0;

	asm volatile("1: movq (%1), %0\n"
		     "2:\n" _ASM_EXTABLE_TYPE(1b, 2b, EX_TYPE_ZEROPAD)
		     : "=r"(word)
		     : "r"(addr)
		     : "memory");
	return word;
}

static bool pads(void)
{
	char *page = vmalloc(PAGE_SIZE);
	bool ok = page;

	if (ok) {
		memcpy(page + PAGE_SIZE - 3, "abc", 3);
		ok = padded((unsigned long)page + PAGE_SIZE - 3) == 0x636261;
	}
	vfree(page);
	return ok;
}

static int __init ex_table_init(void)
{
	long value = 0, there = 42;
	int i;

	check(read_fault((unsigned long)&there) == 0);
	for (i = 0; i < 300; i++) /* the same one, again and again */
		check(read_fault(WILD) == 14);
	check(read_fault(NON_CANONICAL) == 13);
	check(write_faults(WILD, 0) && write_faults(WILD, 1));
	check(write_faults((unsigned long)&ex_table_init, 1));
	check(!write_faults((unsigned long)&value, 1) && value == 7);
	check(read_errno((unsigned long)&there, &value) == 0 && value == 42);
	check(read_errno(WILD, &value) == -EFAULT && value == 0);
	check(clears_registers(WILD));
	check(bytes_left(WILD) == 29);
	check(undefined_fault() == 6);
	check(pads());
	if (failures)
		return -EINVAL;
	pr_info("ex_table: ok\n");
	/* SMAP is never fixed up. */
	return (int)read_fault(0x400000);
}

static void __exit ex_table_exit(void)
{
}

module_init(ex_table_init);
module_exit(ex_table_exit);
