/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * offsets.h - places of structure members that entry.S uses. native.h asserts
 * each of them.
 */
#ifndef NATIVE_OFFSETS_H
#define NATIVE_OFFSETS_H

#define EXC_RAX	      0
#define EXC_RCX	      8
#define EXC_RDX	      16
#define EXC_RBX	      24
#define EXC_RSP	      32
#define EXC_RBP	      40
#define EXC_RSI	      48
#define EXC_RDI	      56
#define EXC_R8	      64
#define EXC_R9	      72
#define EXC_R10	      80
#define EXC_R11	      88
#define EXC_R12	      96
#define EXC_R13	      104
#define EXC_R14	      112
#define EXC_R15	      120
#define EXC_RIP	      128
#define EXC_RFLAGS    136
#define EXC_TAIL      144
#define EXC_CALL      152
#define EXC_XSAVE     512 /* a multiple of 64 */

#define CALL_RIP      0
#define CALL_SP	      8
#define CALL_ARG      16
#define CALL_HOST_SP  64
#define CALL_RESULT   72

#define THREAD_CALL   0
#define THREAD_EXC    8
#define THREAD_IN_SIM 33

#define GATE_ARG      8
#define GATE_CALLEE   56
#define GATE_SIM_SP   104
#define GATE_RESULT   112
#define GATE_TOUCH    120
#define GATE_TOUCH_AT 128
#define GATE_SIZE     144 /* a multiple of 16 */

#endif
