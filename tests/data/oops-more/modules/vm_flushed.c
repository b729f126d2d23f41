#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a freed vmalloc area read before and after the lazy areas are flushed");

static noinline u64 vm_flushed_peek(u64 *p)
{
	return READ_ONCE(*p);
}

static int __init vm_flushed_init(void)
{
	u64 *p = vmalloc(6 * PAGE_SIZE);

	p[600] = 0x1122334455667788ULL;
	vfree(p);
	OPTIMIZER_HIDE_VAR(p);
	pr_info("vm_flushed: after vfree %llx\n", vm_flushed_peek(p + 600));
	vm_unmap_aliases();
	pr_info("vm_flushed: after the flush %llx\n", vm_flushed_peek(p + 600));
	return 0;
}

static void __exit vm_flushed_exit(void)
{
	printk(KERN_INFO "vm_flushed: unloaded\n");
}

module_init(vm_flushed_init);
module_exit(vm_flushed_exit);
