/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Something for each kind of rights, and an init function that ends as asked:
 * end=0 well, 1 with a positive number, 2 with an error, 3 in an oops.
 */
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memory with all kinds of rights");

static int end;
module_param(end, int, 0);

static const int words[4] = {1, 2, 3, 4};
static int numbers[4] = {5, 6, 7, 8};
static int sealed __ro_after_init = 9;
static int early[4] __initdata = {1};
static const int early_words[4] __initconst = {2};

/* Not static, so that no compiler renames them. */
noinline int rights_text(int i);
noinline int __init rights_early(int i);

noinline int rights_text(int i)
{
	return *(volatile const int *)&words[i] + *(volatile int *)&numbers[i];
}

noinline int __init rights_early(int i)
{
	return *(volatile int *)&early[i] +
	       *(volatile const int *)&early_words[i];
}

static int __init rights_init(void)
{
	/* What nobody writes to, a compiler may put into read-only data. */
	*(volatile int *)&numbers[1] = 7;
	*(volatile int *)&early[2] = 3;
	*(volatile int *)&sealed = rights_text(0) + rights_early(1);
	if (end == 3)
		return *(volatile int *)0;
	return end == 2 ? -ENODEV : end;
}

static void __exit rights_exit(void)
{
	pr_info("rights: sealed %d\n", sealed);
}

module_init(rights_init);
module_exit(rights_exit);
