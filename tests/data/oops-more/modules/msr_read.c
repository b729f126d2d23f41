// SPDX-License-Identifier: GPL-2.0
// msr_read: reads a model-specific register that is not there
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include <asm/msr.h>
static noinline u64 read_it(u32 reg) { u64 v; rdmsrl(reg, v); return v; }
static int __init start(void)
{
	pr_info("msr: %llx\n", read_it(0xdeadbeef));
	return 0;
}
module_init(start);
static void __exit stop(void)
{
}
module_exit(stop);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("reads a model-specific register that is not there");
