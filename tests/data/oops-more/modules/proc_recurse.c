#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a recursion without end in a file of /proc");

struct tree {
	int v;
	struct tree *left, *right;
};
static struct tree root = { 1, &root, NULL };

static noinline int proc_recurse_depth(struct tree *t)
{
	int l, r;

	if (!t)
		return 0;
	l = proc_recurse_depth(READ_ONCE(t->left));
	r = proc_recurse_depth(READ_ONCE(t->right));
	return 1 + max(l, r);
}

static int proc_recurse_show(struct seq_file *s, void *v)
{
	seq_printf(s, "depth %d\n", proc_recurse_depth(&root));
	return 0;
}

static int __init proc_recurse_init(void)
{
	proc_create_single("proc_recurse", 0, NULL, proc_recurse_show);
	return 0;
}

static void __exit proc_recurse_exit(void)
{
	printk(KERN_INFO "proc_recurse: unloaded\n");
}

module_init(proc_recurse_init);
module_exit(proc_recurse_exit);
