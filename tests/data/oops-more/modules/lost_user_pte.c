#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a user page table entry is cleared behind the kernel's back");

static noinline void forget_page(struct mm_struct *mm, unsigned long u)
{
	spinlock_t *ptl;
	pte_t *pte;

	mmap_read_lock(mm);
	if (!follow_pte(mm, u, &pte, &ptl)) {
		WRITE_ONCE(pte->pte, 0);
		pte_unmap_unlock(pte, ptl);
	}
	mmap_read_unlock(mm);
	asm volatile("invlpg (%0)" :: "r" (u) : "memory");
}

static int __init lost_user_pte_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, 4 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	int v = -1;

	pr_info("lost_user_pte: put %d\n", put_user(1234, (int __user *)u));
	forget_page(current->mm, u);
	pr_info("lost_user_pte: get %d", get_user(v, (int __user *)u));
	pr_cont(" value %d\n", v);
	return 0;
}

static void __exit lost_user_pte_exit(void)
{
	pr_info("lost_user_pte: unloaded\n");
}

module_init(lost_user_pte_init);
module_exit(lost_user_pte_exit);
