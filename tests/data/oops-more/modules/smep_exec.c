// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kernel jumps to a user page");

static noinline void smep_exec_call(void *p)
{
	void (*fn)(void) = p;

	fn();
	barrier();
}

static int __init smep_exec_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC,
				  MAP_ANONYMOUS | MAP_PRIVATE, 0);

	put_user(0xc3, (unsigned char __user *)u);	/* ret */
	printk(KERN_INFO "smep_exec: user page at %lx, calling it\n", u);
	smep_exec_call((void *)u);
	printk(KERN_INFO "smep_exec: survived\n");
	return 0;
}

static void __exit smep_exec_exit(void)
{
	printk(KERN_INFO "smep_exec: unloaded\n");
}

module_init(smep_exec_init);
module_exit(smep_exec_exit);
