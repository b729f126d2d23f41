/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the two files of the module multi share.
 */
#ifndef MULTI_H
#define MULTI_H

extern int multi_calls;

int multi_add(int a, int b);

#endif
