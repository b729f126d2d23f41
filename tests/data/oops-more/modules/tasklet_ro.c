#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/vmalloc.h>
#include <linux/mm.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a tasklet writes to a page of vmalloc memory that is read-only");

static char *tasklet_ro_page;

static noinline void tasklet_ro_store(char *p)
{
	WRITE_ONCE(p[0x123], 1);
}

static void tasklet_ro_fn(struct tasklet_struct *t)
{
	tasklet_ro_store(tasklet_ro_page);
}

static DECLARE_TASKLET(tasklet_ro_tasklet, tasklet_ro_fn);

static int __init tasklet_ro_init(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	tasklet_ro_page = vmap(&page, 1, VM_MAP, PAGE_KERNEL_RO);
	printk(KERN_INFO "tasklet_ro: mapped %d\n", tasklet_ro_page != NULL);
	tasklet_schedule(&tasklet_ro_tasklet);
	return 0;
}

static void __exit tasklet_ro_exit(void)
{
	printk(KERN_INFO "tasklet_ro: unloaded\n");
}

module_init(tasklet_ro_init);
module_exit(tasklet_ro_exit);
