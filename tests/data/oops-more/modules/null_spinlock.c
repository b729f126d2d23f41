/* A 2-byte write through NULL two calls deep with a spinlock held: the task exits with a preempt count of 1. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL write inside a spinlock");

struct null_spinlock_port {
	u16 base, unit, irq, speed;	/* speed: offset 6 */
};

static DEFINE_SPINLOCK(null_spinlock_lock);

static noinline void null_spinlock_poke(struct null_spinlock_port *p, u16 speed)
{
	WRITE_ONCE(p->speed, speed);
}

static noinline int null_spinlock_set(struct null_spinlock_port *p, int speed)
{
	spin_lock(&null_spinlock_lock);
	null_spinlock_poke(p, speed / 100);
	spin_unlock(&null_spinlock_lock);
	return speed;
}

static int __init null_spinlock_init(void)
{
	struct null_spinlock_port *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "null_spinlock: setting the speed, p=%px\n", p);
	printk(KERN_INFO "null_spinlock: speed %d\n", null_spinlock_set(p, 9600));
	return 0;
}

static void __exit null_spinlock_exit(void)
{
	printk(KERN_INFO "null_spinlock: unloaded\n");
}

module_init(null_spinlock_init);
module_exit(null_spinlock_exit);
