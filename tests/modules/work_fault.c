/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A work item that faults: its worker dies, others do the rest. */
#include <linux/module.h>
#include <linux/workqueue.h>

static noinline void bad_fn(struct work_struct *work)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	*(volatile char *)p = 'A';
}

static void good_fn(struct work_struct *work)
{
	pr_info("work_fault: good\n");
}

static DECLARE_WORK(bad, bad_fn);
static DECLARE_WORK(good, good_fn);

static int __init work_fault_init(void)
{
	schedule_work(&bad);
	schedule_work(&good);
	return 0;
}

static void __exit work_fault_exit(void)
{
}

module_init(work_fault_init);
module_exit(work_fault_exit);

MODULE_LICENSE("GPL");
