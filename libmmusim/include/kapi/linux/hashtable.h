/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hash tables of a fixed size: arrays of lists, 2 to the power of bits.
 *
 *	static DEFINE_HASHTABLE(table, 4);
 *	hash_add(table, &object->node, object->key);
 *	hash_for_each_possible(table, object, node, key)
 *		if (object->key == key)
 *			...
 */
#ifndef _LINUX_HASHTABLE_H
#define _LINUX_HASHTABLE_H

#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/rculist.h>
#include <linux/types.h>

#define DECLARE_HASHTABLE(name, bits) struct hlist_head name[1 << (bits)]
#define DEFINE_HASHTABLE(name, bits)                                        \
	struct hlist_head name[1 << (bits)] = {[0 ...((1 << (bits)) - 1)] = \
						       HLIST_HEAD_INIT}
#define DEFINE_READ_MOSTLY_HASHTABLE(name, bits) DEFINE_HASHTABLE(name, bits)

#define HASH_SIZE(table)			 (ARRAY_SIZE(table))
#define HASH_BITS(table)			 ilog2(HASH_SIZE(table))

/* A key of up to 32 bits needs no more than a product of 32. */
#define hash_min(val, bits) \
	(sizeof(val) <= 4 ? hash_32(val, bits) : hash_long(val, bits))

#define __hash_bucket(table, key) (&(table)[hash_min(key, HASH_BITS(table))])

static inline void __hash_init(struct hlist_head *table, unsigned int size)
{
	for (unsigned int i = 0; i < size; i++)
		INIT_HLIST_HEAD(&table[i]);
}

static inline bool __hash_empty(struct hlist_head *table, unsigned int size)
{
	for (unsigned int i = 0; i < size; i++)
		if (!hlist_empty(&table[i]))
			return false;
	return true;
}

static inline bool hash_hashed(struct hlist_node *node)
{
	return !hlist_unhashed(node);
}

static inline void hash_del(struct hlist_node *node)
{
	hlist_del_init(node);
}

static inline void hash_del_rcu(struct hlist_node *node)
{
	hlist_del_init_rcu(node);
}

#define hash_init(table)  __hash_init(table, HASH_SIZE(table))
#define hash_empty(table) __hash_empty(table, HASH_SIZE(table))
#define hash_add(table, node, key) \
	hlist_add_head(node, __hash_bucket(table, key))
#define hash_add_rcu(table, node, key) \
	hlist_add_head_rcu(node, __hash_bucket(table, key))

/* All objects, by the number of the list in @bkt. */
#define __hash_walk(table, bkt, obj)                                         \
	for ((bkt) = 0, obj = NULL; obj == NULL && (bkt) < HASH_SIZE(table); \
	     (bkt)++)
#define hash_for_each(table, bkt, obj, member) \
	__hash_walk(table, bkt, obj)           \
		hlist_for_each_entry (obj, &(table)[bkt], member)
#define hash_for_each_rcu(table, bkt, obj, member) \
	__hash_walk(table, bkt, obj)               \
		hlist_for_each_entry_rcu(obj, &(table)[bkt], member)
#define hash_for_each_safe(table, bkt, tmp, obj, member) \
	__hash_walk(table, bkt, obj)                     \
		hlist_for_each_entry_safe(obj, tmp, &(table)[bkt], member)

/* Those that may have the key: look at each. */
#define hash_for_each_possible(table, obj, member, key) \
	hlist_for_each_entry (obj, __hash_bucket(table, key), member)
#define hash_for_each_possible_rcu(table, obj, member, key) \
	hlist_for_each_entry_rcu(obj, __hash_bucket(table, key), member)
#define hash_for_each_possible_safe(table, obj, tmp, member, key) \
	hlist_for_each_entry_safe(obj, tmp, __hash_bucket(table, key), member)

#endif
