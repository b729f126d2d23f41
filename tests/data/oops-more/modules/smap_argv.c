#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/sched.h>
#include <linux/mm.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("strlen of the process's own argument string");

static int __init smap_argv_init(void)
{
	char *s = (char *)current->mm->arg_start;

	printk(KERN_INFO "smap_argv: argv[0] of %s is at %px\n", current->comm, s);
	printk(KERN_INFO "smap_argv: length %zu\n", strlen(s));
	return 0;
}

static void __exit smap_argv_exit(void)
{
	printk(KERN_INFO "smap_argv: unloaded\n");
}

module_init(smap_argv_init);
module_exit(smap_argv_exit);
