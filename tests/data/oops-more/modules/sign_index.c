#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a signed char as an index, converted on its way");

static const u16 sign_table[256] = { [200] = 3 };
static char *text = "caf\xc3\xa9";
module_param(text, charp, 0);

static noinline u16 sign_weight(unsigned long letter)
{
	return sign_table[letter];
}

static int __init sign_index_init(void)
{
	const signed char *p;
	u32 sum = 0;

	for (p = (signed char *)text; *p; p++) {
		pr_info("sign_index: letter %d\n", *p);
		sum += sign_weight(*p * 0x100000L);
	}
	pr_info("sign_index: %u\n", sum);
	return 0;
}

static void __exit sign_index_exit(void)
{
}

module_init(sign_index_init);
module_exit(sign_index_exit);
