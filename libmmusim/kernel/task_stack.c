/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task_stack.c - kernel stacks of tasks.
 *
 * The stacks of the last two tasks that ended stay mapped, and the next tasks get
 * them, cleared. Who kept the address of a variable of such a task reads what is
 * left of it, or what another task has there by now; that faults only when others
 * have ended in between. That is so on Linux with CONFIG_VMAP_STACK.
 *
 * Reference: Linux 6.1, kernel/fork.c, alloc_thread_stack_node(),
 * try_release_thread_stack_to_cache().
 */
#include "kernel/task.h"

/* In the last long of a stack: who finds another there, has overrun it. */
#define STACK_END_MAGIC 0x57ac6e9dull

static uint64_t new_stack(struct kern *k)
{
	return kern_vmalloc(k, KERN_THREAD_SIZE, KERN_AREA_STACK,
			    KERN_PAGE_KERNEL);
}

/* On Linux tasks have ended during the boot. */
void kern_stacks_fill(struct kern *k)
{
	for (size_t i = 0; i < KERN_CACHED_STACKS; i++)
		if (!k->cached_stacks[i])
			k->cached_stacks[i] = new_stack(k);
}

static uint64_t take_cached(struct kern *k)
{
	static const char zeroes[KERN_PAGE];
	uint64_t stack = 0;

	for (size_t i = 0; i < KERN_CACHED_STACKS && !stack; i++) {
		stack = k->cached_stacks[i];
		k->cached_stacks[i] = 0;
	}
	for (uint64_t at = 0; stack && at < KERN_THREAD_SIZE; at += KERN_PAGE)
		kern_poke_defined(k, stack + at, zeroes, KERN_PAGE);
	return stack;
}

uint64_t kern_stack_alloc(struct kern *k)
{
	const uint64_t magic = STACK_END_MAGIC;
	uint64_t stack = take_cached(k);

	if (!stack)
		stack = new_stack(k);
	if (!stack)
		return 0;
	kern_poke_defined(k, stack, &magic, sizeof(magic));
	kern_stat_add(k, KERN_NR_KERNEL_STACK_KB, KERN_THREAD_SIZE / 1024);
	return stack;
}

void kern_stack_free(struct kern *k, uint64_t stack)
{
	kern_stat_add(k, KERN_NR_KERNEL_STACK_KB,
		      -(int64_t)(KERN_THREAD_SIZE / 1024));
	for (size_t i = 0; i < KERN_CACHED_STACKS; i++)
		if (!k->cached_stacks[i]) {
			k->cached_stacks[i] = stack;
			return;
		}
	kern_vfree(k, stack);
}

bool kern_stack_end_corrupted(struct kern *k)
{
	uint64_t magic = STACK_END_MAGIC;

	if (!k->panicked && k->current && k->current->stack)
		kern_peek(k, k->current->stack, &magic, sizeof(magic));
	return magic != STACK_END_MAGIC;
}
