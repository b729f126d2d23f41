#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("copy_from_user past the usercopy region of a cache");

struct packet {
	void *ops;
	char payload[48];
	u64 checksum;
};

static noinline int packet_fill(struct packet *p, const void __user *from, size_t n)
{
	if (copy_from_user(p->payload, from, n))
		return -EFAULT;
	return 0;
}

static int __init usercopy_window_init(void)
{
	struct kmem_cache *c = kmem_cache_create_usercopy("packet", sizeof(struct packet), 0, 0,
			offsetof(struct packet, payload), sizeof_field(struct packet, payload), NULL);
	unsigned long u = vm_mmap(NULL, 0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	struct packet *p = kmem_cache_zalloc(c, GFP_KERNEL);
	size_t n = 48;

	OPTIMIZER_HIDE_VAR(n);
	pr_info("usercopy_window: 48 bytes: %d\n", packet_fill(p, (void __user *)u, n));
	n += 8;
	pr_info("usercopy_window: 56 bytes: %d\n", packet_fill(p, (void __user *)u, n));
	return 0;
}

static void __exit usercopy_window_exit(void)
{
	pr_info("usercopy_window: unloaded\n");
}

module_init(usercopy_window_init);
module_exit(usercopy_window_exit);
