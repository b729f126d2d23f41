/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The level of a message, as the two bytes in front of its text.
 */
#ifndef _LINUX_KERN_LEVELS_H
#define _LINUX_KERN_LEVELS_H

#define KERN_SOH       "\001" /* start of header */
#define KERN_SOH_ASCII '\001'

#define KERN_EMERG     KERN_SOH "0" /* the system is unusable */
#define KERN_ALERT     KERN_SOH "1" /* somebody has to act now */
#define KERN_CRIT      KERN_SOH "2" /* critical conditions */
#define KERN_ERR       KERN_SOH "3" /* errors */
#define KERN_WARNING   KERN_SOH "4" /* warnings */
#define KERN_NOTICE    KERN_SOH "5" /* normal but worth noticing */
#define KERN_INFO      KERN_SOH "6" /* information */
#define KERN_DEBUG     KERN_SOH "7" /* for those who debug */

#define KERN_DEFAULT   "" /* the level that the kernel is configured for */

/* Goes on with the line that the last message left without a newline. */
#define KERN_CONT	 KERN_SOH "c"

#define LOGLEVEL_DEFAULT -1
#define LOGLEVEL_EMERG	 0
#define LOGLEVEL_ALERT	 1
#define LOGLEVEL_CRIT	 2
#define LOGLEVEL_ERR	 3
#define LOGLEVEL_WARNING 4
#define LOGLEVEL_NOTICE	 5
#define LOGLEVEL_INFO	 6
#define LOGLEVEL_DEBUG	 7

#endif
