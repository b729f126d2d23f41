// SPDX-License-Identifier: GPL-2.0-or-later
/* instructions that raise nothing at CPL 3 */
#include <linux/module.h>
static noinline unsigned long save(void)
{
	unsigned long f;
	asm volatile("pushf; pop %0" : "=rm"(f)::"memory");
	return f;
}
static noinline void restore(unsigned long f)
{
	asm volatile("push %0; popf" ::"g"(f) : "memory", "cc");
}
static int __init i(void)
{
	unsigned long f = save(), g, h;
	unsigned short cs, ds, ss, tr, ldt;
	unsigned long msw;
	struct {
		unsigned short l;
		unsigned long b;
	} __packed gdt, idt;
	pr_info("flagsm: IF %d\n", !!(f & 0x200));
	asm volatile("cli");
	g = save();
	pr_info("flagsm: after cli IF %d\n", !!(g & 0x200));
	restore(f);
	h = save();
	pr_info("flagsm: after popf IF %d\n", !!(h & 0x200));
	asm volatile("pushf; cli; popf" ::: "memory");
	pr_info("flagsm: after all IF %d\n", !!(save() & 0x200));
	asm volatile("mov %%cs, %0" : "=r"(cs));
	asm volatile("mov %%ds, %0" : "=r"(ds));
	asm volatile("mov %%ss, %0" : "=r"(ss));
	pr_info("flagsm: cs %x ds %x ss %x\n", cs, ds, ss);
	asm volatile("str %0" : "=r"(tr));
	asm volatile("sldt %0" : "=r"(ldt));
	asm volatile("smsw %0" : "=r"(msw));
	asm volatile("sgdt %0" : "=m"(gdt));
	asm volatile("sidt %0" : "=m"(idt));
	pr_info("flagsm: tr %x ldt %x msw %lx gdt %x %lx idt %x %lx\n", tr, ldt,
		msw, gdt.l, gdt.b, idt.l, idt.b);
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
