#include <linux/module.h>
#include <linux/kdebug.h>
#include <linux/notifier.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("fault in a die notifier");

struct crash_log {
	int count;
	char text[120];
	char *end;
};
static struct crash_log *crash_log;
static int seen;

static noinline void crash_add(struct crash_log *log)
{
	*log->end = '\n';
}

static int on_die(struct notifier_block *nb, unsigned long val, void *data)
{
	if (val == DIE_OOPS && !seen++)
		crash_add(crash_log);
	return NOTIFY_DONE;
}
static struct notifier_block die_nb = { .notifier_call = on_die };

static int __init die_note_init(void)
{
	return register_die_notifier(&die_nb);
}

static void __exit die_note_exit(void)
{
	unregister_die_notifier(&die_nb);
}
module_init(die_note_init);
module_exit(die_note_exit);
