#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <asm/processor.h>
#include <asm/cpufeature.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("what CPU the kernel found");

static int __init cpu_found_init(void)
{
	const struct cpuinfo_x86 *c = &boot_cpu_data;

	printk(KERN_INFO "cpu_found: %s, family %u model %u stepping %u\n",
	       c->x86_vendor_id, c->x86, c->x86_model, c->x86_stepping);
	printk(KERN_INFO "cpu_found: %s\n", c->x86_model_id);
	printk(KERN_INFO "cpu_found: %u KiB of cache in lines of %u, %d cores, %u bits virtual\n",
	       c->x86_cache_size, c->x86_clflush_size, c->x86_max_cores, c->x86_virt_bits);
	printk(KERN_INFO "cpu_found: smep %d smap %d nx %d la57 %d rdseed %d\n",
	       boot_cpu_has(X86_FEATURE_SMEP), boot_cpu_has(X86_FEATURE_SMAP),
	       boot_cpu_has(X86_FEATURE_NX), boot_cpu_has(X86_FEATURE_LA57),
	       boot_cpu_has(X86_FEATURE_RDSEED));
	return 0;
}

static void __exit cpu_found_exit(void)
{
	printk(KERN_INFO "cpu_found: unloaded\n");
}

module_init(cpu_found_init);
module_exit(cpu_found_exit);
