#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/uaccess.h>
#include <linux/mm.h>
#include <linux/mman.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("copy_from_user into a constant of the module");

static const char copy_from_ro_text[16] = "never change me";

static noinline long copy_from_ro_get(char *to, unsigned long u)
{
	return copy_from_user(to, (void __user *)u, 16);
}

static int __init copy_from_ro_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	char *to = (char *)copy_from_ro_text;

	OPTIMIZER_HIDE_VAR(to);
	printk(KERN_INFO "copy_from_ro: %s\n", to);
	printk(KERN_INFO "copy_from_ro: %ld left\n", copy_from_ro_get(to, u));
	return 0;
}

static void __exit copy_from_ro_exit(void)
{
	printk(KERN_INFO "copy_from_ro: unloaded\n");
}

module_init(copy_from_ro_init);
module_exit(copy_from_ro_exit);
