// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("two functions that call each other without end");

static int mutual_recursion_odd(int n);

static noinline int mutual_recursion_even(int n)
{
	volatile char room[200];

	room[n & 127] = n;
	return mutual_recursion_odd(n + 1) + room[n & 63];
}

static noinline int mutual_recursion_odd(int n)
{
	volatile char room[100];

	room[n & 63] = n;
	return mutual_recursion_even(n + 1) + room[n & 31];
}

static int __init mutual_recursion_init(void)
{
	printk(KERN_INFO "mutual_recursion: %d\n", mutual_recursion_even(1));
	return 0;
}

static void __exit mutual_recursion_exit(void)
{
	printk(KERN_INFO "mutual_recursion: unloaded\n");
}

module_init(mutual_recursion_init);
module_exit(mutual_recursion_exit);
