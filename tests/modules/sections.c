/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Has something in every section, and pointers from one to another, and
 * checks in init that the loader brought and relocated all of it.
 */
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("text, rodata, data, bss, ro_after_init, init sections");
MODULE_VERSION("1.2");
MODULE_ALIAS("sections-alias");

#define PATTERN 0x1122334455667788UL

static int failures;

static void check(bool ok, const char *what)
{
	if (ok)
		return;
	failures++;
	pr_err("sections: FAILED: %s\n", what);
}

static noinline int twice(int x)
{
	return 2 * x;
}

static noinline int thrice(int x)
{
	return 3 * x;
}

int sections_exported(int x)
{
	return twice(x) + 1;
}
EXPORT_SYMBOL(sections_exported);

int sections_exported_gpl = 77;
EXPORT_SYMBOL_GPL(sections_exported_gpl);

static const unsigned long rodata_word = PATTERN;
static unsigned long data_word = ~PATTERN;
static unsigned long *data_pointer = &data_word;
static unsigned char bss_bytes[5000];
static unsigned long ro_later __ro_after_init = 1;
static unsigned long read_mostly __read_mostly = 2;
static unsigned long init_word __initdata = 3;
static const char init_text[] __initconst = "init rodata";

/* Relocations in read-only data: to text, and to other read-only data. */
static int (*const functions[])(int) = {twice, thrice};
static const char *const words[] = {"zero", "one", "two"};
static const unsigned long *const rodata_pointer = &rodata_word;

/* Reads through a pointer whose target the compiler cannot know. */
static unsigned long peek(const unsigned long *p)
{
	OPTIMIZER_HIDE_VAR(p);
	return *p;
}

static void __init check_data(void)
{
	unsigned long *pointer = READ_ONCE(data_pointer);

	check(peek(&rodata_word) == PATTERN, "rodata");
	check(peek(READ_ONCE(rodata_pointer)) == PATTERN, "rodata pointer");
	check(peek(&data_word) == ~PATTERN, "data");
	check(pointer == &data_word, "data pointer");
	*pointer = 42;
	check(peek(&data_word) == 42, "data is writable");
	check(peek(&read_mostly) == 2, "read_mostly");
}

static void __init check_bss(void)
{
	unsigned char *p = bss_bytes;
	unsigned int sum = 0;
	size_t i;

	OPTIMIZER_HIDE_VAR(p);
	for (i = 0; i < sizeof(bss_bytes); i++)
		sum += p[i];
	check(sum == 0, "bss is zero");
	p[sizeof(bss_bytes) - 1] = 7;
	check(READ_ONCE(bss_bytes[sizeof(bss_bytes) - 1]) == 7,
	      "bss is writable");
}

static void __init check_init_sections(void)
{
	const char *text = init_text;

	check(peek(&init_word) == 3, "initdata");
	WRITE_ONCE(init_word, 4);
	check(peek(&init_word) == 4, "initdata is writable");
	OPTIMIZER_HIDE_VAR(text);
	check(strcmp(text, "init rodata") == 0, "initconst");
	check(peek(&ro_later) == 1, "ro_after_init");
	WRITE_ONCE(ro_later, 5);
	check(peek(&ro_later) == 5, "ro_after_init is writable in init");
}

static void __init check_pointers(void)
{
	unsigned int i = 1;

	OPTIMIZER_HIDE_VAR(i);
	check(functions[i](5) == 15, "table of functions");
	check(functions[i - 1](5) == 10, "table of functions, first");
	check(strcmp(words[i + 1], "two") == 0, "table of strings");
	check(strcmp(THIS_MODULE->name, "sections") == 0, "module name");
	check(THIS_MODULE->init == init_module, "module init");
	check(THIS_MODULE->exit == cleanup_module, "module exit");
}

static int __init sections_init(void)
{
	check_data();
	check_bss();
	check_init_sections();
	check_pointers();
	if (failures)
		return -EINVAL;
	pr_info("sections: ok\n");
	return 0;
}

static void __exit sections_exit(void)
{
	check(peek(&ro_later) == 5, "ro_after_init keeps its value");
	check(READ_ONCE(bss_bytes[sizeof(bss_bytes) - 1]) == 7,
	      "bss keeps its value");
	pr_info("sections: exit, %d failures\n", failures);
}

module_init(sections_init);
module_exit(sections_exit);
