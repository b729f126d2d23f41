#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/rwlock.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/seqlock.h>
#include <linux/kthread.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("locks for readers and writers, seqlocks, semaphores");

static DEFINE_RWLOCK(rwlock_ok_rw);
static DECLARE_RWSEM(rwlock_ok_sem);
static DEFINE_SEQLOCK(rwlock_ok_seq);
static DEFINE_SEMAPHORE(rwlock_ok_s);

static int __init rwlock_ok_init(void)
{
	unsigned seq;

	read_lock(&rwlock_ok_rw);
	read_lock(&rwlock_ok_rw);
	read_unlock(&rwlock_ok_rw);
	read_unlock(&rwlock_ok_rw);
	write_lock_irq(&rwlock_ok_rw);
	write_unlock_irq(&rwlock_ok_rw);
	down_read(&rwlock_ok_sem);
	printk(KERN_INFO "rwlock_ok: write while read: %d\n", down_write_trylock(&rwlock_ok_sem));
	up_read(&rwlock_ok_sem);
	down_write(&rwlock_ok_sem);
	downgrade_write(&rwlock_ok_sem);
	up_read(&rwlock_ok_sem);
	seq = read_seqbegin(&rwlock_ok_seq);
	write_seqlock(&rwlock_ok_seq);
	write_sequnlock(&rwlock_ok_seq);
	printk(KERN_INFO "rwlock_ok: retry %d\n", !!read_seqretry(&rwlock_ok_seq, seq));
	down(&rwlock_ok_s);
	printk(KERN_INFO "rwlock_ok: trylock %d\n", down_trylock(&rwlock_ok_s));
	up(&rwlock_ok_s);
	return 0;
}

static void __exit rwlock_ok_exit(void)
{
	printk(KERN_INFO "rwlock_ok: unloaded\n");
}

module_init(rwlock_ok_init);
module_exit(rwlock_ok_exit);
