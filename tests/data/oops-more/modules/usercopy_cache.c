#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a part of a slab object copied to user space that its cache does not allow");

struct secret {
	char name[32];
	char key[32];
};

static int __init usercopy_cache_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
				  MAP_ANONYMOUS | MAP_PRIVATE, 0);
	struct kmem_cache *c = kmem_cache_create_usercopy("usercopy_cache", sizeof(struct secret), 8, 0,
							  0, 32, NULL);
	struct secret *s = kmem_cache_zalloc(c, GFP_KERNEL);
	unsigned long n = 32;

	OPTIMIZER_HIDE_VAR(n);
	printk(KERN_INFO "usercopy_cache: name: %lu\n", copy_to_user((void __user *)u, s->name, n));
	printk(KERN_INFO "usercopy_cache: key: %lu\n", copy_to_user((void __user *)u, s->key, n));
	return 0;
}

static void __exit usercopy_cache_exit(void)
{
	printk(KERN_INFO "usercopy_cache: unloaded\n");
}

module_init(usercopy_cache_init);
module_exit(usercopy_cache_exit);
