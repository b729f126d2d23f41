/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * taint.c - the taint flags: as text, and the panic that "panic_on_taint=" asks for.
 *
 * Reference: Linux 6.1, kernel/panic.c, print_tainted(), add_taint().
 */
#include <stdio.h>

#include "kernel/kern.h"

static const char letters[] = "PFSRMBUDAWCIOELKXTN";

const char *kern_tainted_text(unsigned long taint, char buf[40])
{
	int n;

	if (!taint) {
		snprintf(buf, 40, "Not tainted");
		return buf;
	}
	n = snprintf(buf, 40, "Tainted: ");
	for (int i = 0; letters[i]; i++)
		buf[n++] = taint & 1ul << i ? letters[i] : i ? ' ' : 'G';
	buf[n] = 0;
	return buf;
}

const char *kern_taint_letters(unsigned long taint, char buf[24])
{
	int n = 0;

	for (int i = 0; letters[i]; i++)
		if (taint & 1ul << i)
			buf[n++] = letters[i];
	buf[n] = 0;
	return buf;
}

bool kern_taint_panics(struct kern *k, enum kern_taint flag)
{
	k->taint |= 1ul << flag;
	if (!(k->taint & k->panic_on_taint))
		return false;
	k->panic_on_taint = 0;
	return true;
}

void kern_set_taint(struct kern *k, enum kern_taint flag)
{
	if (kern_taint_panics(k, flag))
		kern_panic(k, KERN_TAINT_PANIC);
}

void kern_add_taint(struct kern *k, enum kern_taint flag)
{
	if (!k->lock_debugging_off)
		kern_printk(k, KERN_WARNING "Disabling lock debugging due to "
					    "kernel taint\n");
	k->lock_debugging_off = true;
	kern_set_taint(k, flag);
}
