// SPDX-License-Identifier: GPL-2.0-or-later
/* Registers of the CPU that are there, and others. */
#include <linux/module.h>
#include <asm/msr.h>
MODULE_LICENSE("GPL");
static int __init msr_init(void)
{
	u64 v = 77;
	int err;
	rdmsrl(0xc0000080, v);
	pr_info("msr: EFER %s\n", v & 0x500 ? "has LME and LMA" : "?");
	err = rdmsrl_safe(0x12345678, &v);
	pr_info("msr: safe %d\n", err);
	err = wrmsrl_safe(0x12345678, 5);
	pr_info("msr: safe %d\n", err);
	rdmsrl(0x12345678, v);
	pr_info("msr: %llu\n", v);
	wrmsrl(0x12345678, 0x1122334455667788ull);
	pr_info("msr: written\n");
	rdmsrl(0x12345679, v);
	wrmsrl(0x12345679, 2);
	pr_info("msr: once only\n");
	return 0;
}
static void __exit msr_exit(void) { }
module_init(msr_init);
module_exit(msr_exit);
