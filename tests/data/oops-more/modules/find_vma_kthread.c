#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/kthread.h>
#include <linux/delay.h>
#include <linux/sched.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a kernel thread looks for a VMA in the mm that it does not have");

static noinline unsigned long find_vma_kthread_start(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	return vma ? vma->vm_start : 0;
}

static int find_vma_kthread_fn(void *unused)
{
	printk(KERN_INFO "find_vma_kthread: mm is %s\n", current->mm ? "there" : "NULL");
	printk(KERN_INFO "find_vma_kthread: start %lx\n", find_vma_kthread_start(current->mm, 0x400000));
	return 0;
}

static int __init find_vma_kthread_init(void)
{
	kthread_run(find_vma_kthread_fn, NULL, "vma_reader");
	msleep(100);
	printk(KERN_INFO "find_vma_kthread: init done\n");
	return 0;
}

static void __exit find_vma_kthread_exit(void)
{
	printk(KERN_INFO "find_vma_kthread: unloaded\n");
}

module_init(find_vma_kthread_init);
module_exit(find_vma_kthread_exit);
