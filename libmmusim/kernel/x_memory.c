/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_memory.c - exports that allocate memory.
 *
 * The allocators speak linear addresses; here they become the host pointers
 * that simulated code holds. No memory is NULL on both sides.
 *
 * Reference: Linux 6.1, mm/slab_common.c, mm/util.c, mm/vmalloc.c.
 */
#include <string.h>

#include "kernel/exports.h"
#include "kernel/gfp.h"
#include "kernel/slab.h"

/* The library's view of len bytes in the direct map. */
static void *direct(struct kern *k, uint64_t la, uint64_t len)
{
	return mmu_mem_ptr(k->machine, kern_phys(la), len);
}

static uint64_t result(struct kern_call *call, uint64_t la)
{
	return la ? kern_call_ptr(call, la) : 0;
}

uint64_t kern_x___kmalloc(struct kern_call *call)
{
	return result(call, kern_kmalloc(call->kern, call->arg[0],
					 (unsigned int)call->arg[1]));
}

uint64_t kern_x_kfree(struct kern_call *call)
{
	kern_kfree(call->kern, kern_call_la(call, call->arg[0]));
	return 0;
}

uint64_t kern_x_ksize(struct kern_call *call)
{
	return kern_ksize(call->kern, kern_call_la(call, call->arg[0]));
}

/* A new object with a copy of len bytes at ptr. Return: its address, or 0. */
static uint64_t copy_object(struct kern_call *call, uint64_t ptr, uint64_t len,
			    uint64_t size, unsigned int gfp)
{
	uint64_t la = kern_kmalloc(call->kern, size, gfp);

	if (!la || !len)
		return la;
	/* NULL when it sticks out of RAM, after a kfree() of a bad pointer */
	void *object = direct(call->kern, la, len);
	if (!object || kern_call_read(call, object, ptr, len)) {
		kern_kfree(call->kern, la);
		return 0;
	}
	return la;
}

/* krealloc(p, size, flags): the object stays where it is if it is large
 * enough. */
uint64_t kern_x_krealloc(struct kern_call *call)
{
	uint64_t ptr = call->arg[0], size = call->arg[1];
	uint64_t old = kern_call_la(call, ptr);
	uint64_t have = kern_ksize(call->kern, old);

	if (!size) {
		kern_kfree(call->kern, old);
		return KERN_ZERO_SIZE_PTR;
	}
	if (have >= size)
		return ptr;
	uint64_t la =
		copy_object(call, ptr, have, size, (unsigned int)call->arg[2]);
	if (la)
		kern_kfree(call->kern, old);
	return result(call, la);
}

uint64_t kern_x_kmemdup(struct kern_call *call)
{
	uint64_t len = call->arg[1];

	return result(call, copy_object(call, call->arg[0], len, len,
					(unsigned int)call->arg[2]));
}

uint64_t kern_x_kstrdup(struct kern_call *call)
{
	struct kern *k = call->kern;

	if (!call->arg[0])
		return 0;
	char *text = kern_call_strdup(call, call->arg[0]);
	if (!text)
		return 0;
	uint64_t size = strlen(text) + 1;
	uint64_t la = kern_kmalloc(k, size, (unsigned int)call->arg[1]);
	void *object = la ? direct(k, la, size) : NULL;
	if (object)
		memcpy(object, text, size);
	pool_free(k->pool, text);
	return result(call, la);
}

static uint64_t vmalloc(struct kern_call *call)
{
	return kern_vmalloc(call->kern, call->arg[0], KERN_AREA_VMALLOC,
			    KERN_PAGE_KERNEL);
}

uint64_t kern_x_vmalloc(struct kern_call *call)
{
	return result(call, vmalloc(call));
}

/* Fill the pages of an area that was just made with zeros. */
static void zero_area(struct kern *k, uint64_t la, uint64_t len)
{
	for (uint64_t i = 0; i < len; i += KERN_PAGE) {
		volatile uint64_t *pte =
			mmu_find_entry(k->machine, k->init_pgd, la + i, NULL);

		memset(mmu_mem_ptr(k->machine, *pte & MMU_PTE_ADDR, KERN_PAGE),
		       0, KERN_PAGE);
	}
}

uint64_t kern_x_vzalloc(struct kern_call *call)
{
	uint64_t la = vmalloc(call);

	if (la)
		zero_area(call->kern, la, call->arg[0]);
	return result(call, la);
}

uint64_t kern_x_vfree(struct kern_call *call)
{
	kern_vfree(call->kern, kern_call_la(call, call->arg[0]));
	return 0;
}
