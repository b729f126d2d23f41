/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device numbers: 12 bits say which driver, 20 which of its devices.
 */
#ifndef _LINUX_KDEV_T_H
#define _LINUX_KDEV_T_H

#include <linux/types.h>

#define MINORBITS	    20
#define MINORMASK	    ((1U << MINORBITS) - 1)
#define MAJOR(dev)	    ((unsigned int)((dev) >> MINORBITS))
#define MINOR(dev)	    ((unsigned int)((dev)&MINORMASK))
#define MKDEV(major, minor) (((major) << MINORBITS) | (minor))

#define print_dev_t(buffer, dev) \
	sprintf((buffer), "%u:%u\n", MAJOR(dev), MINOR(dev))
#define format_dev_t(buffer, dev)                                   \
	({                                                          \
		sprintf((buffer), "%u:%u", MAJOR(dev), MINOR(dev)); \
		(buffer);                                           \
	})

#endif
