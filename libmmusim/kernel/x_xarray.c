/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_xarray.c - what kimage_xarray.c and kimage_idr.c ask the library for.
 *
 * Reference: Linux 6.1, lib/radix-tree.c, radix_tree_init(); lib/idr.c.
 */
#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/gfp.h"
#include "kernel/slab.h"

enum { NODE_SIZE = 576 };

/* Made when the first tree needs a node. */
static struct kern_cache *node_cache(struct kern *k)
{
	if (!k->xa_nodes)
		k->xa_nodes = kern_cache_create(k, "radix_tree_node", NODE_SIZE,
						0, 0);
	return k->xa_nodes;
}

/* struct xa_node *radix_tree_node_alloc(gfp_t gfp) */
uint64_t kern_e_xa_node_alloc(struct kern_call *call)
{
	struct kern_cache *c = node_cache(call->kern);
	uint64_t la = 0;

	if (c)
		la = kern_cache_alloc(
			call->kern, c,
			(unsigned int)call->arg[0] | KERN_GFP_ZERO, NODE_SIZE);
	return la ? kern_call_ptr(call, la) : 0;
}

/* void radix_tree_node_free(struct xa_node *node) */
uint64_t kern_e_xa_node_free(struct kern_call *call)
{
	uint64_t la = kern_call_la(call, call->arg[0]);
	const struct kern_slab *s = kern_slab_of(call->kern, la);
	struct kern_cache *cache = node_cache(call->kern);

	if (s && s->cache == cache && cache)
		kern_cache_free(call->kern, cache, la);
	else
		kern_call_fault(call, call->arg[0], true);
	return 0;
}

/* What ida_free() says of a number that is free. */
uint64_t kern_e_ida_free_warn(struct kern_call *call)
{
	struct kern *k = call->kern;

	kern_cut_here(k);
	kern_printk(k,
		    KERN_WARNING "ida_free called for id=%d which is not "
				 "allocated.\n",
		    (int)call->arg[0]);
	kern_warn_in(k, "lib/idr.c:527", "ida_free", 0xe2);
	return 0;
}
