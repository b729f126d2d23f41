#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sysctl.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("register_sysctl: numbers with bounds, a string, a pair, a handler of its own");

static int level = 3, low, high = 100, pair[2] = { 7, 8 };
static char name[16] = "nobody";

static int own_handler(struct ctl_table *table, int write, void *buffer,
		       size_t *len, loff_t *pos)
{
	pr_info("own: %s write %d len %zu pos %lld\n", table->procname, write,
		*len > 100 ? 100 : *len, *pos);
	return proc_dointvec(table, write, buffer, len, pos);
}

static struct ctl_table table[] = {
	{ .procname = "level", .data = &level, .maxlen = sizeof(int),
	  .mode = 0644, .proc_handler = proc_dointvec_minmax,
	  .extra1 = &low, .extra2 = &high },
	{ .procname = "name", .data = name, .maxlen = sizeof(name),
	  .mode = 0644, .proc_handler = proc_dostring },
	{ .procname = "pair", .data = pair, .maxlen = sizeof(pair),
	  .mode = 0444, .proc_handler = proc_dointvec },
	{ .procname = "own", .data = &level, .maxlen = sizeof(int),
	  .mode = 0644, .proc_handler = own_handler },
	{}
};

static struct ctl_table_header *header;

static int __init sctl_init(void)
{
	header = register_sysctl("api", table);
	pr_info("sctl: %d\n", header != NULL);
	return 0;
}

static void __exit sctl_exit(void)
{
	unregister_sysctl_table(header);
	pr_info("sctl: level %d name %s\n", level, name);
}

module_init(sctl_init);
module_exit(sctl_exit);
