// SPDX-License-Identifier: GPL-2.0-or-later
/* notifiers - chains of its own, and of the kernel's: priorities, ends, mistakes. */
#include <linux/kdebug.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/reboot.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("notifier chains");

static void *volatile nowhere = (void *)0x10;
static int fault; /* 1: in the die notifier */
module_param(fault, int, 0);

static BLOCKING_NOTIFIER_HEAD(chain);
static RAW_NOTIFIER_HEAD(raw);

static int early(struct notifier_block *nb, unsigned long val, void *data)
{
	pr_info("notifiers: early %lu %s\n", val, (char *)data);
	return NOTIFY_OK;
}

static int late(struct notifier_block *nb, unsigned long val, void *data)
{
	pr_info("notifiers: late %lu %s\n", val, (char *)data);
	return val == 2 ? notifier_from_errno(-EBUSY) : NOTIFY_DONE;
}

static struct notifier_block early_nb = {.notifier_call = early, .priority = 5};
static struct notifier_block late_nb = {.notifier_call = late};
static struct notifier_block last_nb = {.notifier_call = early, .priority = -1};

static int on_module(struct notifier_block *nb, unsigned long val, void *data)
{
	struct module *mod = data;

	pr_info("notifiers: module %s %s\n", mod->name,
		val == MODULE_STATE_COMING ? "comes" :
		val == MODULE_STATE_LIVE   ? "lives" :
					     "goes");
	return NOTIFY_OK;
}

static int on_die(struct notifier_block *nb, unsigned long val, void *data)
{
	struct die_args *args = data;

	pr_info("notifiers: die %lu %s err %ld trap %d signal %d\n", val,
		args->str, args->err, args->trapnr, args->signr);
	if (fault)
		*(volatile int *)nowhere = 1;
	return NOTIFY_OK;
}

static int on_panic(struct notifier_block *nb, unsigned long val, void *data)
{
	pr_info("notifiers: panic %lu %s\n", val, (char *)data);
	return NOTIFY_DONE;
}

static struct notifier_block module_nb = {.notifier_call = on_module};
static struct notifier_block die_nb = {.notifier_call = on_die};
static struct notifier_block panic_nb = {.notifier_call = on_panic,
					 .priority = 1};
static struct notifier_block reboot_nb = {.notifier_call = early};

static void own_chains(void)
{
	int err = blocking_notifier_chain_register(&chain, &late_nb);

	err |= blocking_notifier_chain_register(&chain, &last_nb);
	err |= blocking_notifier_chain_register(&chain, &early_nb);
	pr_info("notifiers: registered %d\n", err);
	err = blocking_notifier_call_chain(&chain, 1, "one");
	pr_info("notifiers: %#x\n", err);
	err = blocking_notifier_call_chain_robust(&chain, 2, 3, "two");
	pr_info("notifiers: %d\n", notifier_to_errno(err));
	pr_info("notifiers: %d",
		blocking_notifier_chain_unregister(&chain, &late_nb));
	pr_cont(" %d\n", blocking_notifier_chain_unregister(&chain, &late_nb));
	pr_info("notifiers: raw %d",
		raw_notifier_chain_register(&raw, &late_nb));
	pr_cont(" %d\n", raw_notifier_call_chain(&raw, 7, "raw"));
}

static int __init notifiers_init(void)
{
	own_chains();
	register_module_notifier(&module_nb);
	register_reboot_notifier(&reboot_nb);
	register_die_notifier(&die_nb);
	atomic_notifier_chain_register(&panic_notifier_list, &panic_nb);
	return 0;
}

static void __exit notifiers_exit(void)
{
	atomic_notifier_chain_unregister(&panic_notifier_list, &panic_nb);
	unregister_die_notifier(&die_nb);
	unregister_reboot_notifier(&reboot_nb);
	unregister_module_notifier(&module_nb);
}

module_init(notifiers_init);
module_exit(notifiers_exit);
