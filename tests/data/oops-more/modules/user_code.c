/* Kernel calls code in user memory on a processor without SMEP: page-table
 * isolation makes user pages no-execute for the kernel. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call of user code without SMEP");

static noinline int user_code_call(unsigned long u)
{
	int (*fn)(void) = (void *)u;
	int r = fn();

	barrier();
	return r;
}

static int __init user_code_init(void)
{
	static const unsigned char code[] = { 0x31, 0xc0, 0xff, 0xc0, 0xc3 };	/* return 1 */
	unsigned long u = vm_mmap(NULL, 0, 4 * PAGE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC,
				  MAP_ANONYMOUS | MAP_PRIVATE, 0);

	u += 2 * PAGE_SIZE + 0x40;
	printk(KERN_INFO "user_code: copy %lu\n", copy_to_user((void __user *)u, code, sizeof(code)));
	printk(KERN_INFO "user_code: %d\n", user_code_call(u));
	return 0;
}

static void __exit user_code_exit(void)
{
	printk(KERN_INFO "user_code: unloaded\n");
}

module_init(user_code_init);
module_exit(user_code_exit);
