/* SPDX-License-Identifier: GPL-2.0-or-later */
/* It waits for itself. */
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(mutex);

static noinline void take_again(void)
{
	mutex_lock(&mutex);
}

static int __init mutex_twice_init(void)
{
	mutex_lock(&mutex);
	take_again();
	return 0;
}

static void __exit mutex_twice_exit(void)
{
}

module_init(mutex_twice_init);
module_exit(mutex_twice_exit);

MODULE_LICENSE("GPL");
