/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image_bug.c - the UD2s of the kernel image: the section kimage_bugs, which
 * kimage_bug.h fills.
 */
#include "kernel/image_bug.h"
#include "kernel/image_data.h"

#define HIDDEN __attribute__((visibility("hidden")))

extern const char __start_kimage_text[] HIDDEN;
extern const struct kimage_bug __start_kimage_bugs[] HIDDEN;
extern const struct kimage_bug __stop_kimage_bugs[] HIDDEN;

static uint64_t runs_at(const struct kimage_bug *bug)
{
	return KERN_IMAGE_START + KERN_IMAGE_TEXT_OFFSET +
	       (uint64_t)(bug->at - __start_kimage_text);
}

const struct kimage_bug *kern_image_bug(uint64_t la)
{
	const struct kimage_bug *bug = __start_kimage_bugs;

	for (; bug < __stop_kimage_bugs; bug++)
		if (runs_at(bug) == la)
			return bug;
	return NULL;
}
