/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pin.c - memory in windows for any call of the host: see mmu_pin().
 *
 *   window    | p0 | p1 | p2 |      changes as ever
 *                |    |    |
 *   RAM       .. f7 . f3 . f4 ..    pinned
 *                |    |    |
 *   view      | f7 | f3 | f4 |      stays
 *
 * Were the window itself kept accessible instead, then code in it would go on
 * to use translations that its TLB does not hold any more.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "cpu/mutex.h"
#include "mem/bug.h"
#include "mem/limits.h"
#include "native/grab.h"
#include "native/host.h"
#include "native/native.h"

#define PAGE MMU_PAGE_SIZE

/**
 * struct pin - one pin
 * @pinned: what mmu_pin() gave
 * @view:   NULL: ordinary memory
 * @prot:   of the view
 * @forks:  see struct grab
 */
struct pin {
	struct grab_memory memory; /* must come first */
	struct pin *next;
	char *pinned;
	char *view;
	size_t view_len;
	int prot;
	const struct mmu_machine *machine;
	unsigned int forks;
	size_t nruns;
	struct grab_run run[];
};

/* Of all machines. They are few, and none is made in the signal handler. */
static pthread_mutex_t mutex = CPU_MUTEX;
static struct pin *pins;

void native_lock_pins(bool yes)
{
	if (yes)
		pthread_mutex_lock(&mutex);
	else
		cpu_mutex_unlock(&mutex);
}

static void release(struct pin *pin)
{
	struct grab held = {
		.run = pin->run, .nruns = pin->nruns, .forks = pin->forks};

	if (pin->view)
		host_view_destroy(pin->view, pin->view_len);
	ungrab(&held);
	free(pin);
}

/* The frames of a run as a part of the memory file. */
static struct host_part part_of(const struct grab_run *run)
{
	const struct mem *mem = &run->cpu->machine->mem;
	const struct mem_region *region = mem_region_of(mem, run->pa);
	uint64_t first = run->pa & ~(PAGE - 1);
	uint64_t end = (run->pa + run->len + PAGE - 1) & ~(PAGE - 1);

	return (struct host_part){region->offset + (first - region->pa),
				  end - first};
}

static int make_view(struct pin *pin)
{
	const struct grab_run *run = pin->run;
	struct host_part *part = malloc(pin->nruns * sizeof(*part));

	if (!part)
		return mem_error_host(-ENOMEM, "the list of a pin's frames",
				      MEM_DATA, pin->nruns * sizeof(*part));
	for (size_t i = 0; i < pin->nruns; i++) {
		part[i] = part_of(&run[i]);
		pin->view_len += part[i].len;
	}
	pin->view = host_view_create(run->cpu->machine->mem.fd, part,
				     pin->nruns, pin->prot);
	free(part);
	if (!pin->view)
		return mem_error_host(-errno, "a view of the pinned frames",
				      MEM_ADDRESSES, pin->view_len);
	pin->pinned = pin->view + (run->pa & (PAGE - 1));
	return 0;
}

/* For memory in a window it must know the runs. */
static struct pin *pin_create(struct grab_part *part)
{
	size_t most = part->window ? part->room / PAGE + 2 : 0;
	struct pin *pin = grab_alloc(sizeof(*pin) + most * sizeof(pin->run[0]));

	if (!pin) {
		mem_error_host(-ENOMEM, "the list of a pin's frames", MEM_DATA,
			       most * sizeof(pin->run[0]));
		return NULL;
	}
	pin->pinned = part->ptr;
	return pin;
}

/* Memory in a window. Bytes, or -errno. */
static ssize_t pin_part(struct pin *pin, struct grab_part *part,
			unsigned int how)
{
	struct grab request = {.part = part,
			       .nparts = 1,
			       .how = how,
			       .memory = &pin->memory,
			       .run = pin->run,
			       .room = part->room / PAGE + 2};
	int err;

	grab(&request);
	if (request.error)
		return request.error;
	pin->nruns = request.nruns;
	pin->forks = request.forks;
	pin->machine = part->window->cpu->machine;
	pin->prot = how == MMU_WRITE ? PROT_READ | PROT_WRITE : PROT_READ;
	err = make_view(pin);
	return err ? err : (ssize_t)request.bytes;
}

static ssize_t pin_range(const void *ptr, size_t len, unsigned int how,
			 void **pinned)
{
	struct grab_part part = grab_part_of(ptr, len);
	struct pin *pin;
	ssize_t result;

	if (!len || len > SIZE_MAX / 2 || !pinned ||
	    (how != MMU_READ && how != MMU_WRITE))
		return -EINVAL;
	result = native_enter();
	if (result)
		return result;
	pin = pin_create(&part);
	if (!pin)
		return -ENOMEM;
	result = part.window ? pin_part(pin, &part, how) : (ssize_t)len;
	if (result < 0) {
		release(pin);
		return result;
	}
	pthread_mutex_lock(&mutex);
	pin->next = pins;
	pins = pin;
	pthread_mutex_unlock(&mutex);
	*pinned = pin->pinned;
	return result;
}

ssize_t mmu_pin(const void *ptr, size_t len, unsigned int how, void **pinned)
{
	ssize_t result;

	mem_error_begin();
	result = pin_range(ptr, len, how, pinned);
	if (result < 0)
		mem_error_end((int)result);
	return result;
}

/* Take the first pin that fits out of the list; NULL when there is none. */
static struct pin *take_out(const void *pinned,
			    const struct mmu_machine *machine)
{
	struct pin **at = &pins, *pin;

	pthread_mutex_lock(&mutex);
	while (*at &&
	       (machine ? (*at)->machine != machine : (*at)->pinned != pinned))
		at = &(*at)->next;
	pin = *at;
	if (pin)
		*at = pin->next;
	pthread_mutex_unlock(&mutex);
	return pin;
}

void mmu_unpin(void *pinned)
{
	struct pin *pin = take_out(pinned, NULL);

	if (pin)
		release(pin);
	else
		mmu_bug("mmu_unpin: nothing is pinned at %p", pinned);
}

bool native_pinned(const struct mmu_machine *machine)
{
	const struct pin *pin;

	pthread_mutex_lock(&mutex);
	for (pin = pins; pin && pin->machine != machine;)
		pin = pin->next;
	pthread_mutex_unlock(&mutex);
	return pin != NULL;
}

/* What the parent pinned is its own; the pointers stay. */
void native_part_pins(void)
{
	for (struct pin *pin = pins; pin; pin = pin->next)
		if (pin->view)
			host_view_part(pin->view, pin->view_len, pin->prot);
}

void native_unpin_all(const struct mmu_machine *machine)
{
	struct pin *pin;

	while ((pin = take_out(NULL, machine)))
		release(pin);
}
