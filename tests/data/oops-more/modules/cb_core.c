#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("core of a small protocol: keeps the handler of a plug-in, has no reference on it");

static int (*handler)(int);

int cb_core_register(int (*fn)(int))
{
	handler = fn;
	return 0;
}
EXPORT_SYMBOL_GPL(cb_core_register);

static int show(struct seq_file *m, void *v)
{
	seq_printf(m, "%d\n", handler ? handler(4) : -1);
	return 0;
}

static int __init cb_core_init(void)
{
	proc_create_single("cb_core", 0444, NULL, show);
	return 0;
}

static void __exit cb_core_exit(void)
{
	remove_proc_entry("cb_core", NULL);
}

module_init(cb_core_init);
module_exit(cb_core_exit);
