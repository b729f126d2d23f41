/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * debug.c - functions that do nothing, for gdb/mmusim-gdb.py to stop in.
 *
 * By them it knows from when on a SIGSEGV is most likely the simulation's, and
 * when one is not and will end the program.
 */
#include "native/native.h"

/* Neither inlined nor, for the asm, left out as useless. */
__attribute__((noinline)) void native_debug_armed(void)
{
	__asm__ volatile("" ::: "memory");
}

__attribute__((noinline)) void native_debug_dying(void)
{
	__asm__ volatile("" ::: "memory");
}
