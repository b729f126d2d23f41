/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a member to the structure around it.
 */
#ifndef _LINUX_CONTAINER_OF_H
#define _LINUX_CONTAINER_OF_H

#include <linux/build_bug.h>
#include <linux/stddef.h>

#define typeof_member(type, member) __typeof__(((type *)0)->member)

/**
 * container_of - the structure that a member lies in
 * @ptr:    pointer to the member; a pointer of any other type is refused
 * @type:   type of the structure
 * @member: name of the member in it
 */
#define container_of(ptr, type, member)                                    \
	({                                                                 \
		void *__member = (void *)(ptr);                            \
		_Static_assert(__same_type(*(ptr), ((type *)0)->member) || \
				       __same_type(*(ptr), void),          \
			       "container_of: pointer of another type");   \
		(type *)(__member - offsetof(type, member));               \
	})

#endif
