#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>
#include <linux/mm.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("pages unmapped with vm_unmap_ram are written");

static noinline void vm_map_ram_use_set(char *p, int at, char c)
{
	WRITE_ONCE(p[at], c);
}

static int __init vm_map_ram_use_init(void)
{
	struct page *pages[2];
	char *p;

	pages[0] = alloc_page(GFP_KERNEL);
	pages[1] = alloc_page(GFP_KERNEL);
	p = vm_map_ram(pages, 2, NUMA_NO_NODE);
	vm_map_ram_use_set(p, 10, 'r');
	printk(KERN_INFO "vm_map_ram_use: %c\n", *((char *)page_address(pages[0]) + 10));
	vm_unmap_ram(p, 2);
	printk(KERN_INFO "vm_map_ram_use: unmapped\n");
	vm_map_ram_use_set(p, 5000, 'r');
	printk(KERN_INFO "vm_map_ram_use: still here\n");
	return 0;
}

static void __exit vm_map_ram_use_exit(void)
{
	printk(KERN_INFO "vm_map_ram_use: unloaded\n");
}

module_init(vm_map_ram_use_init);
module_exit(vm_map_ram_use_exit);
