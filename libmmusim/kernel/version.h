/* SPDX-License-Identifier: GPL-2.0-or-later */
/* version.h - how the simulated kernel names itself. */
#ifndef KERNEL_VERSION_H
#define KERNEL_VERSION_H

#define KERN_RELEASE  "6.1.0-mmusim"
#define KERN_HOSTNAME "mmusim"
#define KERN_VERSION  "#1"
#define KERN_VERMAGIC KERN_RELEASE " SMP preempt mod_unload modversions "
#define KERN_HARDWARE "libmmusim Simulated PC, BIOS none"

#endif
