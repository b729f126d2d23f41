/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls the functions that compiled code reaches user memory by, with the
 * registers that it uses for them. The memory is insmod's: its text at
 * 0x400000, and its stack.
 */
#include <asm/asm.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("user memory by register conventions");

#define TEXT  0x400000UL /* begins with push %rbp; mov %rsp, %rbp */
#define STACK 0x7fffffff0000UL
#define LIMIT 0x7ffffffff000UL
#define WILD  0xffffdeadbeef0000UL

static int failures;

#define check(cond)                                                     \
	do {                                                            \
		if (cond)                                               \
			break;                                          \
		failures++;                                             \
		pr_err("uaccess_regs: FAILED: line %d: %s\n", __LINE__, \
		       #cond);                                          \
	} while (0)

/* Everything but RAX and RDX comes back as it was. */
#define GET(name)                                                              \
	static noinline long name##_by_regs(unsigned long addr,                \
					    unsigned long *value)              \
	{                                                                      \
		long rax = (long)addr, rdx = -1, rcx = 1, rsi = 2, rdi = 3;    \
		register long r8 asm("r8") = 8, r9 asm("r9") = 9;              \
		register long r10 asm("r10") = 10, r11 asm("r11") = 11;        \
                                                                               \
		asm volatile("call " #name                                     \
			     : "+a"(rax), "+d"(rdx), "+c"(rcx), "+S"(rsi),     \
			       "+D"(rdi), "+r"(r8), "+r"(r9), "+r"(r10),       \
			       "+r"(r11)                                       \
			     :                                                 \
			     : "memory");                                      \
		check(rcx == 1 && rsi == 2 && rdi == 3 && r8 == 8 && r9 == 9); \
		check(r10 == 10 && r11 == 11);                                 \
		*value = (unsigned long)rdx;                                   \
		return rax;                                                    \
	}

#define PUT(name)                                                              \
	static noinline int name##_by_regs(unsigned long addr,                 \
					   unsigned long value)                \
	{                                                                      \
		long rax = (long)value, rcx = (long)addr, rdx = 1, rsi = 2;    \
		long rdi = 3;                                                  \
		register long r8 asm("r8") = 8, r9 asm("r9") = 9;              \
		register long r10 asm("r10") = 10, r11 asm("r11") = 11;        \
                                                                               \
		asm volatile("call " #name                                     \
			     : "+a"(rax), "+d"(rdx), "+c"(rcx), "+S"(rsi),     \
			       "+D"(rdi), "+r"(r8), "+r"(r9), "+r"(r10),       \
			       "+r"(r11)                                       \
			     :                                                 \
			     : "rbx", "memory");                               \
		check(rax == (long)value && rdx == 1 && rsi == 2 && rdi == 3); \
		check(r8 == 8 && r9 == 9 && r10 == 10 && r11 == 11);           \
		return (int)rcx;                                               \
	}

GET(__get_user_1)
GET(__get_user_2)
GET(__get_user_4)
GET(__get_user_8)
GET(__get_user_nocheck_8)
PUT(__put_user_1)
PUT(__put_user_2)
PUT(__put_user_4)
PUT(__put_user_8)
PUT(__put_user_nocheck_4)

static noinline unsigned long clear_by_regs(unsigned long addr,
					    unsigned long len)
{
	long rsi = 2;

	asm volatile("call clear_user_original"
		     : "+D"(addr), "+c"(len), "+S"(rsi)
		     : "a"(0)
		     : "rdx", "memory");
	check(rsi == 2);
	return len;
}

unsigned long copy_user_generic_unrolled(void *to, const void *from,
					 unsigned int len);

static void try_get(void)
{
	unsigned long v;

	check(__get_user_1_by_regs(TEXT, &v) == 0 && v == 0x55);
	check(__get_user_2_by_regs(TEXT, &v) == 0 && v == 0x4855);
	check(__get_user_4_by_regs(TEXT, &v) == 0 && v == 0xe5894855);
	check(__get_user_8_by_regs(TEXT, &v) == 0 && v == 0x90909090e5894855);
	check(__get_user_8_by_regs(0x10000, &v) == -EFAULT && v == 0);
	check(__get_user_8_by_regs(LIMIT - 7, &v) == -EFAULT && v == 0);
	check(__get_user_1_by_regs(LIMIT - 1, &v) == 0);
	check(__get_user_4_by_regs(-2UL, &v) == -EFAULT && v == 0);
	check(__get_user_4_by_regs((unsigned long)&failures, &v) == -EFAULT);
	check(__get_user_nocheck_8_by_regs(TEXT, &v) == 0 && (u8)v == 0x55);
	check(__get_user_nocheck_8_by_regs(WILD, &v) == -EFAULT && v == 0);
	check(__get_user_nocheck_8_by_regs(1UL << 63, &v) == -EFAULT);
}

static void try_put(void)
{
	unsigned long v;

	check(__put_user_8_by_regs(STACK, 0x1122334455667788) == 0);
	check(__put_user_4_by_regs(STACK, 0xaaaaaaaa) == 0);
	check(__put_user_2_by_regs(STACK, 0xbbbb) == 0);
	check(__put_user_1_by_regs(STACK, 0xcc) == 0);
	check(__get_user_8_by_regs(STACK, &v) == 0 && v == 0x11223344aaaabbcc);
	check(__put_user_nocheck_4_by_regs(STACK + 4, 5) == 0);
	check(__get_user_8_by_regs(STACK, &v) == 0 && v == 0x5aaaabbcc);
	check(__put_user_1_by_regs(TEXT, 1) == -EFAULT); /* read-only */
	check(__put_user_4_by_regs((unsigned long)&failures, 1) == -EFAULT);
	check(clear_by_regs(STACK + 1, 6) == 0);
	check(__get_user_8_by_regs(STACK, &v) == 0 && v == 0xcc);
	check(clear_by_regs(LIMIT - 3, 9) == 9); /* a word and a byte */
}

static void try_copies(void)
{
	char buf[16] = "0123456789";
	long there = 42, value = 7;

	check(copy_user_generic_unrolled(buf, (void *)TEXT, 4) == 0);
	check(buf[0] == 0x55 && buf[4] == '4');
	check(copy_user_generic_unrolled(buf, (void *)WILD, 16) == 16);
	check(copy_user_generic_unrolled(buf, (void *)0xdead000000000100, 16) ==
	      16);
	check(buf[4] == '4'); /* not zeroed */
	check(get_kernel_nofault(value, &there) == 0 && value == 42);
	check(get_kernel_nofault(value, (long *)NULL) == -ERANGE);
	check(get_kernel_nofault(value, (long *)WILD) == -EFAULT);
	check(get_kernel_nofault(value, (long *)TEXT) == -ERANGE);
	check(copy_from_user_nofault(buf, (void __user *)TEXT, 4) == 0);
	check(copy_from_user_nofault(buf, (void __user *)0x10000, 4) ==
	      -EFAULT);
	/* On the stack, but nobody was there. */
	check(copy_to_user_nofault((void __user *)(STACK - 0x8000), buf, 4) ==
	      -EFAULT);
	pagefault_disable();
	check(copy_to_user((void __user *)(STACK - 0x8000), buf, 4) == 4);
	pagefault_enable();
	check(copy_to_user((void __user *)(STACK - 0x8000), "text", 5) == 0);
	check(strnlen_user((char __user *)(STACK - 0x8000), 99) == 5);
	check(strnlen_user((char __user *)(STACK - 0x8000), 4) == 5);
	check(strnlen_user((char __user *)0x10000, 99) == 0);
	check(strncpy_from_user_nofault(buf, (char __user *)(STACK - 0x8000),
					3) == 3);
	check(!strcmp(buf, "te"));
}

static int __init uaccess_regs_init(void)
{
	try_get();
	try_put();
	try_copies();
	if (failures)
		return -EINVAL;
	pr_info("uaccess_regs: ok\n");
	return 0;
}

static void __exit uaccess_regs_exit(void)
{
}

module_init(uaccess_regs_init);
module_exit(uaccess_regs_exit);
