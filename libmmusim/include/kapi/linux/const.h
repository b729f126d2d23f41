/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Constants that C and assembly both read, and a test for constants.
 */
#ifndef _LINUX_CONST_H
#define _LINUX_CONST_H

#ifdef __ASSEMBLY__
#define _AC(x, suffix) x
#define _AT(type, x)   x
#else
#define __AC(x, suffix) (x##suffix)
#define _AC(x, suffix)	__AC(x, suffix)
#define _AT(type, x)	((type)(x))
#endif

#define _UL(x)	(_AC(x, UL))
#define _ULL(x) (_AC(x, ULL))
#define UL(x)	(_UL(x))
#define ULL(x)	(_ULL(x))

/*
 * 1 where @x is an integer constant expression, else 0; @x is not evaluated.
 * Only such an expression times zero makes a null pointer constant, and only
 * beside one of those does ?: keep the type int *.
 */
#define __is_constexpr(x) \
	(sizeof(int) == sizeof(*(8 ? ((void *)((long)(x)*0l)) : (int *)8)))

#endif
