// SPDX-License-Identifier: GPL-2.0-or-later
/* containers - XArrays, IDRs and IDAs against an array of bytes. */
#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/xarray.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("numbers for objects");

#define N 5000

static int bad;
module_param(bad, int, 0);

static DEFINE_XARRAY(xa);
static DEFINE_XARRAY_ALLOC1(ids);
static DEFINE_IDR(idr);
static DEFINE_IDA(ida);
static unsigned char there[N];
static unsigned int seed = 1;

static unsigned int draw(unsigned int n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 8) % n;
}

/* Entries far apart and close together come and go. */
static int test_xarray(void)
{
	unsigned long index, wrong = 0, n = 0;
	void *entry;
	int i;

	for (i = 0; i < 4 * N; i++) {
		unsigned int at = draw(N);
		unsigned long far = (unsigned long)at * at * 7;

		if (draw(3)) {
			entry = xa_store(&xa, far, xa_mk_value(at), GFP_KERNEL);
			wrong += (entry != NULL) != there[at];
			there[at] = 1;
		} else {
			entry = xa_erase(&xa, far);
			wrong += (entry != NULL) != there[at];
			there[at] = 0;
		}
		wrong += (xa_load(&xa, far) != NULL) != there[at];
	}
	for (i = 0; i < N; i++)
		n += there[i];
	xa_for_each(&xa, index, entry)
	{
		unsigned long at = xa_to_value(entry);

		wrong += !there[at] || index != at * at * 7;
		n--;
		if (at % 5 == 0)
			xa_set_mark(&xa, index, XA_MARK_1);
	}
	xa_for_each_marked(&xa, index, entry, XA_MARK_1)
		wrong += xa_to_value(entry) % 5 != 0;
	pr_info("containers: xarray wrong %lu left %lu\n", wrong, n);
	xa_for_each(&xa, index, entry) xa_erase(&xa, index);
	pr_info("containers: empty %d marked %d\n", xa_empty(&xa),
		xa_marked(&xa, XA_MARK_1));
	pr_info("containers: insert %d", xa_insert(&xa, 3, &xa, GFP_KERNEL));
	pr_cont(" %d\n", xa_insert(&xa, 3, &xa, GFP_KERNEL));
	xa_destroy(&xa);
	return 0;
}

static void test_alloc(void)
{
	u32 id, next = 6;
	int i, err = 0;

	for (i = 0; i < 4; i++)
		err |= xa_alloc(&ids, &id, &ids, XA_LIMIT(0, 4), GFP_KERNEL);
	pr_info("containers: alloc %d id %u", err, id);
	pr_cont(" full %d\n",
		xa_alloc(&ids, &id, &ids, XA_LIMIT(0, 4), GFP_KERNEL));
	err = xa_alloc_cyclic(&ids, &id, &ids, XA_LIMIT(5, 7), &next,
			      GFP_KERNEL);
	pr_info("containers: cyclic %d %u", err, id);
	err = xa_alloc_cyclic(&ids, &id, &ids, XA_LIMIT(5, 7), &next,
			      GFP_KERNEL);
	pr_cont(" %d %u", err, id);
	err = xa_alloc_cyclic(&ids, &id, &ids, XA_LIMIT(5, 7), &next,
			      GFP_KERNEL);
	pr_cont(" %d %u\n", err, id);
	xa_destroy(&ids);
}

static int show(int id, void *ptr, void *data)
{
	pr_info("containers: id %d %d\n", id, ptr == &there[id]);
	return id == 70;
}

static void test_idr(void)
{
	void *ptr;
	int id, i, n = 0;

	for (i = 0; i < 200; i++)
		n += idr_alloc(&idr, &there[i], 0, 0, GFP_KERNEL) == i;
	for (i = 0; i < 200; i++)
		if (i % 64 != 6)
			idr_remove(&idr, i);
	id = idr_for_each(&idr, show, NULL);
	pr_info("containers: idr %d stopped %d\n", n, id);
	idr_for_each_entry(&idr, ptr, id) pr_info("containers: entry %d\n", id);
	pr_info("containers: null %d", idr_alloc(&idr, NULL, 6, 9, GFP_KERNEL));
	pr_cont(" %d", idr_alloc(&idr, NULL, 6, 9, GFP_KERNEL));
	pr_cont(" %d", idr_alloc(&idr, NULL, 6, 9, GFP_KERNEL));
	pr_cont(" replace %d", idr_replace(&idr, &idr, 7) == NULL);
	pr_cont(" %ld\n", PTR_ERR(idr_replace(&idr, &idr, 9)));
	idr_destroy(&idr);
	pr_info("containers: idr empty %d\n", idr_is_empty(&idr));
}

static void test_ida(void)
{
	int i, n = 0;

	for (i = 0; i < 3000; i++)
		n += ida_alloc(&ida, GFP_KERNEL) == i;
	for (i = 0; i < 3000; i += 2)
		ida_free(&ida, i);
	pr_info("containers: ida %d then %d %d %d\n", n,
		ida_alloc_min(&ida, 1999, GFP_KERNEL),
		ida_alloc_range(&ida, 1, 1, GFP_KERNEL),
		ida_alloc_min(&ida, 2999, GFP_KERNEL));
	for (i = 0; i <= 3000; i++)
		if (i % 2 || i == 2000 || i == 3000)
			ida_free(&ida, i);
	pr_info("containers: ida empty %d\n", ida_is_empty(&ida));
	ida_destroy(&ida);
}

static int __init containers_init(void)
{
	if (bad)
		return xa_load((struct xarray *)0x10, 1) != NULL;
	test_xarray();
	test_alloc();
	test_idr();
	test_ida();
	return 0;
}

static void __exit containers_exit(void)
{
}

module_init(containers_init);
module_exit(containers_exit);
