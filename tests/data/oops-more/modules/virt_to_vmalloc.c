#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("virt_to_page on an address that is not in the direct map");

static noinline int virt_to_vmalloc_count(unsigned long addr)
{
	struct page *page = virt_to_page((void *)addr);

	return page_count(page);
}

static int __init virt_to_vmalloc_init(void)
{
	unsigned long good = __get_free_page(GFP_KERNEL);

	printk(KERN_INFO "virt_to_vmalloc: count %d\n", virt_to_vmalloc_count(good));
	printk(KERN_INFO "virt_to_vmalloc: count %d\n", virt_to_vmalloc_count(VMALLOC_START + 0x5000));
	return 0;
}

static void __exit virt_to_vmalloc_exit(void)
{
	printk(KERN_INFO "virt_to_vmalloc: unloaded\n");
}

module_init(virt_to_vmalloc_init);
module_exit(virt_to_vmalloc_exit);
