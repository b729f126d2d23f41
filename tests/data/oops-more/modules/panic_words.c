#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/panic_notifier.h>
#include <linux/notifier.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the last words of a module in a panic that an oops brings about");

static int panic_words_say(struct notifier_block *nb, unsigned long event, void *text)
{
	printk(KERN_EMERG "panic_words: goodbye, because of: %s\n", (char *)text);
	return NOTIFY_DONE;
}
static struct notifier_block panic_words_nb = { .notifier_call = panic_words_say, .priority = 10 };

static noinline int panic_words_sum(const int *p, int n)
{
	int i, sum = 0;

	for (i = 0; i < n; i++)
		sum += READ_ONCE(p[i]);
	return sum;
}

static int __init panic_words_init(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &panic_words_nb);
	printk(KERN_INFO "panic_words: sum %d\n", panic_words_sum((int *)0x20, 4));
	return 0;
}

static void __exit panic_words_exit(void)
{
	printk(KERN_INFO "panic_words: unloaded\n");
}

module_init(panic_words_init);
module_exit(panic_words_exit);
