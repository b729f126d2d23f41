/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a module says about itself. Parameters are not here yet.
 */
#ifndef _LINUX_MODULEPARAM_H
#define _LINUX_MODULEPARAM_H

#include <linux/compiler.h>
#include <linux/stringify.h>

/* One string "tag=text" in the section .modinfo. */
#define __MODULE_INFO(tag, name, info)                                     \
	static const char __UNIQUE_ID(name)[] __used __section(".modinfo") \
		__aligned(1) = __stringify(tag) "=" info

#endif
