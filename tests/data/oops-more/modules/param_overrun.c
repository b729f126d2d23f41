#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a text parameter copied over the pointer behind it");

static char *who = "me";
module_param(who, charp, 0444);

static struct {
	char name[8];
	char *next;
} rec = { .next = rec.name };

static noinline void param_overrun_copy(char *to, const char *from)
{
	while ((*to++ = *from++))
		barrier();
}

static int __init param_overrun_init(void)
{
	param_overrun_copy(rec.name, who);
	printk(KERN_INFO "param_overrun: name %.8s\n", rec.name);
	printk(KERN_INFO "param_overrun: next begins with %c\n", READ_ONCE(*rec.next));
	return 0;
}

static void __exit param_overrun_exit(void)
{
	printk(KERN_INFO "param_overrun: unloaded\n");
}

module_init(param_overrun_init);
module_exit(param_overrun_exit);
