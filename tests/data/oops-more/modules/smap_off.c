#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a direct read of user memory, SMAP disabled on the command line");

static noinline int smap_off_peek(unsigned long u)
{
	return *(volatile int *)u;
}

static int __init smap_off_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);

	printk(KERN_INFO "smap_off: put_user %d\n", put_user(77, (int __user *)u));
	printk(KERN_INFO "smap_off: value %d\n", smap_off_peek(u));
	printk(KERN_INFO "smap_off: value %d\n", smap_off_peek(8));
	return 0;
}

static void __exit smap_off_exit(void)
{
	printk(KERN_INFO "smap_off: unloaded\n");
}

module_init(smap_off_init);
module_exit(smap_off_exit);
