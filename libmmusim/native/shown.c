/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shown.c - which bytes of the memory file the host shows at an address.
 *
 * A page that loses its rights keeps its host mapping. When the TLB finds the
 * same translation again, one change of rights replaces a new mapping; it costs
 * the host a quarter of that, because its own tables stay as they were. So it is
 * worth to remember what lies where.
 *
 * The memory is a direct-mapped cache: an address has one slot, and who comes
 * last keeps it. What was forgotten is mapped anew. Only what is wrong would do
 * harm; so every change of a mapping is noted here.
 */
#include <errno.h>
#include <string.h>

#include "native/window.h"

#define PAGE MMU_PAGE_SIZE

int shown_init(struct native *native, size_t entries)
{
	size_t n = 1;

	while (n < entries)
		n *= 2;
	native->nshown = n;
	native->shown = pool_zalloc(native->cpu->machine->pool,
				    n * sizeof(native->shown[0]));
	return native->shown ? 0 : -ENOMEM;
}

static struct shown *slot(const struct native *native, const char *host)
{
	uint64_t page = (uintptr_t)host / PAGE;

	return &native->shown[page & (native->nshown - 1)];
}

bool shown_is(const struct native *native, const char *host, size_t len,
	      uint64_t offset)
{
	if (len / PAGE > native->nshown)
		return false;
	for (size_t at = 0; at < len; at += PAGE) {
		const struct shown *shown = slot(native, host + at);

		if (shown->host != host + at || shown->offset != offset + at)
			return false;
	}
	return true;
}

void shown_set(struct native *native, char *host, size_t len, uint64_t offset)
{
	if (len / PAGE > native->nshown) {
		shown_forget(native, host, len);
		return;
	}
	for (size_t at = 0; at < len; at += PAGE)
		*slot(native, host + at) = (struct shown){
			.host = host + at, .offset = offset + at};
}

void shown_forget(struct native *native, const char *host, size_t len)
{
	if (len / PAGE > native->nshown) {
		memset(native->shown, 0,
		       native->nshown * sizeof(native->shown[0]));
		return;
	}
	for (size_t at = 0; at < len; at += PAGE) {
		struct shown *shown = slot(native, host + at);

		if (shown->host == host + at)
			shown->host = NULL;
	}
}
