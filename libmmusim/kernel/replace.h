/* SPDX-License-Identifier: GPL-2.0-or-later */
/* replace.h - the replacement policies of the library, one a file. */
#ifndef KERNEL_REPLACE_H
#define KERNEL_REPLACE_H

#include <mmusim/kern_reclaim.h>

#define KERN_REPLACEMENT(name) \
	extern const struct kern_replacement kern_replacement_##name;
#include "kernel/replacements.def"
#undef KERN_REPLACEMENT

#endif
