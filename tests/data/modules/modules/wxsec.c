// SPDX-License-Identifier: GPL-2.0-or-later
/* a section that is writable and executable */
#include <linux/module.h>
asm(".pushsection .wx, \"awx\", @progbits\n wxf: ret\n .popsection");
static int __init i(void)
{
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
