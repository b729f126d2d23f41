#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sprintf into buffers that are none");

static int target;
module_param(target, int, 0);
static char *report_buf;

static noinline int report_format(char *to, int id, const char *name)
{
	switch (target) {
	case 0:
		return sprintf(to, "%d: %s", id, name);
	case 1:
		return sprintf(to, "sensor %d", id);
	case 2:
		return snprintf(to, 20, "%s/%d", name, id);
	case 3:
		return scnprintf(to, 32, "%c%x", 'a', id);
	}
	return sprintf(to, "plain");
}

static int __init report_to_init(void)
{
	char local[32];

	report_format(local, 7, "fan");
	pr_info("report_to: %s\n", local);
	return report_format(report_buf, 8, "pump");
}

static void __exit report_to_exit(void)
{
}

module_init(report_to_init);
module_exit(report_to_exit);
