/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes into the module's own code: a protection fault on a page that is
 * present and executable.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to module text");

static noinline void text_write_poke(volatile unsigned char *p)
{
	*p = 0x90; /* NOP */
}

static int __init text_write_init(void)
{
	unsigned char *p = (unsigned char *)text_write_poke;

	OPTIMIZER_HIDE_VAR(p);
	pr_info("text_write: writing to %px\n", p);
	text_write_poke(p);
	return 0;
}

static void __exit text_write_exit(void)
{
}

module_init(text_write_init);
module_exit(text_write_exit);
