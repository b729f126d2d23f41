/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What no module should do with files, trees, RCU and threads: each must come to
 * an error, a fault or a lockup of the simulated kernel, and to nothing else. */
#include <linux/module.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/kthread.h>
#include <linux/miscdevice.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

void *__alloc_percpu(size_t size, size_t align);

static char *what = "";
module_param(what, charp, 0);

/* --- files that remove themselves -------------------------------------------- */

static struct proc_dir_entry *entry;
static const char *remove_in = "";

static void remove_now(const char *where)
{
	if (strcmp(remove_in, where) || !entry)
		return;
	proc_remove(entry);
	entry = NULL;
}

static int nasty_open(struct inode *inode, struct file *file)
{
	remove_now("open");
	return 0;
}

static ssize_t nasty_read(struct file *file, char __user *buf, size_t len,
			  loff_t *pos)
{
	remove_now("read");
	if (*pos)
		return 0;
	if (copy_to_user(buf, "read\n", 5))
		return -EFAULT;
	*pos = 5;
	return 5;
}

/* It never looks at *pos. */
static ssize_t endless_read(struct file *file, char __user *buf, size_t len,
			    loff_t *pos)
{
	return copy_to_user(buf, "again\n", 6) ? -EFAULT : 6;
}

static ssize_t huge_read(struct file *file, char __user *buf, size_t len,
			 loff_t *pos)
{
	return (ssize_t)(~0ul >> 1);
}

static int nasty_release(struct inode *inode, struct file *file)
{
	pr_info("nasty: released\n");
	return 0;
}

static const struct proc_ops nasty_ops = {
	.proc_open = nasty_open,
	.proc_read = nasty_read,
	.proc_release = nasty_release,
};

static const struct proc_ops endless_ops = {
	.proc_read = endless_read,
};

static const struct proc_ops huge_ops = {
	.proc_read = huge_read,
};

static int show(struct seq_file *m, void *v)
{
	remove_now("show");
	return 0;
}

static struct miscdevice misc;

static ssize_t misc_read(struct file *file, char __user *buf, size_t len,
			 loff_t *pos)
{
	if (misc.fops)
		misc_deregister(&misc);
	misc.fops = NULL;
	return 0;
}

static const struct file_operations misc_fops = {
	.owner = THIS_MODULE,
	.read = misc_read,
};

/* --- trees ---------------------------------------------------------------------- */

/* Its left child is the node itself. */
static void tree_without_end(void)
{
	static struct rb_node node;
	static struct rb_root root = {&node};

	node.rb_left = &node;
	pr_info("nasty: %p\n", rb_first(&root));
}

/* --- RCU ------------------------------------------------------------------------ */

static struct rcu_head again;
static unsigned int calls;

static void call_again(struct rcu_head *head)
{
	if (calls++ < 100000)
		call_rcu(head, call_again);
}

static void barrier_for_ever(void)
{
	call_rcu(&again, call_again);
	rcu_barrier();
	pr_info("nasty: %u calls before the barrier\n", calls);
	calls = 100000;
	rcu_barrier();
}

struct large {
	struct rcu_head head;
	char rest[3 * 4096];
};

static void free_vmalloc_later(void)
{
	struct large *large = vmalloc(sizeof(*large));

	if (large)
		kfree_rcu(large, head);
	rcu_barrier();
}

/* --- threads -------------------------------------------------------------------- */

static struct task_struct *victim;

static int until_stopped(void *unused)
{
	while (!kthread_should_stop())
		msleep(50);
	msleep(200);
	return 7;
}

static int stop_it(void *unused)
{
	pr_info("nasty: second stop %d\n", kthread_stop(victim));
	return 0;
}

static void stop_twice(void)
{
	victim = kthread_run(until_stopped, NULL, "victim");
	kthread_run(stop_it, NULL, "stopper");
	msleep(1);
	pr_info("nasty: first stop %d\n", kthread_stop(victim));
	msleep(500);
}

/* --- lengths -------------------------------------------------------------------- */

static void percpu_lengths(void)
{
	pr_info("nasty: percpu %d %d %d\n", !__alloc_percpu(~0ul, 8),
		!__alloc_percpu(~0ul - 14, 8), !__alloc_percpu(1ul << 40, 8));
}

static void vmap_lengths(void)
{
	static struct page *pages[1];

	pr_info("nasty: vmap %d\n", !vmap(pages, ~0u, 0, PAGE_KERNEL));
}

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	{"rb", tree_without_end},	{"barrier", barrier_for_ever},
	{"kvfree", free_vmalloc_later}, {"stop", stop_twice},
	{"percpu", percpu_lengths},	{"vmap", vmap_lengths},
};

static int __init nasty_init(void)
{
	int err;

	for (int i = 0; i < ARRAY_SIZE(cases); i++)
		if (!strcmp(what, cases[i].name))
			cases[i].run();
	if (!strcmp(what, "endless"))
		entry = proc_create("nasty", 0444, NULL, &endless_ops);
	else if (!strcmp(what, "huge"))
		entry = proc_create("nasty", 0444, NULL, &huge_ops);
	else if (!strcmp(what, "show"))
		entry = proc_create_single("nasty", 0444, NULL, show);
	else
		entry = proc_create("nasty", 0444, NULL, &nasty_ops);
	remove_in = what;
	misc.minor = MISC_DYNAMIC_MINOR;
	misc.name = "nasty";
	misc.fops = &misc_fops;
	err = misc_register(&misc);
	if (err && entry)
		proc_remove(entry);
	return err;
}

static void __exit nasty_exit(void)
{
	if (entry)
		proc_remove(entry);
	if (misc.fops)
		misc_deregister(&misc);
}

module_init(nasty_init);
module_exit(nasty_exit);
MODULE_LICENSE("GPL");
