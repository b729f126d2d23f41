/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/jump_label.h>
