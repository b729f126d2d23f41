/* Ways to wait, to try and to round that are seldom used; the last one locks what is not there. */
#include <linux/module.h>
#include <linux/completion.h>
#include <linux/semaphore.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/timer.h>
#include <linux/spinlock.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/nodemask.h>

static DECLARE_COMPLETION(never);
static DEFINE_SEMAPHORE(sem);
static DECLARE_RWSEM(rwsem);
static DEFINE_RWLOCK(rwlock);
static DEFINE_SPINLOCK(lock);
static atomic_t users = ATOMIC_INIT(2);

static void locks(void)
{
	int a, b, c;

	read_lock(&rwlock);
	a = read_trylock(&rwlock);
	b = write_trylock(&rwlock);
	read_unlock(&rwlock);
	read_unlock(&rwlock);
	c = write_trylock(&rwlock);
	pr_info("wait_ways: rwlock %d %d %d, read then %d\n", a, b, c, read_trylock(&rwlock));
	write_unlock(&rwlock);
	a = atomic_dec_and_lock(&users, &lock);
	b = atomic_dec_and_lock(&users, &lock);
	pr_info("wait_ways: dec and lock %d %d, locked %d, users %d\n", a, b, spin_is_locked(&lock), atomic_read(&users));
	spin_unlock(&lock);
}

static int __init wait_ways_init(void)
{
	unsigned long second = (jiffies / HZ + 10) * HZ;
	long left;

	left = wait_for_completion_interruptible_timeout(&never, 3);
	pr_info("wait_ways: completion %ld\n", left);
	left = wait_for_completion_killable_timeout(&never, 3);
	pr_info("wait_ways: completion %ld\n", left);
	complete(&never);
	pr_info("wait_ways: completion %d\n", wait_for_completion_killable(&never));
	left = down_killable(&sem);
	pr_info("wait_ways: semaphore %ld, then %d\n", left, down_trylock(&sem));
	up(&sem);
	pr_info("wait_ways: rwsem %d %d\n", down_read_killable(&rwsem), down_read_interruptible(&rwsem));
	up_read(&rwsem);
	up_read(&rwsem);
	pr_info("wait_ways: rwsem %d\n", down_write_killable(&rwsem));
	up_write(&rwsem);
	locks();
	left = schedule_timeout_killable(2);
	pr_info("wait_ways: slept %ld\n", left + schedule_timeout_idle(2));
	pr_info("wait_ways: rounded %ld %ld %ld %ld\n", (long)(round_jiffies(second + 5) - second), (long)(round_jiffies(second + 100) - second), (long)(round_jiffies_up(second + 5) - second), (long)(__round_jiffies(second + 5, 2) - second));
	pr_info("wait_ways: relative %d %d\n", (int)((jiffies + round_jiffies_relative(1000)) % HZ), (int)((jiffies + round_jiffies_up_relative(1000)) % HZ));
	sched_set_fifo(current);
	pr_info("wait_ways: fifo prio %d policy %d\n", current->prio, current->policy);
	sched_set_fifo_low(current);
	pr_info("wait_ways: low prio %d\n", current->prio);
	sched_set_normal(current, 5);
	pr_info("wait_ways: normal prio %d static %d\n", current->prio, current->static_prio);
	pr_info("wait_ways: one CPU %d\n", set_cpus_allowed_ptr(current, cpu_online_mask));
	pr_info("wait_ways: %d node, %d\n", nr_node_ids, totalram_pages() > 1000);
	pr_info("wait_ways: high_memory %d\n", virt_addr_valid(high_memory - 1));
	pr_info("wait_ways: fault in %zu %zu\n", fault_in_readable((char __user *)0x1000, 5), fault_in_writeable((char __user *)0xffff888000000000UL, 5000));
	return down_killable((struct semaphore *)0x40);
}

static void __exit wait_ways_exit(void)
{
}

module_init(wait_ways_init);
module_exit(wait_ways_exit);
MODULE_LICENSE("GPL");
