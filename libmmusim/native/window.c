/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.c - the windows of a machine: opening, closing, and what is where.
 */
#include <errno.h>
#include <string.h>

#include "native/host.h"
#include "native/native.h"

#define PAGE	  MMU_PAGE_SIZE
#define MAX_ALIGN (2ull << 20)

/* --- linear addresses and host addresses ------------------------------------ */

size_t native_window_from(const struct native *native, uint64_t la)
{
	size_t lo = 0, hi = native->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct window *window = native->window[mid];

		if (window->la + (window->len - 1) < la)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct window *window_of(const struct native *native, uint64_t la)
{
	size_t i = native ? native_window_from(native, la) : 0;

	if (!native || i == native->n || native->window[i]->la > la)
		return NULL;
	return native->window[i];
}

void *mmu_ptr(struct mmu_machine *machine, uint64_t la)
{
	struct window *window = window_of(machine->native, la);

	if (!window)
		return (void *)(uintptr_t)la;
	return window->host + (la - window->la);
}

uint64_t mmu_la(struct mmu_machine *machine, const void *ptr)
{
	uint64_t host = (uint64_t)(uintptr_t)ptr;
	struct window *window = native_window_at(host);

	if (!window || window->cpu->machine != machine)
		return host;
	return native_lift(window, host);
}

bool native_intersect(const struct window *window, uint64_t la, uint64_t last,
		      struct native_piece *piece)
{
	uint64_t window_last = window->la + (window->len - 1);

	if (last < window->la || la > window_last)
		return false;
	piece->start = la > window->la ? la - window->la : 0;
	piece->end = (last < window_last ? last : window_last) - window->la + 1;
	return true;
}

/* --- opening and closing --------------------------------------------------- */

void native_close_window(struct native *native, size_t i)
{
	struct window *window = native->window[i];

	native_drop(native->cpu, window->la, window->len);
	native_unregister(window);
	host_release(window->host, window->len);
	pool_free(native->cpu->machine->pool, window);
	memmove(&native->window[i], &native->window[i + 1],
		(native->n - i - 1) * sizeof(native->window[0]));
	native->n--;
}

static void native_close(struct mmu_machine *machine)
{
	struct native *native = machine->native;

	while (native->n)
		native_close_window(native, native->n - 1);
	machine->native = NULL;
}

static const struct cpu_native_ops ops = {
	.drop = native_drop,
	.flush = native_flush,
	.sync = native_sync,
	.enter = native_enter,
	.close = native_close,
	.save = native_save,
	.lost = native_lost,
	.before_restore = native_before_restore,
	.after_restore = native_after_restore,
};

static size_t tlb_capacity(const struct tlb *tlb)
{
	size_t n = 0;

	for (unsigned int i = 0; i < TLB_CLASSES; i++)
		n += (size_t)tlb->class[i].sets * tlb->class[i].ways;
	return n;
}

static struct native *native_create(struct mmu_machine *machine)
{
	struct native *native = pool_zalloc(machine->pool, sizeof(*native));
	size_t n = tlb_capacity(&machine->cpu[0].tlb);

	if (!native)
		return NULL;
	native->cpu = &machine->cpu[0];
	native->scratch =
		pool_alloc(machine->pool, n * sizeof(native->scratch[0]));
	if (!native->scratch) {
		pool_free(machine->pool, native);
		return NULL;
	}
	machine->native = native;
	machine->native_ops = &ops;
	native->cpu->native = true;
	native->cpu->host_mode = native->cpu->mode;
	return native;
}

static bool misaligned(uint64_t value)
{
	return value & (PAGE - 1);
}

static int check_config(const struct mmu_machine *machine,
			const struct mmu_window_config *config)
{
	uint64_t last = config->la + (config->len - 1);

	if (config->size != sizeof(*config) || misaligned(config->la) ||
	    misaligned(config->len) || !config->len || last < config->la ||
	    misaligned(config->pa) || misaligned(config->host_lo) ||
	    config->align & (config->align - 1) ||
	    (config->align && config->align < PAGE))
		return -EINVAL;
	if (!mmu_is_canonical(config->la, machine->levels) ||
	    !mmu_is_canonical(last, machine->levels) ||
	    (config->la ^ last) >> 63) /* from one half to the other */
		return -EINVAL;
	return 0;
}

/* Align as the linear address is, so that large pages fit. */
static uint64_t choose_align(const struct mmu_window_config *config)
{
	uint64_t align = MAX_ALIGN;

	if (config->align)
		return config->align;
	while (align > PAGE &&
	       (config->la & (align - 1) || config->len < align))
		align >>= 1;
	return align;
}

static int add_window(struct native *native, struct window *window)
{
	struct mmu_machine *machine = native->cpu->machine;
	size_t i = native_window_from(native, window->la);
	struct window **array;

	array = pool_realloc(machine->pool, native->window,
			     (native->n + 1) * sizeof(array[0]));
	if (!array)
		return -ENOMEM;
	native->window = array;
	memmove(&array[i + 1], &array[i], (native->n - i) * sizeof(array[0]));
	array[i] = window;
	native->n++;
	return 0;
}

static bool overlaps(const struct native *native, uint64_t la, uint64_t len)
{
	size_t i = native_window_from(native, la);
	struct native_piece piece;

	return i < native->n &&
	       native_intersect(native->window[i], la, la + (len - 1), &piece);
}

static int place_window(struct native *native, struct window *window,
			const struct mmu_window_config *config)
{
	int err;

	window->host = host_reserve(config->len, choose_align(config),
				    config->hint, config->host_lo,
				    config->host_hi);
	if (!window->host)
		return -ENOSPC;
	if (window->identity) {
		err = native_map_identity(window);
		if (err)
			goto no_memory;
	}
	err = native_register(window);
	if (err)
		goto no_memory;
	err = add_window(native, window);
	if (err)
		goto no_room;
	return 0;

no_room:
	native_unregister(window);
no_memory:
	host_release(window->host, window->len);
	return err;
}

/* With the CPU's lock held: other threads may fault in other windows. */
static int open_window(struct mmu_machine *machine,
		       const struct mmu_window_config *config)
{
	struct native *native = machine->native;
	struct window *window;
	int err;

	if (!native)
		native = native_create(machine);
	if (!native)
		return -ENOMEM;
	if (overlaps(native, config->la, config->len))
		return -EEXIST;
	window = pool_zalloc(machine->pool, sizeof(*window));
	if (!window)
		return -ENOMEM;
	*window = (struct window){.cpu = native->cpu,
				  .la = config->la,
				  .len = config->len,
				  .identity = config->identity,
				  .pa = config->pa};
	err = place_window(native, window, config);
	if (err)
		pool_free(machine->pool, window);
	return err;
}

int mmu_window_open(struct mmu_machine *machine,
		    const struct mmu_window_config *config)
{
	int err = check_config(machine, config);

	if (!err &&
	    (machine->mem.fd < 0 || machine->disabled & MMU_FEATURE_TLB))
		err = -ENOTSUP;
	if (!err)
		err = native_enter();
	if (err)
		return err;
	err = cpu_lock(&machine->cpu[0].lock);
	if (err)
		return err;
	err = open_window(machine, config);
	cpu_unlock(&machine->cpu[0].lock);
	return err;
}

int mmu_window_close(struct mmu_machine *machine, uint64_t la)
{
	struct native *native = machine->native;
	struct window *window;
	int err = cpu_lock(&machine->cpu[0].lock);

	if (err)
		return err;
	err = -ENOENT;
	window = window_of(native, la);
	if (window && window->la == la) {
		native_close_window(native, native_window_from(native, la));
		err = 0;
	}
	cpu_unlock(&machine->cpu[0].lock);
	return err;
}
