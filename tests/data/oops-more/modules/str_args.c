#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
#include <linux/slab.h>
#include <linux/crc32.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("string and memory functions with bad arguments");

static char str_buf[32] = "a small buffer";
static char *what = "strstr";
static ulong addr = 0x20;
module_param(what, charp, 0);
module_param(addr, ulong, 0);

static noinline long str_call(char *bad)
{
	unsigned long v;
	char word[8];

	if (!strcmp(what, "strstr"))
		return strstr(bad, "small") != NULL;
	if (!strcmp(what, "strscpy"))
		return strscpy(str_buf, bad, sizeof(str_buf));
	if (!strcmp(what, "memcmp"))
		return memcmp(str_buf, bad, sizeof(str_buf));
	if (!strcmp(what, "memchr"))
		return (long)memchr(bad, 'x', 100);
	if (!strcmp(what, "memset"))
		return (long)memset(bad, 0, 64);
	if (!strcmp(what, "memmove"))
		return (long)memmove(bad, str_buf, 20);
	if (!strcmp(what, "strncpy"))
		return (long)strncpy(bad, str_buf, 10);
	if (!strcmp(what, "kstrtoul"))
		return kstrtoul(bad, 0, &v);
	if (!strcmp(what, "sscanf"))
		return sscanf("speed 42", "%7s %ld", word, (long *)bad);
	if (!strcmp(what, "kstrdup"))
		return (long)kstrdup(bad, GFP_KERNEL);
	if (!strcmp(what, "hex2bin"))
		return hex2bin((u8 *)str_buf, bad, 4);
	if (!strcmp(what, "crc32"))
		return crc32_le(~0, (u8 *)bad, 50);
	if (!strcmp(what, "strsep"))
		return (long)strsep((char **)bad, ",");
	return -EINVAL;
}

static int __init str_args_init(void)
{
	pr_info("str_args: %s at %lx\n", what, addr);
	pr_info("str_args: returned %ld\n", str_call((char *)addr));
	return 0;
}

static void __exit str_args_exit(void)
{
}

module_init(str_args_init);
module_exit(str_args_exit);
