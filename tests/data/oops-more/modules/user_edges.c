/* No fault in the kernel: every way to read the last bytes of a mapping and the first behind it. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("user memory functions at the end of a mapping");

static int __init user_edges_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	char __user *e = (char __user *)(u + PAGE_SIZE);
	char b[16] = "abcdef", *p;
	u64 q = 0;
	u32 d = 0;

	vm_munmap(u + PAGE_SIZE, PAGE_SIZE);
	printk(KERN_INFO "user_edges: copy_to_user %lu\n", copy_to_user(e - 6, b, 6));
	printk(KERN_INFO "user_edges: strnlen_user %ld %ld\n", strnlen_user(e - 6, 6), strnlen_user(e - 6, 100));
	printk(KERN_INFO "user_edges: strncpy_from_user %ld %ld\n", strncpy_from_user(b, e - 6, 6), strncpy_from_user(b, e - 6, 16));
	printk(KERN_INFO "user_edges: get_user %d %d\n", (int)get_user(d, (u32 __user *)(e - 4)), (int)get_user(q, (u64 __user *)(e - 4)));
	printk(KERN_INFO "user_edges: d %x q %llx\n", d, q);
	printk(KERN_INFO "user_edges: put_user %d %d\n", (int)put_user((u16)0, (u16 __user *)(e - 2)), (int)put_user((u16)0, (u16 __user *)(e - 1)));
	printk(KERN_INFO "user_edges: strnlen_user %ld strndup_user %ld\n", strnlen_user(e - 6, 100), PTR_ERR(strndup_user(e - 6, 4)));
	p = strndup_user(e - 6, 16);
	printk(KERN_INFO "user_edges: strndup_user %s\n", p);
	printk(KERN_INFO "user_edges: copy_struct_from_user %d %d %d\n", copy_struct_from_user(b, 2, e - 6, 6),
	       copy_struct_from_user(b, 4, e - 6, 6), copy_struct_from_user(b, 4, e - 6, 12));
	printk(KERN_INFO "user_edges: clear_user %lu\n", clear_user(e - 20, 24));
	printk(KERN_INFO "user_edges: check_zeroed_user %d %d\n", check_zeroed_user(e - 20, 20), check_zeroed_user(e - 20, 21));
	printk(KERN_INFO "user_edges: nofault %ld %ld\n", copy_from_user_nofault(b, e - 8, 8), copy_from_user_nofault(b, e - 8, 9));
	return 0;
}

static void __exit user_edges_exit(void)
{
	printk(KERN_INFO "user_edges: unloaded\n");
}

module_init(user_edges_init);
module_exit(user_edges_exit);
