/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocates in every way there is, writes a pattern over each byte it was
 * given, and finds it again.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kmalloc, krealloc, vmalloc and whole pages");

static int failures;

static void check(bool ok, const char *what, size_t size)
{
	if (ok)
		return;
	failures++;
	pr_err("allocs: FAILED: %s, %zu bytes\n", what, size);
}

static void fill(unsigned char *p, size_t size, unsigned char seed)
{
	size_t i;

	for (i = 0; i < size; i++)
		p[i] = seed + i * 7;
}

static bool filled(const unsigned char *p, size_t size, unsigned char seed)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (p[i] != (unsigned char)(seed + i * 7))
			return false;
	return true;
}

static bool zeroed(const unsigned char *p, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (p[i])
			return false;
	return true;
}

/* All sizes at once, so that objects which overlap spoil each other. */
static void try_kmalloc(void)
{
	static const size_t sizes[] = {1,   8,	 13,   64,   100,  192,
				       256, 500, 1024, 4096, 8192, 20000};
	unsigned char *p[ARRAY_SIZE(sizes)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		p[i] = kmalloc(sizes[i], GFP_KERNEL);
		check(p[i], "kmalloc", sizes[i]);
		if (p[i]) {
			check(ksize(p[i]) >= sizes[i], "ksize", sizes[i]);
			fill(p[i], sizes[i], i);
		}
	}
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (p[i])
			check(filled(p[i], sizes[i], i), "pattern", sizes[i]);
		kfree(p[i]);
	}
}

static void try_kzalloc(size_t size)
{
	unsigned char *p = kmalloc(size, GFP_KERNEL);

	if (p)
		fill(p, size, 1);
	kfree(p);

	p = kzalloc(size, GFP_ATOMIC);
	check(p && zeroed(p, size), "kzalloc", size);
	kfree(p);

	p = kcalloc(3, size, GFP_KERNEL);
	check(p && zeroed(p, 3 * size), "kcalloc", size);
	kfree(p);
}

static void try_krealloc(void)
{
	unsigned char *p = krealloc(NULL, 20, GFP_KERNEL);
	unsigned char *q;

	check(p, "krealloc of NULL", 20);
	if (!p)
		return;
	fill(p, 20, 3);
	q = krealloc(p, 3000, GFP_KERNEL);
	check(q && filled(q, 20, 3), "krealloc, larger", 3000);
	if (!q) {
		kfree(p);
		return;
	}
	fill(q, 3000, 4);
	p = krealloc(q, 10, GFP_KERNEL);
	check(p && filled(p, 10, 4), "krealloc, smaller", 10);
	kfree(p ? p : q);
}

static void try_odd_sizes(void)
{
	size_t half = SIZE_MAX / 2;
	unsigned char *p;

	OPTIMIZER_HIDE_VAR(half);
	p = kmalloc(half - half, GFP_KERNEL);
	check(ZERO_OR_NULL_PTR(p), "kmalloc of nothing", 0);
	kfree(p);
	kfree(NULL);
	p = kmalloc_array(half, 3, GFP_KERNEL);
	check(!p, "kmalloc_array that overflows", half);
	kfree(p);
}

static void try_kmemdup(void)
{
	char *s = kstrdup("duplicate", GFP_KERNEL);
	char *m = kmemdup("abc\0def", 8, GFP_KERNEL);

	check(s && strcmp(s, "duplicate") == 0, "kstrdup", 10);
	check(m && memcmp(m, "abc\0def", 8) == 0, "kmemdup", 8);
	kfree(s);
	kfree(m);
}

static void try_vmalloc(size_t size)
{
	unsigned char *p = vmalloc(size);
	unsigned char *z = vzalloc(size);

	check(p && PAGE_ALIGNED(p), "vmalloc", size);
	if (p)
		fill(p, size, 5);
	check(z && zeroed(z, size), "vzalloc", size);
	if (z)
		fill(z, size, 6);
	check(!p || filled(p, size, 5), "vmalloc pattern", size);
	vfree(z);
	vfree(p);
	vfree(NULL);
}

static void try_pages(unsigned int order)
{
	size_t size = PAGE_SIZE << order;
	unsigned long addr = __get_free_pages(GFP_KERNEL, order);
	unsigned long page = get_zeroed_page(GFP_KERNEL);

	check(addr && IS_ALIGNED(addr, size), "__get_free_pages", size);
	if (addr)
		fill((unsigned char *)addr, size, 8);
	check(page && zeroed((unsigned char *)page, PAGE_SIZE),
	      "get_zeroed_page", PAGE_SIZE);
	check(!addr || filled((unsigned char *)addr, size, 8), "page pattern",
	      size);
	free_page(page);
	free_pages(addr, order);
}

static int __init allocs_init(void)
{
	try_kmalloc();
	try_kzalloc(24);
	try_kzalloc(2000);
	try_krealloc();
	try_odd_sizes();
	try_kmemdup();
	try_vmalloc(1);
	try_vmalloc(5 * PAGE_SIZE + 1);
	try_pages(0);
	try_pages(3);
	if (failures)
		return -EINVAL;
	pr_info("allocs: ok\n");
	return 0;
}

static void __exit allocs_exit(void)
{
}

module_init(allocs_init);
module_exit(allocs_exit);
