/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For code that loads modules. Modules themselves include it for what comes along.
 */
#ifndef _LINUX_MODULELOADER_H
#define _LINUX_MODULELOADER_H

#include <linux/module.h>

#endif
