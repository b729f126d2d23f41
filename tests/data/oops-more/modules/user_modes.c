/* User pages without rights, not yet there, unmapped again, with page faults disabled: all are only counted. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("user copies that fail without an oops");

static int __init user_modes_init(void)
{
	char buf[24];
	unsigned long n = 24, none, rw;

	OPTIMIZER_HIDE_VAR(n);
	none = vm_mmap(NULL, 0, PAGE_SIZE, PROT_NONE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	rw = vm_mmap(NULL, 0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	printk(KERN_INFO "user_modes: PROT_NONE: from %lu", copy_from_user(buf, (void __user *)none, n));
	printk(KERN_CONT " to %lu\n", copy_to_user((void __user *)none, buf, n));
	memset(buf, 'u', sizeof(buf));
	pagefault_disable();
	printk(KERN_INFO "user_modes: faults disabled, not there: %lu\n", copy_to_user((void __user *)rw, buf, n));
	pagefault_enable();
	printk(KERN_INFO "user_modes: faults enabled: %lu\n", copy_to_user((void __user *)rw + PAGE_SIZE - 8, buf, n));
	pagefault_disable();
	printk(KERN_INFO "user_modes: faults disabled, there: %lu\n", copy_to_user((void __user *)rw, buf, n));
	pagefault_enable();
	printk(KERN_INFO "user_modes: strnlen %ld\n", strnlen_user((char __user *)rw, 100));
	printk(KERN_INFO "user_modes: clear %lu\n", clear_user((void __user *)rw + 4, 8));
	printk(KERN_INFO "user_modes: strnlen %ld\n", strnlen_user((char __user *)rw, 100));
	vm_munmap(rw + PAGE_SIZE, PAGE_SIZE);
	printk(KERN_INFO "user_modes: second page unmapped: %lu\n", copy_from_user(buf, (void __user *)rw + PAGE_SIZE - 8, n));
	printk(KERN_INFO "user_modes: copied %.8s, then zero: %d\n", buf, !memchr_inv(buf + 8, 0, 16));
	return 0;
}

static void __exit user_modes_exit(void)
{
	printk(KERN_INFO "user_modes: unloaded\n");
}

module_init(user_modes_init);
module_exit(user_modes_exit);
