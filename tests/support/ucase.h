/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ucase.h - what tasks may not do, one case after the other.
 */
#ifndef SUPPORT_UCASE_H
#define SUPPORT_UCASE_H

#include "kern_rig.h"

/* The page that a case has mapped, or the address that it used. */
extern uint64_t ucase_page;

/* Where the host has nothing. On the real machine it was 0xdeadbeef000, where
 * sanitizers have their shadow. */
extern uint64_t ucase_wild;

/* Where the heap begins, or 0. */
extern uint64_t ucase_heap;

/* In a task: do it. Returns when nothing is wrong with it. */
void ucase_do(const char *name);

/**
 * ucase_run - a case as a task of its own, to its end
 * @handle: with a handler that prints what it gets
 * @print:  called for what the program prints
 *
 * Return: its status as of wait(); -1 when the kernel has panicked.
 */
int ucase_run(struct kern *k, const char *name, bool handle,
	      void (*print)(const char *text, void *arg), void *arg);

#endif
