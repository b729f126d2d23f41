/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes to the module's own constants: a protection fault on a page that is
 * present.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to read-only data");

static const char ro_write_text[32] = "read-only";

static noinline void ro_write_poke(volatile char *p)
{
	*p = 'X';
}

static int __init ro_write_init(void)
{
	const char *p = ro_write_text;

	OPTIMIZER_HIDE_VAR(p);
	pr_info("ro_write: writing to %px\n", p);
	ro_write_poke((char *)p);
	return 0;
}

static void __exit ro_write_exit(void)
{
}

module_init(ro_write_init);
module_exit(ro_write_exit);
