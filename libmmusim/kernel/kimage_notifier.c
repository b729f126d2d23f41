/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_notifier.c - notifier chains, as code of the kernel image, so that
 * what modules register is called, and faults, where a trace would show it.
 *
 *   struct notifier_block          00 call  08 next  10 priority
 *   struct atomic_notifier_head    00 lock  08 first
 *   struct blocking_notifier_head  00 a semaphore  28 first
 *   struct raw_notifier_head       00 first
 *
 * The kernel's own chains lie in its data: struct image_data in image_data.h.
 *
 * Reference: Linux 6.1, kernel/notifier.c, kernel/reboot.c.
 */
#include "kernel/kimage_data.h"
#include "kernel/kimage_sync.h"

#define INLINE		    static inline __attribute__((always_inline))
#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

enum { ERR_NOENT = -2, ERR_BUSY = -16, ERR_EXIST = -17 };
enum { MODULE_STATE_COMING = 1, MODULE_STATE_GOING = 2 };
enum { NOTIFY_OK = 1, STOP_MASK = 0x8000 };

typedef struct notifier_block block;
typedef struct atomic_notifier_head atomic_head;
typedef struct blocking_notifier_head blocking_head;

struct raw_notifier_head {
	block *first;
};

HIDDEN void kimg_down_read(void *sem);
HIDDEN void kimg_up_read(void *sem);
HIDDEN void kimg_down_write(void *sem);
HIDDEN void kimg_up_write(void *sem);
/* Says so, as one of these would. */
HIDDEN void kimg_notifier_twice(void *call, enum kern_notifier_register how);

/* --- chains ----------------------------------------------------------------------- */

KIMAGE_TEXT int kimg_notifier_chain_register(block **at, block *new,
					     bool unique,
					     enum kern_notifier_register how)
	__attribute__((visibility("hidden")));
int kimg_notifier_chain_register(block **at, block *new, bool unique,
				 enum kern_notifier_register how)
{
	for (; *at; at = &(*at)->next) {
		if (*at == new) {
			kimg_notifier_twice((void *)new->call, how);
			return ERR_EXIST;
		}
		if (new->priority > (*at)->priority)
			break;
		if (new->priority == (*at)->priority && unique)
			return ERR_BUSY;
	}
	new->next = *at;
	*at = new;
	return 0;
}

INLINE int chain_unregister(block **at, const block *old)
{
	for (; *at; at = &(*at)->next) {
		if (*at != old)
			continue;
		*at = old->next;
		return 0;
	}
	return ERR_NOENT;
}

KIMAGE_TEXT int kimg_notifier_call_chain(block **first, unsigned long val,
					 void *data, int max, int *called)
	__attribute__((visibility("hidden")));
int kimg_notifier_call_chain(block **first, unsigned long val, void *data,
			     int max, int *called)
{
	block *at = *first;
	int result = 0;

	while (at && max--) {
		block *next = at->next;

		result = at->call(at, val, data);
		if (called)
			++*called;
		if (result & STOP_MASK)
			break;
		at = next;
	}
	return result;
}

/* When one says no, those who had said yes hear of the other value. */
INLINE int call_robust(block **first, unsigned long up, unsigned long down,
		       void *data)
{
	int called = 0;
	int result = kimg_notifier_call_chain(first, up, data, -1, &called);

	if (result & STOP_MASK)
		kimg_notifier_call_chain(first, down, data, called - 1, NULL);
	return result;
}

/* Names in traces. */
static struct kimage_symbol kimage_sym_chain[2] __attribute__((
	section("kimage_syms"), used, aligned(8))) = {
	{"notifier_chain_register", (const void *)kimg_notifier_chain_register,
	 0},
	{"notifier_call_chain", (const void *)kimg_notifier_call_chain, 0},
};

/* --- atomic ------------------------------------------------------------------------ */

EXPORTED(int, atomic_notifier_chain_register)(atomic_head *head, block *new);
EXPORTED(int, atomic_notifier_chain_register)(atomic_head *head, block *new)
{
	return kimg_notifier_chain_register(&head->first, new, false,
					    KERN_NOTIFIER_ATOMIC);
}
KIMAGE_EXPORT(atomic_notifier_chain_register);

EXPORTED(int, atomic_notifier_chain_register_unique_prio)
(atomic_head *head, block *new);
EXPORTED(int, atomic_notifier_chain_register_unique_prio)
(atomic_head *head, block *new)
{
	return kimg_notifier_chain_register(&head->first, new, true,
					    KERN_NOTIFIER_ATOMIC_UNIQUE);
}
KIMAGE_EXPORT(atomic_notifier_chain_register_unique_prio);

EXPORTED(int, atomic_notifier_chain_unregister)(atomic_head *head, block *old);
EXPORTED(int, atomic_notifier_chain_unregister)(atomic_head *head, block *old)
{
	return chain_unregister(&head->first, old);
}
KIMAGE_EXPORT(atomic_notifier_chain_unregister);

EXPORTED(int, atomic_notifier_call_chain)
(atomic_head *head, unsigned long val, void *data);
EXPORTED(int, atomic_notifier_call_chain)
(atomic_head *head, unsigned long val, void *data)
{
	return kimg_notifier_call_chain(&head->first, val, data, -1, NULL);
}
KIMAGE_EXPORT(atomic_notifier_call_chain);

/* --- blocking ---------------------------------------------------------------------- */

INLINE int blocking_register(blocking_head *head, block *new, bool unique)
{
	int result;

	kimg_down_write(head->sem);
	result = kimg_notifier_chain_register(&head->first, new, unique,
					      KERN_NOTIFIER_BLOCKING);
	kimg_up_write(head->sem);
	return result;
}

EXPORTED(int, blocking_notifier_chain_register)
(blocking_head *head, block *new);
EXPORTED(int, blocking_notifier_chain_register)
(blocking_head *head, block *new)
{
	return blocking_register(head, new, false);
}
KIMAGE_EXPORT(blocking_notifier_chain_register);

EXPORTED(int, blocking_notifier_chain_register_unique_prio)
(blocking_head *head, block *new);
EXPORTED(int, blocking_notifier_chain_register_unique_prio)
(blocking_head *head, block *new)
{
	return blocking_register(head, new, true);
}
KIMAGE_EXPORT(blocking_notifier_chain_register_unique_prio);

EXPORTED(int, blocking_notifier_chain_unregister)
(blocking_head *head, block *old);
EXPORTED(int, blocking_notifier_chain_unregister)
(blocking_head *head, block *old)
{
	int result;

	kimg_down_write(head->sem);
	result = chain_unregister(&head->first, old);
	kimg_up_write(head->sem);
	return result;
}
KIMAGE_EXPORT(blocking_notifier_chain_unregister);

EXPORTED(int, blocking_notifier_call_chain)
(blocking_head *head, unsigned long val, void *data);
EXPORTED(int, blocking_notifier_call_chain)
(blocking_head *head, unsigned long val, void *data)
{
	int result;

	if (!head->first)
		return 0;
	kimg_down_read(head->sem);
	result = kimg_notifier_call_chain(&head->first, val, data, -1, NULL);
	kimg_up_read(head->sem);
	return result;
}
KIMAGE_EXPORT(blocking_notifier_call_chain);

EXPORTED(int, blocking_notifier_call_chain_robust)
(blocking_head *head, unsigned long up, unsigned long down, void *data);
EXPORTED(int, blocking_notifier_call_chain_robust)
(blocking_head *head, unsigned long up, unsigned long down, void *data)
{
	int result;

	if (!head->first)
		return 0;
	kimg_down_read(head->sem);
	result = call_robust(&head->first, up, down, data);
	kimg_up_read(head->sem);
	return result;
}
KIMAGE_EXPORT(blocking_notifier_call_chain_robust);

/* --- raw: the caller locks ---------------------------------------------------------- */

EXPORTED(int, raw_notifier_chain_register)
(struct raw_notifier_head *head, block *new);
EXPORTED(int, raw_notifier_chain_register)
(struct raw_notifier_head *head, block *new)
{
	return kimg_notifier_chain_register(&head->first, new, false,
					    KERN_NOTIFIER_RAW);
}
KIMAGE_EXPORT(raw_notifier_chain_register);

EXPORTED(int, raw_notifier_chain_unregister)
(struct raw_notifier_head *head, block *old);
EXPORTED(int, raw_notifier_chain_unregister)
(struct raw_notifier_head *head, block *old)
{
	return chain_unregister(&head->first, old);
}
KIMAGE_EXPORT(raw_notifier_chain_unregister);

EXPORTED(int, raw_notifier_call_chain)
(struct raw_notifier_head *head, unsigned long val, void *data);
EXPORTED(int, raw_notifier_call_chain)
(struct raw_notifier_head *head, unsigned long val, void *data)
{
	return kimg_notifier_call_chain(&head->first, val, data, -1, NULL);
}
KIMAGE_EXPORT(raw_notifier_call_chain);

EXPORTED(int, raw_notifier_call_chain_robust)
(struct raw_notifier_head *head, unsigned long up, unsigned long down,
 void *data);
EXPORTED(int, raw_notifier_call_chain_robust)
(struct raw_notifier_head *head, unsigned long up, unsigned long down,
 void *data)
{
	return call_robust(&head->first, up, down, data);
}
KIMAGE_EXPORT(raw_notifier_call_chain_robust);

/* --- the kernel's own chains --------------------------------------------------------- */

EXPORTED(int, register_die_notifier)(block *new);
EXPORTED(int, register_die_notifier)(block *new)
{
	return kimg_notifier_chain_register(&image_data()->die_chain.first, new,
					    false, KERN_NOTIFIER_DIE);
}
KIMAGE_EXPORT(register_die_notifier);

EXPORTED(int, unregister_die_notifier)(block *old);
EXPORTED(int, unregister_die_notifier)(block *old)
{
	return kimg_atomic_notifier_chain_unregister(&image_data()->die_chain,
						     old);
}
KIMAGE_EXPORT(unregister_die_notifier);

EXPORTED(int, register_reboot_notifier)(block *new);
EXPORTED(int, register_reboot_notifier)(block *new)
{
	return kimg_blocking_notifier_chain_register(
		&image_data()->reboot_notifier_list, new);
}
KIMAGE_EXPORT(register_reboot_notifier);

EXPORTED(int, unregister_reboot_notifier)(block *old);
EXPORTED(int, unregister_reboot_notifier)(block *old)
{
	return kimg_blocking_notifier_chain_unregister(
		&image_data()->reboot_notifier_list, old);
}
KIMAGE_EXPORT(unregister_reboot_notifier);

EXPORTED(int, register_module_notifier)(block *new);
EXPORTED(int, register_module_notifier)(block *new)
{
	return kimg_blocking_notifier_chain_register(
		&image_data()->module_notify_list, new);
}
KIMAGE_EXPORT(register_module_notifier);

EXPORTED(int, unregister_module_notifier)(block *old);
EXPORTED(int, unregister_module_notifier)(block *old)
{
	return kimg_blocking_notifier_chain_unregister(
		&image_data()->module_notify_list, old);
}
KIMAGE_EXPORT(unregister_module_notifier);

/* --- what the image calls ------------------------------------------------------------ */

/* The functions that the library calls: notify.c. */
#define CALLED(ret, name)                                                     \
	static struct kimage_symbol kimage_sym_##name                         \
		__attribute__((section("kimage_syms"), used, aligned(8))) = { \
			#name, (const void *)kimg_##name, 0};                 \
	KIMAGE_TEXT __attribute__((visibility("hidden"))) ret kimg_##name

KIMAGE_TEXT int kimg_notify_die(unsigned long val, void *args)
	__attribute__((visibility("hidden")));
CALLED(int, notify_die)(unsigned long val, void *args)
{
	return kimg_atomic_notifier_call_chain(&image_data()->die_chain, val,
					       args);
}

KIMAGE_TEXT int kimg_notify_panic(void *why)
	__attribute__((visibility("hidden")));
CALLED(int, notify_panic)(void *why)
{
	return kimg_atomic_notifier_call_chain(
		&image_data()->panic_notifier_list, 0, why);
}

/* notifier_to_errno() */
INLINE int to_errno(int result)
{
	result &= ~STOP_MASK;
	return result > NOTIFY_OK ? NOTIFY_OK - result : 0;
}

/* Of a module that lives, or goes. */
KIMAGE_TEXT int kimg_notify_module(void *module, unsigned long state)
	__attribute__((visibility("hidden")));
CALLED(int, notify_module)(void *module, unsigned long state)
{
	return kimg_blocking_notifier_call_chain(
		&image_data()->module_notify_list, state, module);
}

/* Of one that comes: those who hear of it may refuse it. */
KIMAGE_TEXT int kimg_prepare_coming_module(void *module)
	__attribute__((visibility("hidden")));
CALLED(int, prepare_coming_module)(void *module)
{
	return to_errno(kimg_blocking_notifier_call_chain_robust(
		&image_data()->module_notify_list, MODULE_STATE_COMING,
		MODULE_STATE_GOING, module));
}
