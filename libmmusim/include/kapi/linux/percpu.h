/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Variables that each CPU has for itself.
 *
 *	static DEFINE_PER_CPU(int, hits);
 *	this_cpu_inc(hits);			of the CPU that runs this
 *	per_cpu(hits, cpu)			of any
 *
 * The loader copies the section .data..percpu to the area of each CPU.
 */
#ifndef _LINUX_PERCPU_H
#define _LINUX_PERCPU_H

#include <asm/percpu.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/types.h>

#define DECLARE_PER_CPU(type, name) \
	extern __percpu __section(".data..percpu") __typeof__(type) name
#define DEFINE_PER_CPU(type, name) \
	__percpu __section(".data..percpu") __typeof__(type) name
#define DECLARE_PER_CPU_ALIGNED(type, name) DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_ALIGNED(type, name) \
	DEFINE_PER_CPU(type, name) __aligned(64)
#define DECLARE_PER_CPU_SHARED_ALIGNED(type, name) DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name) \
	DEFINE_PER_CPU_ALIGNED(type, name)
#define DECLARE_PER_CPU_READ_MOSTLY(type, name) DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_READ_MOSTLY(type, name)	DEFINE_PER_CPU(type, name)

#define EXPORT_PER_CPU_SYMBOL(name)		EXPORT_SYMBOL(name)
#define EXPORT_PER_CPU_SYMBOL_GPL(name)		EXPORT_SYMBOL_GPL(name)

extern unsigned long __per_cpu_offset[];

#define per_cpu_offset(cpu) (__per_cpu_offset[cpu])

/* Pointers, from the offset that stands for the variable. */
#define SHIFT_PERCPU_PTR(p, off) \
	((__typeof__(*(p)) __kernel *)RELOC_HIDE((p), (off)))
#define per_cpu_ptr(p, cpu) SHIFT_PERCPU_PTR((p), per_cpu_offset(cpu))
#define raw_cpu_ptr(p)	    SHIFT_PERCPU_PTR((p), __percpu_read(this_cpu_off))
#define this_cpu_ptr(p)	    raw_cpu_ptr(p)
#define per_cpu(var, cpu)   (*per_cpu_ptr(&(var), cpu))

/* In between, the task stays on its CPU. */
#define get_cpu_var(var)              \
	(*({                          \
		preempt_disable();    \
		this_cpu_ptr(&(var)); \
	}))
#define put_cpu_var(var)          \
	do {                      \
		(void)&(var);     \
		preempt_enable(); \
	} while (0)
#define get_cpu_ptr(var)           \
	({                         \
		preempt_disable(); \
		this_cpu_ptr(var); \
	})
#define put_cpu_ptr(var)          \
	do {                      \
		(void)(var);      \
		preempt_enable(); \
	} while (0)

#define this_cpu_read(var)	      __percpu_read(var)
#define this_cpu_write(var, val)      __percpu_do("mov", var, val)
#define this_cpu_add(var, val)	      __percpu_do("add", var, val)
#define this_cpu_sub(var, val)	      __percpu_do("sub", var, val)
#define this_cpu_and(var, val)	      __percpu_do("and", var, val)
#define this_cpu_or(var, val)	      __percpu_do("or", var, val)
#define this_cpu_inc(var)	      this_cpu_add(var, 1)
#define this_cpu_dec(var)	      this_cpu_sub(var, 1)
#define this_cpu_xchg(var, val)	      __percpu_swap("xchg", var, val)
#define this_cpu_add_return(var, val) (__percpu_swap("xadd", var, val) + (val))
#define this_cpu_sub_return(var, val) \
	this_cpu_add_return(var, -(__typeof__(var))(val))
#define this_cpu_inc_return(var)	this_cpu_add_return(var, 1)
#define this_cpu_dec_return(var)	this_cpu_add_return(var, -1)
#define this_cpu_cmpxchg(var, old, new) __percpu_cmpxchg(var, old, new)

/* For those who see to it that nothing comes in between. */
#define raw_cpu_read	      this_cpu_read
#define raw_cpu_write	      this_cpu_write
#define raw_cpu_add	      this_cpu_add
#define raw_cpu_inc	      this_cpu_inc
#define raw_cpu_dec	      this_cpu_dec
#define __this_cpu_read	      this_cpu_read
#define __this_cpu_write      this_cpu_write
#define __this_cpu_add	      this_cpu_add
#define __this_cpu_sub	      this_cpu_sub
#define __this_cpu_inc	      this_cpu_inc
#define __this_cpu_dec	      this_cpu_dec
#define __this_cpu_inc_return this_cpu_inc_return
#define __this_cpu_add_return this_cpu_add_return
#define __this_cpu_xchg	      this_cpu_xchg

/* Zeroes for each CPU; NULL where memory is short. */
void __percpu *__alloc_percpu(size_t size, size_t align) __alloc_size(1);
void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp)
	__alloc_size(1);
void free_percpu(void __percpu *p);

#define alloc_percpu(type)                                         \
	((__typeof__(type) __percpu *)__alloc_percpu(sizeof(type), \
						     __alignof__(type)))
#define alloc_percpu_gfp(type, gfp)                       \
	((__typeof__(type) __percpu *)__alloc_percpu_gfp( \
		sizeof(type), __alignof__(type), gfp))

#endif
