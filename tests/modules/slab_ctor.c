// SPDX-License-Identifier: GPL-2.0-or-later
/* A cache with a constructor. fault=1: it writes to NULL. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("objects that are constructed once");

struct counter {
	long magic;
	long uses;
	char rest[56];
};

static int constructed;
static bool fault;
module_param(fault, bool, 0);

static void construct(void *object)
{
	struct counter *counter = object;

	counter->magic = 0x600d;
	counter->uses = 0;
	constructed++;
	if (fault)
		*(volatile int *)NULL = 1;
}

/* What the constructor and the owner wrote is there when it is had again. */
static int use_again(struct kmem_cache *cache)
{
	struct counter *first = NULL;

	for (long i = 0; i < 3; i++) {
		struct counter *counter = kmem_cache_alloc(cache, GFP_KERNEL);

		if (!counter || counter->magic != 0x600d ||
		    counter->uses != (counter == first ? i : 0))
			return -22;
		first = first ? first : counter;
		counter->uses++;
		kmem_cache_free(cache, counter);
	}
	return 0;
}

/* More than one slab of them. */
static int use_many(struct kmem_cache *cache)
{
	static struct counter *counter[100];
	int err = 0;

	for (int i = 0; i < 100; i++) {
		counter[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		if (!counter[i] || counter[i]->magic != 0x600d)
			err = -22;
	}
	for (int i = 0; i < 100; i++)
		kmem_cache_free(cache, counter[i]);
	return err;
}

static int __init slab_ctor_init(void)
{
	struct kmem_cache *cache = kmem_cache_create(
		"slab_ctor", sizeof(struct counter), 0, 0, construct);
	int err;

	if (!cache)
		return -12;
	err = use_again(cache);
	pr_info("slab_ctor: constructed %d\n", constructed);
	if (!err)
		err = use_many(cache);
	pr_info("slab_ctor: constructed %d\n", constructed);
	kmem_cache_destroy(cache);
	return err;
}

static void __exit slab_ctor_exit(void)
{
}

module_init(slab_ctor_init);
module_exit(slab_ctor_exit);
