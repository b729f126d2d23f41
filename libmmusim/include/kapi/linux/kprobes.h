/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Breakpoints in the kernel's code, and in that of modules: functions of ours that are
 * called when an instruction is reached. The layout is that of Debian's Linux 6.1.
 */
#ifndef _LINUX_KPROBES_H
#define _LINUX_KPROBES_H

#include <asm/ptrace.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/types.h>

typedef u8 kprobe_opcode_t;
struct kprobe;

typedef int (*kprobe_pre_handler_t)(struct kprobe *, struct pt_regs *);
typedef void (*kprobe_post_handler_t)(struct kprobe *, struct pt_regs *,
				      unsigned long flags);

/**
 * struct kprobe - a breakpoint
 * @nmissed:     how often it was reached while a handler ran
 * @addr:        the instruction; or
 * @symbol_name: the function in which it is, and
 * @offset:      how far behind the entry
 * @pre_handler: called before the instruction. Not 0: it has set regs->ip, and the
 *               instruction is not run. NULL: none
 * @post_handler: called after the instruction. NULL: none
 * @flags:       KPROBE_FLAG_*
 */
struct kprobe {
	struct hlist_node hlist;
	struct list_head list;
	unsigned long nmissed;
	kprobe_opcode_t *addr;
	const char *symbol_name;
	unsigned int offset;
	kprobe_pre_handler_t pre_handler;
	kprobe_post_handler_t post_handler;
	kprobe_opcode_t opcode;
	unsigned long __kernel_only[4];
	u32 flags;
};

static_assert(sizeof(struct kprobe) == 128);
static_assert(offsetof(struct kprobe, nmissed) == 32);
static_assert(offsetof(struct kprobe, opcode) == 80);
static_assert(offsetof(struct kprobe, flags) == 120);

#define KPROBE_FLAG_GONE	  1
#define KPROBE_FLAG_DISABLED	  2
#define KPROBE_FLAG_OPTIMIZED	  4
#define KPROBE_FLAG_FTRACE	  8
#define KPROBE_FLAG_ON_FUNC_ENTRY 16

/* Functions and data that no probe may be in. */
#define __kprobes		  __attribute__((__section__(".kprobes.text")))
#define nokprobe_inline		  __always_inline
#define NOKPROBE_SYMBOL(function) static_assert(1)

/* 0; -ENOENT: no such function; -EINVAL: nothing can be there, or it is registered;
 * -EILSEQ: not an instruction's beginning. */
int register_kprobe(struct kprobe *p);
void unregister_kprobe(struct kprobe *p);
int disable_kprobe(struct kprobe *p);
int enable_kprobe(struct kprobe *p);

int register_kprobes(struct kprobe **kps, int num);
void unregister_kprobes(struct kprobe **kps, int num);

/* --- when a function returns --- */

struct rethook;
struct kretprobe_instance;
typedef int (*kretprobe_handler_t)(struct kretprobe_instance *,
				   struct pt_regs *);

/**
 * struct kretprobe - a function whose return is of interest
 * @kp:            which one: @kp.addr, or @kp.symbol_name
 * @handler:       called when it returns; regs_return_value() is what. NULL: none
 * @entry_handler: called before it begins. Not 0: this call's return is of no
 *                 interest. NULL: none
 * @maxactive:     of how many calls at once; 0: ten
 * @nmissed:       of how many more there were
 * @data_size:     bytes for ri->data, at most KRETPROBE_MAX_DATA_SIZE
 */
struct kretprobe {
	struct kprobe kp;
	kretprobe_handler_t handler;
	kretprobe_handler_t entry_handler;
	int maxactive;
	int nmissed;
	size_t data_size;
	struct rethook *rh;
};

#define KRETPROBE_MAX_DATA_SIZE 4096

/* One call. @data is the same memory for both handlers. */
struct kretprobe_instance {
	struct {
		unsigned long __kernel_only[3];
		struct rethook *rethook;
		unsigned long ret_addr;
		unsigned long frame;
	} node;
	char data[];
};

static_assert(sizeof(struct kretprobe) == 168);
static_assert(offsetof(struct kretprobe_instance, data) == 48);

static inline struct kretprobe *get_kretprobe(struct kretprobe_instance *ri)
{
	return *(struct kretprobe **)(void *)ri->node.rethook;
}

static inline unsigned long get_kretprobe_retaddr(struct kretprobe_instance *ri)
{
	return ri->node.ret_addr;
}

/* As register_kprobe(); -EINVAL: not a function's entry; -E2BIG: too much data. */
int register_kretprobe(struct kretprobe *rp);
void unregister_kretprobe(struct kretprobe *rp);
int register_kretprobes(struct kretprobe **rps, int num);
void unregister_kretprobes(struct kretprobe **rps, int num);

static inline int disable_kretprobe(struct kretprobe *rp)
{
	return disable_kprobe(&rp->kp);
}

static inline int enable_kretprobe(struct kretprobe *rp)
{
	return enable_kprobe(&rp->kp);
}

static inline bool kprobe_gone(struct kprobe *p)
{
	return p->flags & KPROBE_FLAG_GONE;
}

static inline bool kprobe_disabled(struct kprobe *p)
{
	return p->flags & (KPROBE_FLAG_DISABLED | KPROBE_FLAG_GONE);
}

#endif
