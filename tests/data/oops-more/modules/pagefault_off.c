#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/uaccess.h>
#include <linux/mm.h>
#include <linux/mman.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("copies from user memory with page faults disabled");

static noinline unsigned long pagefault_off_copy(void *to, unsigned long u, unsigned long n)
{
	unsigned long left;

	pagefault_disable();
	left = __copy_from_user_inatomic(to, (void __user *)u, n);
	pagefault_enable();
	return left;
}

static int __init pagefault_off_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	char buf[100] = "";

	printk(KERN_INFO "pagefault_off: untouched: %lu left\n", pagefault_off_copy(buf, u, sizeof(buf)));
	printk(KERN_INFO "pagefault_off: put_user %d\n", put_user('p', (char __user *)u));
	printk(KERN_INFO "pagefault_off: touched: %lu left\n", pagefault_off_copy(buf, u, sizeof(buf)));
	printk(KERN_INFO "pagefault_off: across: %lu left\n", pagefault_off_copy(buf, u + PAGE_SIZE - 40, sizeof(buf)));
	printk(KERN_INFO "pagefault_off: unmapped: %lu left\n", pagefault_off_copy(buf, 0x7000, sizeof(buf)));
	return *(volatile char *)(u & 0xfff);
}

static void __exit pagefault_off_exit(void)
{
	printk(KERN_INFO "pagefault_off: unloaded\n");
}

module_init(pagefault_off_init);
module_exit(pagefault_off_exit);
