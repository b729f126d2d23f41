/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code and data of a module's beginning and end.
 *
 * What is marked __init is thrown away once init has returned: calling it, or
 * reading __initdata, later is a fault.
 */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>
#include <linux/stringify.h>
#include <linux/types.h>

#define __init	    __section(".init.text") __cold
#define __initdata  __section(".init.data")
#define __initconst __section(".init.rodata")
#define __exit	    __section(".exit.text") __cold notrace
#define __exitdata  __section(".exit.data")

/* Names what may refer to __init code or data although it is not. */
#define __ref	  __section(".ref.text") noinline
#define __refdata __section(".ref.data")

typedef int (*initcall_t)(void);
typedef void (*exitcall_t)(void);

/* The loader calls these two; module_init() and module_exit() define them. */
extern int init_module(void);
extern void cleanup_module(void);

#endif
