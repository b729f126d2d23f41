#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the return address is overwritten with letters, without a canary");

static noinline __attribute__((no_stack_protector)) int read_name(const char *in, int n)
{
	char name[16];
	char *p = name;

	OPTIMIZER_HIDE_VAR(p);
	memcpy(p, in, n);
	return p[0];
}

static int __init return_smashed_init(void)
{
	static char in[64];

	memset(in, 'A', sizeof(in));
	pr_info("return_smashed: %d\n", read_name(in, 16));
	pr_info("return_smashed: %d\n", read_name(in, 64));
	return 0;
}

static void __exit return_smashed_exit(void)
{
	pr_info("return_smashed: unloaded\n");
}

module_init(return_smashed_init);
module_exit(return_smashed_exit);
