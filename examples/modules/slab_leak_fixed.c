// SPDX-License-Identifier: GPL-2.0-or-later
/* slab_leak.c without its bug: a session is closed before the next is opened. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a slab object that nobody frees, mended");

struct session {
	int id;
	char user[60];
};

static struct kmem_cache *cache;
static struct session *first, *second;

static noinline struct session *open_session(int id)
{
	struct session *session = kmem_cache_zalloc(cache, GFP_KERNEL);

	if (session)
		session->id = id;
	return session;
}

static int __init slab_leak_fixed_init(void)
{
	cache = KMEM_CACHE(session, 0);
	if (!cache)
		return -12;
	first = open_session(1);
	second = open_session(2);
	kmem_cache_free(cache, second);
	second = open_session(3);
	return 0;
}

static void __exit slab_leak_fixed_exit(void)
{
	kmem_cache_free(cache, first);
	kmem_cache_free(cache, second);
	first = second = NULL;
	kmem_cache_destroy(cache);
}

module_init(slab_leak_fixed_init);
module_exit(slab_leak_fixed_exit);
