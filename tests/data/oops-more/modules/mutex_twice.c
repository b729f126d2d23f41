#include <linux/module.h>
#include <linux/mutex.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("recursive mutex_lock");

static DEFINE_MUTEX(cfg_lock);
static int cfg_value;

static noinline void cfg_set(int v)
{
	mutex_lock(&cfg_lock);
	cfg_value = v;
	mutex_unlock(&cfg_lock);
}

static noinline void cfg_reload(void)
{
	mutex_lock(&cfg_lock);
	pr_info("mutex_twice: reloading\n");
	cfg_set(7);
	mutex_unlock(&cfg_lock);
}

static int __init mutex_twice_init(void)
{
	cfg_reload();
	return 0;
}

static void __exit mutex_twice_exit(void)
{
}
module_init(mutex_twice_init);
module_exit(mutex_twice_exit);
