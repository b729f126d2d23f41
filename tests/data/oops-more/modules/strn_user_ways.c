#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("strings and short accesses at the end of user memory");

static int __init strn_user_ways_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	unsigned long end = u + PAGE_SIZE;
	char b[32];
	u16 w = 0;
	u8 c = 0;
	int i;

	vm_munmap(end, PAGE_SIZE);
	for (i = 1; i <= 12; i++)
		put_user((u8)('a' + i), (u8 __user *)(end - i));
	pr_info("strn_user_ways: strnlen_user %ld\n", strnlen_user((char __user *)end - 12, 64));
	pr_info("strn_user_ways: strnlen_user short %ld\n", strnlen_user((char __user *)end - 12, 6));
	pr_info("strn_user_ways: strncpy 12 of 12 %ld\n", strncpy_from_user(b, (char __user *)end - 12, 12));
	pr_info("strn_user_ways: strncpy 13 of 12 %ld\n", strncpy_from_user(b, (char __user *)end - 12, 13));
	pr_info("strn_user_ways: get_user u16 across %d %x\n", get_user(w, (u16 __user *)(end - 1)), w);
	pr_info("strn_user_ways: get_user u8 last %d\n", get_user(c, (u8 __user *)(end - 1)));
	pr_info("strn_user_ways: put_user u16 across %d\n", put_user(w, (u16 __user *)(end - 1)));
	pr_info("strn_user_ways: clear_user across %lu\n", clear_user((void __user *)end - 20, 50));
	pr_info("strn_user_ways: kernel string %ld\n", strncpy_from_user(b, (char __user *)b, 8));
	pr_info("strn_user_ways: access_ok %d %d\n", access_ok((void __user *)end, 10), access_ok((void __user *)TASK_SIZE_MAX - 4, 5));
	pr_info("strn_user_ways: strndup_user %ld\n", PTR_ERR(strndup_user((char __user *)end - 4, 3)));
	pr_info("strn_user_ways: memdup_user %ld\n", PTR_ERR(memdup_user((void __user *)end - 4, 8)));
	return 0;
}

static void __exit strn_user_ways_exit(void)
{
	printk(KERN_INFO "strn_user_ways: unloaded\n");
}

module_init(strn_user_ways_init);
module_exit(strn_user_ways_exit);
