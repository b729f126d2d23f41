#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/shrinker.h>
#include <linux/mm.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a shrinker follows a NULL pointer when caches are dropped");

struct shrinker_null_pool {
	long lru[3];
	unsigned long nr;
};

static struct shrinker_null_pool *shrinker_null_pool;

static unsigned long shrinker_null_count(struct shrinker *s, struct shrink_control *sc)
{
	return READ_ONCE(shrinker_null_pool->nr);
}

static unsigned long shrinker_null_scan(struct shrinker *s, struct shrink_control *sc)
{
	return SHRINK_STOP;
}

static struct shrinker shrinker_null_s = {
	.count_objects = shrinker_null_count,
	.scan_objects = shrinker_null_scan,
	.seeks = DEFAULT_SEEKS,
};

static int __init shrinker_null_init(void)
{
	printk(KERN_INFO "shrinker_null: register_shrinker %d\n", register_shrinker(&shrinker_null_s, "teacher"));
	return 0;
}

static void __exit shrinker_null_exit(void)
{
	printk(KERN_INFO "shrinker_null: unloaded\n");
}

module_init(shrinker_null_init);
module_exit(shrinker_null_exit);
