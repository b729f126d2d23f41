/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attributes and annotations, under the names that the kernel gives them.
 *
 * The names in the first group speak to the kernel's static checker only.
 * The compiler sees nothing of them, in Linux as here.
 */
#ifndef _LINUX_COMPILER_TYPES_H
#define _LINUX_COMPILER_TYPES_H

/* The address space that a pointer points into, and the checker's casts. */
#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __nocast
#define __safe
#define __private
#define __bitwise
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#define __acquire(x) (void)0
#define __release(x) (void)0

#ifndef __has_attribute
#define __has_attribute(x) 0
#endif

#define __alias(symbol)	    __attribute__((__alias__(#symbol)))
#define __aligned(x)	    __attribute__((__aligned__(x)))
#define __always_unused	    __attribute__((__unused__))
#define __maybe_unused	    __attribute__((__unused__))
#define __used		    __attribute__((__used__))
#define __attribute_const__ __attribute__((__const__))
#define __pure		    __attribute__((__pure__))
#define __cold		    __attribute__((__cold__))
#define __gnu_inline	    __attribute__((__gnu_inline__))
#define __malloc	    __attribute__((__malloc__))
#define __mode(x)	    __attribute__((__mode__(x)))
#define __must_check	    __attribute__((__warn_unused_result__))
#define __naked		    __attribute__((__naked__))
#define __noreturn	    __attribute__((__noreturn__))
#define __packed	    __attribute__((__packed__))
#define __printf(fmt, args) __attribute__((__format__(printf, fmt, args)))
#define __scanf(fmt, args)  __attribute__((__format__(scanf, fmt, args)))
#define __section(name)	    __attribute__((__section__(name)))
#define __weak		    __attribute__((__weak__))
#define __visible
#define notrace __attribute__((__no_instrument_function__))

/* The sizes are the numbers of the parameters that hold them. What is written to
 * new memory that nobody sees is left out, as compilers do for Linux. */
#define __realloc_size(...) __attribute__((__alloc_size__(__VA_ARGS__)))
#define __alloc_size(...)   __realloc_size(__VA_ARGS__) __malloc

/* A call of such a function that is not optimised away is an error, a warning. */
#if __has_attribute(__error__)
#define __compiletime_error(text)   __attribute__((__error__(text)))
#define __compiletime_warning(text) __attribute__((__warning__(text)))
#else
#define __compiletime_error(text)
#define __compiletime_warning(text)
#endif

/* Clang: a parameter that brings along what __builtin_object_size() says of it where
 * the function is called. Functions with such parameters can be overloaded. */
#if __has_attribute(__pass_object_size__)
#define __pass_object_size(type) __attribute__((__pass_object_size__(type)))
#define __overloadable		 __attribute__((__overloadable__))
#else
#define __pass_object_size(type)
#define __overloadable
#endif

/* Gives an alias the attributes of what it stands for, where that is known. */
#if __has_attribute(__copy__)
#define __copy(symbol) __attribute__((__copy__(symbol)))
#else
#define __copy(symbol)
#endif

#if __has_attribute(__noclone__)
#define __noclone __attribute__((__noclone__))
#else
#define __noclone
#endif

#if __has_attribute(__fallthrough__)
#define fallthrough __attribute__((__fallthrough__))
#else
#define fallthrough \
	do {        \
	} while (0)
#endif

/*
 * GNU89 inlining: "inline" alone also emits a body for other files, and an
 * inline function that nobody calls is no reason for a warning.
 */
#define inline inline __gnu_inline __maybe_unused notrace
#define __inline inline
#define __inline__ inline
#define __always_inline	   inline __attribute__((__always_inline__))
#define noinline	   __attribute__((__noinline__))
#define noinline_for_stack noinline

#define ___PASTE(a, b)	   a##b
#define __PASTE(a, b)	   ___PASTE(a, b)

#define __same_type(a, b) \
	__builtin_types_compatible_p(__typeof__(a), __typeof__(b))

/* True where one plain load or store moves the whole object. */
#define __native_word(t) \
	(sizeof(t) == 1 || sizeof(t) == 2 || sizeof(t) == 4 || sizeof(t) == 8)

#endif
