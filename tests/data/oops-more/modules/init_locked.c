#include <linux/module.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an error path keeps the lock");

static DEFINE_SPINLOCK(table_lock);
static int users = 1;

static noinline int table_enter(int n)
{
	spin_lock(&table_lock);
	if (users + n > 1)
		return -EBUSY;
	users += n;
	spin_unlock(&table_lock);
	return 0;
}

static int __init init_locked_init(void)
{
	int err = table_enter(1);

	pr_info("init_locked: %d\n", err);
	return 0;
}

static void __exit init_locked_exit(void)
{
	pr_info("init_locked: unloaded\n");
}
module_init(init_locked_init);
module_exit(init_locked_exit);
