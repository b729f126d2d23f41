/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_kretprobe.c - a module has a function called when another one returns, as
 * code of the kernel image.
 *
 *   entry     kprobe -> pre_handler_kretprobe -> entry_handler(ri, regs)
 *             the return address becomes that of arch_rethook_trampoline
 *   return    arch_rethook_trampoline -> arch_rethook_trampoline_callback
 *             -> rethook_trampoline_handler -> kretprobe_rethook_handler
 *             -> handler(ri, regs), and on where the function was called
 *
 * What was replaced is in a list of the task's, the newest first; who unwinds the
 * stack looks there: unwind.c.
 *
 *   struct kretprobe   00 kp   80 handler  88 entry_handler  90 maxactive
 *                      94 nmissed  98 data_size  a0 rh
 *   struct rethook_node   00 next, of free ones   10 llist   18 rethook
 *                         20 ret_addr   28 frame   30 the module's data
 *   struct rethook   00 data   08 handler   10 pool   18 ref
 *
 * Simplified: those of a task that ends are lost.
 *
 * Reference: Linux 6.1, kernel/kprobes.c, kernel/trace/rethook.c,
 * arch/x86/kernel/rethook.c.
 */
#include "kernel/kimage.h"
#include "kernel/kimage_bug.h"
#include "kernel/kimage_sync.h"
#include "kernel/kprobe_state.h"
#include "kernel/task.h"

enum { ERR_BIG = -7, ERR_NOMEM = -12, ERR_INVAL = -22 };
enum { MOST_DATA = 4096, LEAST_ACTIVE = 10 };
enum { PRE_HANDLER = 64, POST_HANDLER = 72 };

#define GFP_KERNEL_ZERO 0xdc0u

struct rethook_node {
	struct rethook_node *next_free;
	uint64_t rcu;
	struct rethook_node *next;
	struct rethook *rethook;
	uint64_t ret_addr, frame;
};

_Static_assert(sizeof(struct rethook_node) == KERN_RETHOOK_NODE_SIZE,
	       "as in Linux");

typedef int kretprobe_fn(struct rethook_node *ri, struct kern_pt_regs *regs);

struct kretprobe {
	char kp[128];
	kretprobe_fn *handler, *entry_handler;
	int maxactive, nmissed;
	size_t data_size;
	struct rethook *rh;
};

struct rethook {
	struct kretprobe *data;
	void (*handler)(struct rethook_node *node, struct kretprobe *rp,
			struct kern_pt_regs *regs);
	struct rethook_node *pool;
	int ref;
	uint64_t rcu[2];
};

HIDDEN void *kimg___kmalloc(size_t size, unsigned int flags);
HIDDEN void kimg_kfree(const void *object);
HIDDEN int kimg_register_kprobe(void *p);
HIDDEN void kimg_unregister_kprobe(void *p);
HIDDEN void kimg_arch_rethook_trampoline(void);

/* Gates: 0, or why nothing can be there; other kprobes are missed from now on, or
 * no more. */
HIDDEN int kimg_kprobe_on_func_entry(const void *kp);
HIDDEN void kimg_kprobe_busy(bool busy);

KIMAGE_INLINE struct rethook_node **rethooks_of(void *task)
{
	return (struct rethook_node **)(void *)((char *)task +
						KERN_TASK_RETHOOKS);
}

/* In the list of a task's there is the address of [next]. */
KIMAGE_INLINE struct rethook_node *node_of(struct rethook_node *entry)
{
	return (struct rethook_node *)(void *)((char *)entry -
					       offsetof(struct rethook_node,
							next));
}

/* --- those that wait for a call ------------------------------------------------------- */

KIMAGE_INLINE void put_rethook(struct rethook *rh)
{
	if (!--rh->ref)
		kimg_kfree(rh);
}

KIMAGE_INLINE void recycle(struct rethook_node *node)
{
	struct rethook *rh = node->rethook;

	if (rh->handler) {
		node->next_free = rh->pool;
		rh->pool = node;
		return;
	}
	kimg_kfree(node);
	put_rethook(rh);
}

KIMAGE_DEFINE_INNER(void, rethook_free, struct rethook *rh)
{
	struct rethook_node *node, *next;

	*(void *volatile *)(void *)&rh->handler = NULL;
	for (node = rh->pool; node; node = next) {
		next = node->next_free;
		kimg_kfree(node);
		rh->ref--;
	}
	put_rethook(rh);
}

KIMAGE_INLINE bool add_nodes(struct rethook *rh, int n, size_t data_size)
{
	while (n-- > 0) {
		struct rethook_node *node = kimg___kmalloc(
			sizeof(*node) + data_size, GFP_KERNEL_ZERO);

		if (!node)
			return false;
		node->rethook = rh;
		node->next_free = rh->pool;
		rh->pool = node;
		rh->ref++;
	}
	return true;
}

/* --- the entry --------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(int, pre_handler_kretprobe, struct kretprobe *rp,
		    struct kern_pt_regs *regs)
{
	struct rethook *rh = rp->rh;
	struct rethook_node *node = rh->handler ? rh->pool : NULL, **list;
	uint64_t *stack;

	if (!node) {
		rp->nmissed++;
		return 0;
	}
	rh->pool = node->next_free;
	if (rp->entry_handler && rp->entry_handler(node, regs)) {
		recycle(node);
		return 0;
	}
	stack = (uint64_t *)regs->sp;
	node->ret_addr = *stack;
	node->frame = regs->sp;
	*stack = (uint64_t)(uintptr_t)kimg_arch_rethook_trampoline;
	list = rethooks_of(get_current());
	node->next = *list;
	*list = (struct rethook_node *)(void *)&node->next;
	return 0;
}

/* --- the return -------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(void, kretprobe_rethook_handler, struct rethook_node *node,
		    struct kretprobe *rp, struct kern_pt_regs *regs)
{
	if (!rp->handler)
		return;
	kimg_kprobe_busy(true);
	rp->handler(node, regs);
	kimg_kprobe_busy(false);
}

/* Several probes of one function: the last of them has the address. */
KIMAGE_INLINE struct rethook_node *last_of_frame(struct rethook_node *first)
{
	const uint64_t trampoline =
		(uint64_t)(uintptr_t)kimg_arch_rethook_trampoline;

	for (; first; first = node_of(first)->next)
		if (node_of(first)->ret_addr != trampoline)
			return node_of(first);
	return NULL;
}

KIMAGE_DEFINE_INNER(uint64_t, rethook_trampoline_handler,
		    struct kern_pt_regs *regs, uint64_t frame)
{
	struct rethook_node **list = rethooks_of(get_current());
	struct rethook_node *last = last_of_frame(*list), *at, *next;
	uint64_t back;

	if (!last)
		KIMAGE_BUG("rethook_trampoline_handler",
			   "kernel/trace/rethook.c:300", 0x122);
	back = last->ret_addr;
	regs->ip = back;
	preempt_add(1);
	for (at = *list; at; at = node_of(at)->next) {
		struct rethook *rh = node_of(at)->rethook;

		if (node_of(at)->frame != frame)
			break;
		if (rh->handler)
			rh->handler(node_of(at), rh->data, regs);
		if (node_of(at) == last)
			break;
	}
	at = *list;
	*list = last->next;
	last->next = NULL;
	for (; at; at = next) {
		next = node_of(at)->next;
		recycle(node_of(at));
	}
	preempt_sub(1);
	return back;
}

/* What the trampoline calls; the return address lies above the registers and RBP. */
KIMAGE_DEFINE_INNER(void, arch_rethook_trampoline_callback,
		    struct kern_pt_regs *regs)
{
	uint64_t *slot = (uint64_t *)(void *)(regs + 1) + 1;

	*slot = kimg_rethook_trampoline_handler(regs,
						(uint64_t)(uintptr_t)slot);
}

/* --- registration ------------------------------------------------------------------------ */

KIMAGE_DEFINE(int, register_kretprobe, struct kretprobe *rp)
{
	int err = kimg_kprobe_on_func_entry(rp);

	if (err)
		return err;
	if (rp->data_size > MOST_DATA)
		return ERR_BIG;
	*(const void **)(void *)(rp->kp + PRE_HANDLER) =
		(const void *)kimg_pre_handler_kretprobe;
	*(const void **)(void *)(rp->kp + POST_HANDLER) = NULL;
	if (rp->maxactive <= 0)
		rp->maxactive = LEAST_ACTIVE;
	rp->rh = kimg___kmalloc(sizeof(*rp->rh), GFP_KERNEL_ZERO);
	if (!rp->rh)
		return ERR_NOMEM;
	rp->rh->data = rp;
	rp->rh->handler = kimg_kretprobe_rethook_handler;
	rp->rh->ref = 1;
	err = add_nodes(rp->rh, rp->maxactive, rp->data_size) ? 0 : ERR_NOMEM;
	rp->nmissed = 0;
	if (!err)
		err = kimg_register_kprobe(rp);
	if (!err)
		return 0;
	kimg_rethook_free(rp->rh);
	rp->rh = NULL;
	return err;
}

KIMAGE_DEFINE(void, unregister_kretprobe, struct kretprobe *rp)
{
	kimg_unregister_kprobe(rp);
	kimg_rethook_free(rp->rh);
}

KIMAGE_DEFINE(void, unregister_kretprobes, struct kretprobe **rps, int n)
{
	for (int i = 0; i < n; i++)
		kimg_unregister_kretprobe(rps[i]);
}

KIMAGE_DEFINE(int, register_kretprobes, struct kretprobe **rps, int n)
{
	if (n <= 0)
		return ERR_INVAL;
	for (int i = 0; i < n; i++) {
		int err = kimg_register_kretprobe(rps[i]);

		if (!err)
			continue;
		kimg_unregister_kretprobes(rps, i);
		return err;
	}
	return 0;
}

KIMAGE_DEFINE(void, unregister_kprobes, void **kps, int n)
{
	for (int i = 0; i < n; i++)
		kimg_unregister_kprobe(kps[i]);
}

KIMAGE_DEFINE(int, register_kprobes, void **kps, int n)
{
	if (n <= 0)
		return ERR_INVAL;
	for (int i = 0; i < n; i++) {
		int err = kimg_register_kprobe(kps[i]);

		if (!err)
			continue;
		kimg_unregister_kprobes(kps, i);
		return err;
	}
	return 0;
}
