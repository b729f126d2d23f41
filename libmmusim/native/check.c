/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check.c - do windows keep their invariants? They are stated in resident.c. */
#include "mem/bug.h"
#include "native/window.h"

/**
 * struct check - what native_check() found so far
 */
struct check {
	const struct mmu_machine *machine;
	bool ok;
};

static void check_entry(struct tlb_entry *entry, void *arg)
{
	struct check *check = arg;
	const struct native *native = check->machine->native;
	size_t i = native_window_from(native, tlb_start(entry));
	struct native_piece piece;

	if (!entry->hosted)
		return;
	if (!entry->global && entry->pcid != native->cpu->pcid) {
		mmu_bug("window: a page of another address space is resident");
		check->ok = false;
	} else if (i == native->n ||
		   !native_intersect(native->window[i], tlb_start(entry),
				     native_last(entry), &piece)) {
		mmu_bug("window: a page that no window shows is resident");
		check->ok = false;
	} else if (!native->cpu->mode_stale &&
		   entry->host_prot &
			   ~native_rights(native->cpu, entry, MMU_FETCH)) {
		mmu_bug("window: the host allows more than the TLB at %#llx",
			(unsigned long long)tlb_start(entry));
		check->ok = false;
	}
}

bool native_check(const struct mmu_machine *machine)
{
	struct native *native = machine->native;
	struct check check = {machine, true};

	if (!native)
		return true;
	for (size_t i = 0; i < native->n; i++) {
		const struct window *window = native->window[i];
		uint64_t last = window->la + (window->len - 1);

		if ((i + 1 < native->n && native->window[i + 1]->la <= last) ||
		    window->lo > window->hi || window->hi > window->len) {
			mmu_bug("window: window %zu is out of order", i);
			return false;
		}
	}
	tlb_each(&native->cpu->tlb, check_entry, &check);
	return hosted_check(native) && check.ok;
}
