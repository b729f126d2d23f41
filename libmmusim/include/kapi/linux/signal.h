/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SIGNAL_H
#define _LINUX_SIGNAL_H

#include <linux/signal_types.h>

#endif
