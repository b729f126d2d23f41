#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a log function of its own: %pV");

static __printf(2, 3) noinline void log_it(const char *who, const char *format, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, format);
	vaf.fmt = format;
	vaf.va = &args;
	pr_info("va_format_log: %s: %pV|%d\n", who, &vaf, 7);
	va_end(args);
}

static int __init va_format_log_init(void)
{
	log_it("a", "plain");
	log_it("b", "%d %s %c %lx %u %u %u %u", -5, "text", 'x', 0x123456789UL, 1, 2, 3, 4);
	log_it("c", "%20pI4|%-12s|%p", (void *)NULL, "left", (void *)NULL);
	pr_info("va_format_log: %pV\n", (struct va_format *)NULL);
	return 0;
}

static void __exit va_format_log_exit(void)
{
}

module_init(va_format_log_init);
module_exit(va_format_log_exit);
