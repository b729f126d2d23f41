// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * zeroed_locks.c - a mutex and a semaphore for readers and writers that are all
 * zeroes work as long as nobody has to wait: their lists are not looked at.
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");

struct locks {
	struct mutex mutex;
	struct rw_semaphore sem;
};

static int __init zeroed_locks_init(void)
{
	struct locks *locks = kzalloc(sizeof(*locks), GFP_KERNEL);

	if (!locks)
		return -ENOMEM;
	mutex_lock(&locks->mutex);
	printk(KERN_INFO "zeroed: trylock %d\n", mutex_trylock(&locks->mutex));
	mutex_unlock(&locks->mutex);
	mutex_unlock(&locks->mutex);
	down_read(&locks->sem);
	printk(KERN_INFO "zeroed: to read %d, to write %d\n",
	       down_read_trylock(&locks->sem), down_write_trylock(&locks->sem));
	up_read(&locks->sem);
	up_read(&locks->sem);
	down_write(&locks->sem);
	downgrade_write(&locks->sem);
	printk(KERN_INFO "zeroed: count %lx\n", *(long *)&locks->sem);
	up_read(&locks->sem);
	printk(KERN_INFO "zeroed: mutex %d, count %lx\n",
	       mutex_is_locked(&locks->mutex), *(long *)&locks->sem);
	kfree(locks);
	return 0;
}

static void __exit zeroed_locks_exit(void)
{
}

module_init(zeroed_locks_init);
module_exit(zeroed_locks_exit);
