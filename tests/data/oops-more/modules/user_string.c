/* A clean run: what the functions for user strings and single values return at the end of a mapping. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("user strings and values at the end of a mapping");

static int __init user_string_init(void)
{
	char buf[32] = { 0 };
	unsigned long u = vm_mmap(NULL, 0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	unsigned long s = u + PAGE_SIZE - 10;
	u16 w = 1;
	u64 q = 1;

	vm_munmap(u + PAGE_SIZE, PAGE_SIZE);
	printk(KERN_INFO "user_string: copy_to_user(string of 9)=%lu\n", copy_to_user((void __user *)s, "last word", 10));
	printk(KERN_INFO "user_string: strnlen_user(it,32)=%ld\n", strnlen_user((char __user *)s, 32));
	printk(KERN_INFO "user_string: strnlen_user(it,4)=%ld\n", strnlen_user((char __user *)s, 4));
	printk(KERN_INFO "user_string: strncpy_from_user(it,32)=%ld\n", strncpy_from_user(buf, (char __user *)s, 32));
	printk(KERN_INFO "user_string: buf=%s\n", buf);
	printk(KERN_INFO "user_string: put_user(no end)=%d\n", (int)put_user('!', (char __user *)(s + 9)));
	printk(KERN_INFO "user_string: strnlen_user(no end,32)=%ld\n", strnlen_user((char __user *)s, 32));
	printk(KERN_INFO "user_string: strncpy_from_user(no end,32)=%ld\n", strncpy_from_user(buf, (char __user *)s, 32));
	printk(KERN_INFO "user_string: strncpy_from_user(no end,10)=%ld\n", strncpy_from_user(buf, (char __user *)s, 10));
	printk(KERN_INFO "user_string: get_user(u16, 2 before the end)=%d\n", (int)get_user(w, (u16 __user *)(s + 8)));
	printk(KERN_INFO "user_string: get_user(u64, 4 before the end)=%d\n", (int)get_user(q, (u64 __user *)(s + 6)));
	printk(KERN_INFO "user_string: w=%x q=%llu, clear_user(100)=%lu\n", w, q, clear_user((void __user *)s, 100));
	return 0;
}

static void __exit user_string_exit(void)
{
	printk(KERN_INFO "user_string: unloaded\n");
}

module_init(user_string_init);
module_exit(user_string_exit);
