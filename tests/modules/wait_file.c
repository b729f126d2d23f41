// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wait_file - nobody completes what the show function of its file, and its init
 * function with now=1, wait for.
 */
#include <linux/completion.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("waits for ever");

static int now;
module_param(now, int, 0);

static DECLARE_COMPLETION(never);

static noinline void wait(void)
{
	wait_for_completion(&never);
}

static int wait_file_show(struct seq_file *m, void *v)
{
	wait();
	return 0;
}

static int __init wait_file_init(void)
{
	if (now)
		wait();
	if (!proc_create_single("wait_file", 0, NULL, wait_file_show))
		return -ENOMEM;
	return 0;
}

static void __exit wait_file_exit(void)
{
	remove_proc_entry("wait_file", NULL);
}

module_init(wait_file_init);
module_exit(wait_file_exit);
