#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a gate of the interrupt descriptor table is overwritten");

#include <asm/desc.h>

static noinline void idt_write_gate(unsigned long base, int vector)
{
	gate_desc *gate = (gate_desc *)base + vector;

	WRITE_ONCE(gate->offset_low, 0);
}

static int __init idt_write_init(void)
{
	struct desc_ptr idtr;

	store_idt(&idtr);
	printk(KERN_INFO "idt_write: IDT limit %u\n", idtr.size);
	idt_write_gate(idtr.address, 14);
	printk(KERN_INFO "idt_write: still here\n");
	return 0;
}

static void __exit idt_write_exit(void)
{
	printk(KERN_INFO "idt_write: unloaded\n");
}

module_init(idt_write_init);
module_exit(idt_write_exit);
