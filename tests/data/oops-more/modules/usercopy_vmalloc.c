#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>
#include <linux/uaccess.h>
#include <linux/mm.h>
#include <linux/mman.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("copy_to_user of more than a vmalloc area holds");

static noinline long usercopy_vmalloc_send(unsigned long u, const void *p, unsigned long n)
{
	return copy_to_user((void __user *)u, p, n);
}

static int __init usercopy_vmalloc_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, 4 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	char *v = vzalloc(2 * PAGE_SIZE);

	printk(KERN_INFO "usercopy_vmalloc: %ld not copied\n", usercopy_vmalloc_send(u, v, 2 * PAGE_SIZE));
	printk(KERN_INFO "usercopy_vmalloc: %ld not copied\n", usercopy_vmalloc_send(u, v + 100, 2 * PAGE_SIZE));
	return 0;
}

static void __exit usercopy_vmalloc_exit(void)
{
	printk(KERN_INFO "usercopy_vmalloc: unloaded\n");
}

module_init(usercopy_vmalloc_init);
module_exit(usercopy_vmalloc_exit);
