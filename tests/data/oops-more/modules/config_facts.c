// What a module can know of the kernel when it is compiled.
#include <linux/module.h>

#ifdef CONFIG_KASAN
#error the sanitizer is not configured
#endif

#define SHOW(option) \
	pr_info("config_facts: " #option " %d\n", IS_ENABLED(option))

static int __init config_facts_init(void)
{
	SHOW(CONFIG_SMP);
	SHOW(CONFIG_MODULES);
	SHOW(CONFIG_SLUB_DEBUG);
	SHOW(CONFIG_KASAN);
	SHOW(CONFIG_DEBUG_ATOMIC_SLEEP);
	SHOW(CONFIG_NO_SUCH_THING);
	pr_info("config_facts: HZ %d, %d CPUs\n", HZ, CONFIG_NR_CPUS);
	WARN_ON(!IS_ENABLED(CONFIG_UBSAN));
	return 0;
}

module_init(config_facts_init);
MODULE_LICENSE("GPL");
