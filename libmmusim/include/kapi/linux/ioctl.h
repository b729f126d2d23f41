/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of ioctl(): a magic letter, a number, and which way how many bytes go.
 *
 *	31 30 | 29 ... 16 | 15 ... 8 | 7 ... 0
 *	way   | size      | letter   | number
 */
#ifndef _LINUX_IOCTL_H
#define _LINUX_IOCTL_H

#define _IOC_NONE      0U
#define _IOC_WRITE     1U
#define _IOC_READ      2U

#define _IOC_NRBITS    8
#define _IOC_TYPEBITS  8
#define _IOC_SIZEBITS  14
#define _IOC_DIRBITS   2
#define _IOC_NRSHIFT   0
#define _IOC_TYPESHIFT 8
#define _IOC_SIZESHIFT 16
#define _IOC_DIRSHIFT  30

#define _IOC(dir, type, nr, size)                                \
	(((dir) << _IOC_DIRSHIFT) | ((type) << _IOC_TYPESHIFT) | \
	 ((nr) << _IOC_NRSHIFT) | ((size) << _IOC_SIZESHIFT))

#define _IO(type, nr)	     _IOC(_IOC_NONE, (type), (nr), 0)
#define _IOR(type, nr, size) _IOC(_IOC_READ, (type), (nr), sizeof(size))
#define _IOW(type, nr, size) _IOC(_IOC_WRITE, (type), (nr), sizeof(size))
#define _IOWR(type, nr, size) \
	_IOC(_IOC_READ | _IOC_WRITE, (type), (nr), sizeof(size))

#define _IOC_DIR(cmd)  (((cmd) >> _IOC_DIRSHIFT) & 3)
#define _IOC_TYPE(cmd) (((cmd) >> _IOC_TYPESHIFT) & 0xff)
#define _IOC_NR(cmd)   (((cmd) >> _IOC_NRSHIFT) & 0xff)
#define _IOC_SIZE(cmd) (((cmd) >> _IOC_SIZESHIFT) & 0x3fff)

#endif
