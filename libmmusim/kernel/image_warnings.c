/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image_warnings.c - warnings of functions that are code of the kernel image.
 *
 * Such a function calls warn_image(number). The report is of the function, at the
 * place where Linux has its UD2, and its trace is that of the caller.
 */
#include "kernel/image_warnings.h"
#include "kernel/entries.h"
#include "kernel/kern.h"

enum { EACH, ONCE };
enum { SAID, CUT_HERE };

static const struct {
	const char *where, *function;
	unsigned int offset;
	bool once, cut_here;
} warnings[] = {
#define KERN_IMAGE_WARNING(name, where, function, offset, times, before) \
	{where, #function, offset, times, before},
#include "kernel/image_warnings.def"
#undef KERN_IMAGE_WARNING
};

/* void warn_image(unsigned int warning) */
uint64_t kern_e_warn_image(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t number = call->arg[0];

	if (number >= KERN_IMAGE_WARNINGS)
		return 0;
	if (warnings[number].once && k->warned_image >> number & 1)
		return 0;
	k->warned_image |= 1ull << number;
	if (warnings[number].cut_here)
		kern_cut_here(k);
	kern_warn_above(k, warnings[number].where, warnings[number].function,
			warnings[number].offset);
	return 0;
}
