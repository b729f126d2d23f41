#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/err.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree of an error pointer");

static noinline char *kfree_errptr_read(int ok)
{
	return ok ? kstrdup("fine", GFP_KERNEL) : ERR_PTR(-EAGAIN);
}

static noinline void kfree_errptr_use(int ok)
{
	char *s = kfree_errptr_read(ok);

	if (!IS_ERR(s))
		printk(KERN_INFO "kfree_errptr: %s\n", s);
	kfree(s);
}

static int __init kfree_errptr_init(void)
{
	kfree_errptr_use(1);
	kfree_errptr_use(0);
	printk(KERN_INFO "kfree_errptr: still here\n");
	return 0;
}

static void __exit kfree_errptr_exit(void)
{
	printk(KERN_INFO "kfree_errptr: unloaded\n");
}

module_init(kfree_errptr_init);
module_exit(kfree_errptr_exit);
