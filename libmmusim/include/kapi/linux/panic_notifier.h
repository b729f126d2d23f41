/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Those who want to know of panics. The data is what panic() says.
 */
#ifndef _LINUX_PANIC_NOTIFIERS_H
#define _LINUX_PANIC_NOTIFIERS_H

#include <linux/notifier.h>
#include <linux/types.h>

extern struct atomic_notifier_head panic_notifier_list;

#endif
