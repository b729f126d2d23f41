/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.c - the windows of a machine: opening, closing, and what is where.
 */
#include <errno.h>
#include <string.h>

#include "mem/limits.h"
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

/* Both may be called by any thread while another one opens a window, so they
 * read what ranges.h protects and not native->window. */
void *mmu_ptr(struct mmu_machine *machine, uint64_t la)
{
	const struct native *native =
		__atomic_load_n(&machine->native, __ATOMIC_ACQUIRE);
	struct ranges_entry found;

	if (!native || !ranges_find(&native->places, la, &found))
		return (void *)(uintptr_t)la;
	return (char *)found.value + (la - found.start);
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
	shown_forget(native, window->host, window->len);
	ranges_remove(&native->places, window->la);
	native_unregister(window);
	host_release(window->host, window->reserved);
	pool_free(native->cpu->machine->pool, window);
	memmove(&native->window[i], &native->window[i + 1],
		(native->n - i - 1) * sizeof(native->window[0]));
	native->n--;
}

static void native_close(struct mmu_machine *machine)
{
	struct native *native = machine->native;

	native_unpin_all(machine);
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
	.pinned = native_pinned,
	.hide = native_hide,
	.forked = native_forked,
	.before_restore = native_before_restore,
	.after_restore = native_after_restore,
	.load_gs = native_load_gs,
};

static struct native *native_create(struct mmu_machine *machine)
{
	struct native *native = pool_zalloc(machine->pool, sizeof(*native));
	const struct tlb_class *small = &machine->cpu[0].tlb.class[0];
	size_t n = tlb_capacity(small->sets, small->ways);

	if (!native)
		return NULL;
	native->cpu = &machine->cpu[0];
	native->max_maps = machine->host_maps / 2; /* each has a gap after it */
	if (hosted_init(native, n))
		goto no_room;
	if (shown_init(native, n))
		goto no_shown;
	native->places.pool = machine->pool;
	host_keep_spare();
	machine->native_ops = &ops;
	native->cpu->native = true;
	native->cpu->host_mode = native->cpu->mode;
	__atomic_store_n(&machine->native, native, __ATOMIC_RELEASE);
	return native;

no_shown:
	pool_free(machine->pool, native->hosted);
	pool_free(machine->pool, native->merged);
no_room:
	pool_free(machine->pool, native);
	return NULL;
}

static bool misaligned(uint64_t value)
{
	return value & (PAGE - 1);
}

/* What is wrong with it; NULL if nothing. */
static const char *fault_of(const struct mmu_machine *machine,
			    const struct mmu_window_config *config)
{
	uint64_t last = config->la + (config->len - 1);

	if (config->size != sizeof(*config))
		return "size is not that of struct mmu_window_config";
	if (misaligned(config->la))
		return "la is no multiple of 4096";
	if (misaligned(config->len) || !config->len)
		return "len is 0 or no multiple of 4096";
	if (misaligned(config->pa))
		return "pa is no multiple of 4096";
	if (misaligned(config->host_lo))
		return "host_lo is no multiple of 4096";
	if (config->align & (config->align - 1) ||
	    (config->align && config->align < PAGE))
		return "align is no power of two, or less than 4096";
	if (last < config->la || (config->la ^ last) >> 63 ||
	    !mmu_is_canonical(config->la, machine->levels) ||
	    !mmu_is_canonical(last, machine->levels))
		return "the range has non-canonical addresses";
	return NULL;
}

static int check_config(const struct mmu_machine *machine,
			const struct mmu_window_config *config)
{
	const char *wrong = fault_of(machine, config);

	return wrong ? mem_errorf(-EINVAL,
				  "a window of 0x%llx bytes at "
				  "0x%llx: %s",
				  (unsigned long long)config->len,
				  (unsigned long long)config->la, wrong) :
		       0;
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

static int make_room(struct native *native)
{
	size_t room = native->room ? 2 * native->room : 8;
	struct window **array;

	if (native->n < native->room)
		return 0;
	array = pool_realloc(native->cpu->machine->pool, native->window,
			     room * sizeof(array[0]));
	if (!array)
		return -ENOMEM;
	native->window = array;
	native->room = room;
	return 0;
}

static int add_window(struct native *native, struct window *window)
{
	struct ranges_entry range = {window->la, window->len, window->host,
				     native->cpu};
	size_t i = native_window_from(native, window->la);
	int err = make_room(native);

	if (!err)
		err = ranges_add(&native->places, &range);
	if (err)
		return err;
	memmove(&native->window[i + 1], &native->window[i],
		(native->n - i) * sizeof(native->window[0]));
	native->window[i] = window;
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

/*
 * With a page or more behind the window that belongs to none, so that code that
 * runs over its end does not come to the next one; whole alignment units, so
 * that the next one fits below. There may be no room for it within bounds.
 */
static uint64_t with_guard(uint64_t len, uint64_t align)
{
	return (len + PAGE + align - 1) & ~(align - 1);
}

/* Nothing within the bounds is no shortage of the host. */
static int no_range(const struct window *window,
		    const struct mmu_window_config *config)
{
	if (config->host_hi)
		return mem_error(-ENOSPC,
				 "cannot have a window: all host addresses "
				 "between host_lo and host_hi are in use, or "
				 "these are too close together");
	mem_error_host(-ENOMEM, "the addresses of a window", MEM_ADDRESSES,
		       window->reserved);
	return -ENOSPC;
}

static int place_window(struct native *native, struct window *window,
			const struct mmu_window_config *config)
{
	uint64_t align = choose_align(config);
	int err;

	window->reserved = config->host_hi ? config->len :
					     with_guard(config->len, align);
	window->host = host_reserve(window->reserved, align, config->hint,
				    config->host_lo, config->host_hi);
	if (!window->host)
		return no_range(window, config);
	if (window->identity) {
		err = native_map_identity(window);
		if (err) {
			mem_error_host(err, "the memory of a window",
				       MEM_MAPPING, window->len);
			goto no_memory;
		}
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
	host_release(window->host, window->reserved);
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
		return mem_errorf(-EEXIST,
				  "a window of 0x%llx bytes at "
				  "0x%llx overlaps another one",
				  (unsigned long long)config->len,
				  (unsigned long long)config->la);
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

static int check_and_open(struct mmu_machine *machine,
			  const struct mmu_window_config *config)
{
	int err = check_config(machine, config);

	if (machine->lost)
		return mem_error(-EOWNERDEAD, machine->lost);
	if (!err &&
	    (machine->mem.fd < 0 || machine->disabled & MMU_FEATURE_TLB))
		err = -ENOTSUP;
	if (err)
		return err;
	err = native_enter();
	if (err)
		return mem_error_host(err, "the stacks of a thread", MEM_DATA,
				      2 * NATIVE_STACK_SIZE);
	err = cpu_lock(&machine->cpu[0].lock);
	if (err)
		return err;
	err = open_window(machine, config);
	cpu_unlock(&machine->cpu[0].lock);
	return err;
}

int mmu_window_open(struct mmu_machine *machine,
		    const struct mmu_window_config *config)
{
	mem_error_begin();
	return mem_error_end(check_and_open(machine, config));
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
