/*
 * pokept - corrupts page tables of the process that writes to its parameter:
 *	echo "pte or 7f0000000000 8000000000000" > /sys/module/pokept/parameters/op
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("change an entry of the page tables of current");

#define POKEPT_FRAME 0x000ffffffffff000UL

/* The entry of this level, 1 being the PTE, for the address; NULL. */
static unsigned long *entry_of(unsigned long address, int level)
{
	unsigned long table, *entry;
	int i;

	asm volatile("mov %%cr3, %0" : "=r" (table));
	for (i = 4;; i--) {
		entry = __va(table & POKEPT_FRAME);
		entry += address >> (12 + 9 * (i - 1)) & 511;
		if (i == level)
			return entry;
		if (!(*entry & 1))
			return NULL;
		table = *entry;
	}
}

/* By changing CR4.PGE: of all PCIDs, which INVLPG does not reach. */
static void flush(void)
{
	unsigned long cr4;

	asm volatile("mov %%cr4, %0" : "=r" (cr4));
	asm volatile("mov %0, %%cr4" :: "r" (cr4 ^ 0x80UL) : "memory");
	asm volatile("mov %0, %%cr4" :: "r" (cr4) : "memory");
}

static int op_set(const char *val, const struct kernel_param *kp)
{
	unsigned long address, value, old, *entry;
	char level[4], op[4];

	if (sscanf(val, "%3s %3s %lx %lx", level, op, &address, &value) != 4)
		return -EINVAL;
	entry = entry_of(address, strcmp(level, "pte") ? strcmp(level, "pmd") ? 3 : 2 : 1);
	if (!entry)
		return -EFAULT;
	old = *entry;
	value = !strcmp(op, "set") ? value : !strcmp(op, "or") ? old | value : old & value;
	printk(KERN_INFO "pokept: %s[%d] %s of %lx: %016lx -> %016lx\n",
	       current->comm, current->pid, level, address, old, value);
	WRITE_ONCE(*entry, value);
	flush();
	return 0;
}

static const struct kernel_param_ops op_ops = { .set = op_set };
module_param_cb(op, &op_ops, NULL, 0200);

static int __init pokept_init(void)
{
	return 0;
}

static void __exit pokept_exit(void)
{
}

module_init(pokept_init);
module_exit(pokept_exit);
