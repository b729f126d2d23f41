// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * library_more.c - trees, XArrays and pools in random order, compared with what plain
 * arrays say; and a task that waits until nobody looks at what it removes.
 */
#include <linux/crc32.h>
#include <linux/delay.h>
#include <linux/genalloc.h>
#include <linux/interval_tree.h>
#include <linux/klist.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/timerqueue.h>
#include <linux/xarray.h>

#define N 60

static struct rnd_state rnd;
static int bad;

static u32 below(u32 n)
{
	return prandom_u32_state(&rnd) % n;
}

/* --- intervals ------------------------------------------------------------------ */

static struct interval_tree_node nodes[N];
static bool in_tree[N];

static void check_intervals(struct rb_root_cached *root)
{
	unsigned long start = below(1000), last = start + below(50);
	struct interval_tree_node *node;
	int i, found = 0, expected = 0;

	for (node = interval_tree_iter_first(root, start, last); node;
	     node = interval_tree_iter_next(node, start, last)) {
		found++;
		if (node->start > last || node->last < start)
			bad++;
	}
	for (i = 0; i < N; i++)
		expected += in_tree[i] && nodes[i].start <= last &&
			    nodes[i].last >= start;
	bad += found != expected;
}

static void test_intervals(void)
{
	struct rb_root_cached root = RB_ROOT_CACHED;
	struct interval_tree_node copy;
	int round, i;

	for (round = 0; round < 1500; round++) {
		i = below(N);
		if (in_tree[i]) {
			interval_tree_remove(&nodes[i], &root);
		} else {
			nodes[i].start = below(1000);
			nodes[i].last = nodes[i].start + below(100);
			interval_tree_insert(&nodes[i], &root);
		}
		in_tree[i] = !in_tree[i];
		check_intervals(&root);
	}
	for (i = 0; !in_tree[i]; i++)
		;
	copy = nodes[i];
	rb_replace_node(&nodes[i].rb, &copy.rb, &root.rb_root);
	if (root.rb_leftmost == &nodes[i].rb)
		root.rb_leftmost = &copy.rb;
	check_intervals(&root);
	interval_tree_remove(&copy, &root);
	in_tree[i] = false;
	check_intervals(&root);
	pr_info("library_more: intervals: %d bad\n", bad);
}

/* --- times ----------------------------------------------------------------------- */

static void test_times(void)
{
	static struct timerqueue_node timers[N];
	struct timerqueue_head head;
	struct timerqueue_node *timer;
	s64 before = -1;
	int i, n = 0;

	timerqueue_init_head(&head);
	for (i = 0; i < N; i++) {
		timerqueue_init(&timers[i]);
		timers[i].expires = below(1000);
		timerqueue_add(&head, &timers[i]);
	}
	while ((timer = timerqueue_getnext(&head))) {
		bad += timer->expires < before;
		before = timer->expires;
		timerqueue_del(&head, timer);
		n++;
	}
	pr_info("library_more: %d times: %d bad\n", n, bad);
}

/* --- XArrays ---------------------------------------------------------------------- */

static const unsigned char shifts[] = {0, 5, 6, 7, 12, 30, 58};
static unsigned long values[8 * ARRAY_SIZE(shifts)];

static unsigned long index_of(int i)
{
	return (unsigned long)(i % 8) << shifts[i / 8];
}

/* Several of them are the same index: the first one counts. */
static int first_of(int i)
{
	int j;

	for (j = 0; index_of(j) != index_of(i); j++)
		;
	return j;
}

static void check_xarray(struct xarray *xa)
{
	XA_STATE(xas, xa, 0);
	unsigned long before = 0;
	int n = 0, i;
	void *entry;

	xas_lock(&xas);
	xas_for_each(&xas, entry, ULONG_MAX)
	{
		bad += n && xas.xa_index <= before;
		before = xas.xa_index;
		n++;
	}
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		n -= values[i] != 0;
		if (first_of(i) != i)
			continue;
		xas_set(&xas, index_of(i));
		entry = xas_load(&xas);
		bad += entry != (values[i] ? xa_mk_value(values[i]) : NULL);
	}
	xas_unlock(&xas);
	bad += n != 0;
}

static void test_xarray(void)
{
	DEFINE_XARRAY(xa);
	int round;

	for (round = 0; round < 300; round++) {
		int i = first_of(below(ARRAY_SIZE(values)));
		XA_STATE(xas, &xa, index_of(i));

		values[i] = values[i] ? 0 : 1 + below(1000);
		do {
			xas_lock(&xas);
			xas_store(&xas,
				  values[i] ? xa_mk_value(values[i]) : NULL);
			xas_unlock(&xas);
		} while (xas_nomem(&xas, GFP_KERNEL));
		check_xarray(&xa);
	}
	xa_destroy(&xa);
	pr_info("library_more: XArrays: %d bad\n", bad);
}

/* --- pools ------------------------------------------------------------------------- */

static void test_pool(void)
{
	struct gen_pool *pool = gen_pool_create(3, -1);
	unsigned long at[N] = {}, len[N] = {};
	int round, i, j;

	gen_pool_add(pool, 0x1000, 2000, -1);
	for (round = 0; round < 1500; round++) {
		i = below(N);
		if (at[i]) {
			gen_pool_free(pool, at[i], len[i]);
			at[i] = 0;
			continue;
		}
		len[i] = 1 + below(90);
		at[i] = gen_pool_alloc(pool, len[i]);
		bad += at[i] && (at[i] < 0x1000 || at[i] + len[i] > 0x17d0);
		for (j = 0; j < N; j++)
			bad += at[i] && at[j] && i != j &&
			       at[i] < at[j] + len[j] && at[j] < at[i] + len[i];
	}
	for (i = 0; i < N; i++)
		if (at[i])
			gen_pool_free(pool, at[i], len[i]);
	bad += gen_pool_avail(pool) != 2000;
	gen_pool_destroy(pool);
	pr_info("library_more: pools: %d bad\n", bad);
}

/* --- a task that waits --------------------------------------------------------------- */

static struct klist list;
static struct klist_node entry;
static bool removed;

static int remover(void *unused)
{
	klist_remove(&entry);
	removed = true;
	return 0;
}

static void test_waiting(void)
{
	struct klist_iter iter;

	klist_init(&list, NULL, NULL);
	klist_add_tail(&entry, &list);
	klist_iter_init(&list, &iter);
	bad += klist_next(&iter) != &entry;
	kthread_run(remover, NULL, "remover");
	msleep(20);
	pr_info("library_more: looked at: %d\n", removed);
	klist_iter_exit(&iter);
	msleep(20);
	pr_info("library_more: then: %d\n", removed);
}

static int __init library_more_init(void)
{
	prandom_seed_state(&rnd, 7);
	test_intervals();
	test_times();
	test_xarray();
	test_pool();
	test_waiting();
	return 0;
}

static void __exit library_more_exit(void)
{
}

module_init(library_more_init);
module_exit(library_more_exit);
MODULE_LICENSE("GPL");
