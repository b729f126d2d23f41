// SPDX-License-Identifier: GPL-2.0-or-later
/* A module that calls functions with what they are not for, and handlers of kprobes
 * that unregister what is running: test_hostile.c. */
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

struct pt_regs;
struct page;

struct probe {
	struct hlist_node hlist;
	struct list_head list;
	unsigned long nmissed;
	void *addr;
	const char *symbol_name;
	unsigned int offset;
	int (*pre_handler)(struct probe *, struct pt_regs *);
	void (*post_handler)(struct probe *, struct pt_regs *, unsigned long);
	unsigned char opcode;
	unsigned long insn[4];
	unsigned int flags;
};

int register_kprobe(struct probe *p);
void unregister_kprobe(struct probe *p);
int __kfifo_alloc(void *fifo, unsigned int size, size_t esize, gfp_t gfp);
void __free_pages(struct page *page, unsigned int order);

static char *what = "";
module_param(what, charp, 0);

/* --- probes ------------------------------------------------------------------------ */

static struct probe first, second;
static char *in_pre = "", *in_post = "";

static void remove_in(const char *which)
{
	if (strstr(which, "first"))
		unregister_kprobe(&first);
	if (strstr(which, "second"))
		unregister_kprobe(&second);
	if (strstr(which, "again")) {
		first.addr = NULL;
		register_kprobe(&first);
	}
}

static int pre(struct probe *p, struct pt_regs *regs)
{
	pr_info("hostile: pre %s\n", p == &first ? "first" : "second");
	remove_in(in_pre);
	return 0;
}

static void post(struct probe *p, struct pt_regs *regs, unsigned long flags)
{
	pr_info("hostile: post %s\n", p == &first ? "first" : "second");
	remove_in(in_post);
}

static void probe(void)
{
	first.symbol_name = second.symbol_name = "vfree";
	first.pre_handler = second.pre_handler = pre;
	first.post_handler = second.post_handler = post;
	pr_info("hostile: first %d\n", register_kprobe(&first));
	pr_info("hostile: second %d\n", register_kprobe(&second));
	vfree(NULL);
	in_pre = in_post = "";
	pr_info("hostile: once more\n");
	vfree(NULL);
	unregister_kprobe(&first);
	unregister_kprobe(&second);
}

static void probe_second(void)
{
	in_pre = "second";
	probe();
}

static void probe_both(void)
{
	in_pre = "first second";
	probe();
}

static void probe_again(void)
{
	in_pre = "first again";
	probe();
}

static void probe_both_later(void)
{
	in_post = "first second";
	probe();
}

/* --- functions ----------------------------------------------------------------------- */

/* What only the kernel itself calls. */
static void call_inner(const char *name)
{
	void (*function)(void *);

	first.symbol_name = name;
	if (register_kprobe(&first))
		return;
	function = first.addr;
	unregister_kprobe(&first);
	function(NULL);
	pr_info("hostile: came back\n");
}

static void watchdog(void)
{
	call_inner("watchdog_timer_fn.cold");
}

static void stall(void)
{
	call_inner("rcu_sched_clock_irq.cold");
}

static void node(void)
{
	call_inner("radix_tree_node_free");
}

static void kfifo(void)
{
	static unsigned long fifo[4];
	int huge = __kfifo_alloc(fifo, 0x80000001u, 1, GFP_KERNEL);

	pr_info("hostile: kfifo %d %d\n", huge,
		__kfifo_alloc(fifo, 16, ~0ul / 8, GFP_KERNEL));
}

static irqreturn_t free_itself(int irq, void *device)
{
	free_irq(irq, device);
	return IRQ_HANDLED;
}

static irqreturn_t nothing(int irq, void *device)
{
	return IRQ_HANDLED;
}

/* It waits for its thread, which cannot run meanwhile. */
static void line(void)
{
	pr_info("hostile: line %d\n",
		request_threaded_irq(7, free_itself, nothing, 0, "hostile",
				     what));
}

/* No struct page, but memory. */
static void no_page(void)
{
	static unsigned long memory[64];

	__free_pages((struct page *)memory, 0);
}

static ssize_t lowest(struct file *file, char __user *buf, size_t len,
		      loff_t *pos)
{
	return (ssize_t)(1ul << 63);
}

static const struct proc_ops lowest_ops = {.proc_read = lowest};

static void file(void)
{
	proc_create("hostile", 0444, NULL, &lowest_ops);
}

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	{"second", probe_second}, {"both", probe_both},
	{"again", probe_again},	  {"later", probe_both_later},
	{"watchdog", watchdog},	  {"stall", stall},
	{"node", node},		  {"line", line},
	{"file", file},		  {"kfifo", kfifo},
	{"no_page", no_page},
};

static int __init hostile_init(void)
{
	for (int i = 0; i < ARRAY_SIZE(cases); i++)
		if (!strcmp(what, cases[i].name))
			cases[i].run();
	return 0;
}

static void __exit hostile_exit(void)
{
	if (!strcmp(what, "file"))
		remove_proc_entry("hostile", NULL);
}

module_init(hostile_init);
module_exit(hostile_exit);
MODULE_LICENSE("GPL");
