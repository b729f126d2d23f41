#include <linux/module.h>
#include <linux/rwsem.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("read lock, then write lock");
static DECLARE_RWSEM(map_sem);
static unsigned long map_version;

static noinline void map_upgrade(void)
{
	down_write(&map_sem);
	map_version++;
	up_write(&map_sem);
}

static noinline unsigned long map_lookup(unsigned long key)
{
	unsigned long v;

	down_read(&map_sem);
	if (key > map_version)
		map_upgrade();
	v = map_version;
	up_read(&map_sem);
	return v;
}

static int __init b_init(void)
{
	pr_info("b_rwsem_self: looking up\n");
	pr_info("b_rwsem_self: %lu\n", map_lookup(9));
	return 0;
}
static void __exit b_exit(void) { }
module_init(b_init);
module_exit(b_exit);
