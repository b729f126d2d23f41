/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_mm.c - exports that concern the current task's address space, and the
 * kernel's tables.
 *
 * Reference: Linux 6.1, mm/util.c, vm_mmap(); mm/memory.c, access_process_vm(); arch/x86/mm/pat/set_memory.c,
 * lookup_address().
 */
#include <errno.h>

#include "kernel/exports.h"
#include "kernel/mm.h"
#include "kernel/sim.h"
#include "kernel/task.h"

static struct kern_mm *current_mm(struct kern *k)
{
	return k->current ? k->current->mm : NULL;
}

/* unsigned long vm_mmap(file, addr, len, prot, flag, offset); simplified: no
 * files, of which modules have none. */
uint64_t kern_x_vm_mmap(struct kern_call *call)
{
	struct kern_mm *mm = current_mm(call->kern);
	uint64_t offset = call->arg[5];

	if (!mm || call->arg[0])
		return (uint64_t)-EINVAL;
	if (offset + call->arg[2] < offset || offset % KERN_PAGE)
		return (uint64_t)-EINVAL;
	return (uint64_t)kern_mmap(mm, call->arg[1], call->arg[2],
				   (int)call->arg[3], (int)call->arg[4], NULL,
				   offset);
}

/* int vm_munmap(start, len) */
uint64_t kern_x_vm_munmap(struct kern_call *call)
{
	struct kern_mm *mm = current_mm(call->kern);

	if (!mm)
		return (uint64_t)-EINVAL;
	return (uint64_t)kern_munmap(mm, kern_call_la(call, call->arg[0]),
				     call->arg[1]);
}

#define FOLL_WRITE 1

/* One piece, between the caller's buffer and the address space. */
static bool copy_piece(struct kern_call *call, struct kern_mm *mm, uint64_t la,
		       uint64_t ptr, size_t len, bool write)
{
	char piece[256];

	if (write)
		return !kern_call_read(call, piece, ptr, len) &&
		       !kern_access_vm(mm, la, piece, len, true);
	return !kern_access_vm(mm, la, piece, len, false) &&
	       !kern_call_write(call, ptr, piece, len);
}

/* int access_process_vm(task, addr, buf, len, gup_flags): how many bytes were
 * copied. Simplified: FOLL_FORCE changes nothing. */
uint64_t kern_x_access_process_vm(struct kern_call *call)
{
	const struct kern_task *task = kern_task_at(call->kern, call->arg[0]);
	uint64_t la = kern_call_la(call, call->arg[1]);
	uint64_t len = (uint32_t)call->arg[3], done = 0;

	if (!task || !task->mm)
		return 0;
	while (done < len) {
		uint64_t n = 256 - (la + done) % 256;

		if (n > len - done)
			n = len - done;
		if (!copy_piece(call, task->mm, la + done, call->arg[2] + done,
				n, call->arg[4] & FOLL_WRITE))
			break;
		done += n;
	}
	return done;
}

/* pte_t *lookup_address(address, unsigned int *level): the lowest entry that
 * there is for it, in the direct map. */
uint64_t kern_x_lookup_address(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t la = kern_call_la(call, call->arg[0]);
	uint64_t table = k->init_pgd & MMU_PTE_ADDR, at = 0;
	uint32_t level = 4;

	for (;; level--) {
		volatile uint64_t *entry;

		at = table + 8 * (la >> (12 + 9 * (level - 1)) & 511);
		entry = mmu_mem_ptr(k->machine, at, sizeof(*entry));
		if (!entry || (level > 1 && !*entry))
			return 0;
		if (level == 1 || !(*entry & MMU_PTE_P) ||
		    (level < 4 && *entry & MMU_PTE_PS))
			break;
		table = *entry & MMU_PTE_ADDR;
	}
	if (kern_call_write(call, call->arg[1], &level, sizeof(level)))
		return 0;
	return kern_host(k, kern_virt(at));
}
