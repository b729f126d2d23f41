#include <linux/module.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("comes and goes");

static int __init mod_note2_init(void)
{
	pr_info("mod_note2: hello\n");
	return 0;
}

static void __exit mod_note2_exit(void)
{
	pr_info("mod_note2: bye\n");
}
module_init(mod_note2_init);
module_exit(mod_note2_exit);
