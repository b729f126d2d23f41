/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's integer types for x86-64, and the heads of its lists.
 */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

#include <linux/compiler_types.h>
#include <linux/stddef.h>

typedef signed char __s8;
typedef unsigned char __u8;
typedef signed short __s16;
typedef unsigned short __u16;
typedef signed int __s32;
typedef unsigned int __u32;
typedef signed long long __s64;
typedef unsigned long long __u64;

typedef __s8 s8;
typedef __u8 u8;
typedef __s16 s16;
typedef __u16 u16;
typedef __s32 s32;
typedef __u32 u32;
typedef __s64 s64;
typedef __u64 u64;

typedef s8 int8_t;
typedef u8 uint8_t;
typedef u8 u_int8_t;
typedef s16 int16_t;
typedef u16 uint16_t;
typedef u16 u_int16_t;
typedef s32 int32_t;
typedef u32 uint32_t;
typedef u32 u_int32_t;
typedef s64 int64_t;
typedef u64 uint64_t;
typedef u64 u_int64_t;

/* Numbers whose byte order is part of their meaning. */
typedef __u16 __bitwise __sum16;
typedef __u32 __bitwise __wsum;
typedef __u16 __bitwise __le16;
typedef __u16 __bitwise __be16;
typedef __u32 __bitwise __le32;
typedef __u32 __bitwise __be32;
typedef __u64 __bitwise __le64;
typedef __u64 __bitwise __be64;

typedef _Bool bool;

typedef unsigned char unchar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;

typedef __SIZE_TYPE__ size_t;
typedef long ssize_t;
typedef long ptrdiff_t;
typedef unsigned long uintptr_t;

typedef size_t __kernel_size_t;
typedef ssize_t __kernel_ssize_t;
typedef long off_t;
typedef long long loff_t;
typedef int pid_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned short umode_t;
typedef u32 dev_t;
typedef long clock_t;
typedef long long time64_t;
typedef long __kernel_time_t;
typedef int clockid_t;
typedef u32 nlink_t;
typedef unsigned long ino_t;
typedef int key_t;

typedef u64 sector_t;
typedef u64 blkcnt_t;
typedef unsigned long pgoff_t;
typedef u64 phys_addr_t;
typedef u64 dma_addr_t;
typedef phys_addr_t resource_size_t;

typedef unsigned int __bitwise gfp_t;
typedef unsigned int __bitwise slab_flags_t;
typedef unsigned int __bitwise fmode_t;
typedef unsigned int __bitwise __poll_t;

/* A number that several CPUs may change: <linux/atomic.h>. */
typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

/* A callback, and the next one: struct rcu_head is the same. */
struct callback_head {
	struct callback_head *next;
	void (*func)(struct callback_head *head);
} __attribute__((aligned(sizeof(void *))));
#define rcu_head callback_head

typedef void (*rcu_callback_t)(struct rcu_head *head);
typedef void (*call_rcu_func_t)(struct rcu_head *head, rcu_callback_t func);

/* A ring: an empty list is a head that points at itself. */
struct list_head {
	struct list_head *next, *prev;
};

/* A list with a head of one word; @pprev points at what points at the node. */
struct hlist_head {
	struct hlist_node *first;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

#endif
