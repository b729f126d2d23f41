/* vmap takes away the right to execute even if one asks for it. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <linux/gfp.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("vmap(PAGE_KERNEL_EXEC), then call");

static noinline int vmap_exec_call(int (*fn)(int), int x)
{
	return fn(x) + 1;
}

static int __init vmap_exec_init(void)
{
	struct page *pages[2] = { alloc_page(GFP_KERNEL), alloc_page(GFP_KERNEL) };
	unsigned char *p = vmap(pages, 2, VM_MAP, PAGE_KERNEL_EXEC);

	memcpy(p + PAGE_SIZE, "\x89\xf8\xc3", 3);	/* mov %edi,%eax; ret */
	printk(KERN_INFO "vmap_exec: calling the second page\n");
	printk(KERN_INFO "vmap_exec: got %d\n", vmap_exec_call((void *)(p + PAGE_SIZE), 41));
	return 0;
}

static void __exit vmap_exec_exit(void)
{
	printk(KERN_INFO "vmap_exec: unloaded\n");
}

module_init(vmap_exec_init);
module_exit(vmap_exec_exit);
