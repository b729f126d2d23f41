/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_memory.c - memory with something in it, strings that are formatted, lists
 * that are sorted, and arithmetic, as code of the kernel image.
 *
 * Reference: Linux 6.1, mm/util.c, lib/kasprintf.c, lib/usercopy.c, lib/list_sort.c,
 * lib/memcat_p.c, lib/glob.c, lib/math/.
 */
#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/kimage_sync.h"

#define ERR_FAULT (-14)

HIDDEN void *kimg___kmalloc(size_t size, unsigned int flags);
HIDDEN void kimg_kfree(const void *object);
HIDDEN size_t kimg_ksize(const void *object);
HIDDEN void *kimg_kvmalloc_node(size_t size, unsigned int flags, int node);
HIDDEN void kimg_kvfree(const void *object);
HIDDEN char *kimg_kstrdup(const char *s, unsigned int flags);
HIDDEN void *kimg_kmem_cache_alloc(void *cache, unsigned int flags);
HIDDEN void kimg_kmem_cache_free(void *cache, void *object);
HIDDEN unsigned long kimg__copy_from_user(void *to, const void *from,
					  size_t len);
HIDDEN int kimg_vsnprintf(char *buf, size_t size, const char *format, void *ap);

/* --- copies ------------------------------------------------------------------------- */

KIMAGE_DEFINE(char *, kmemdup_nul, const char *s, size_t len,
	      unsigned int flags)
{
	char *copy = s ? kimg___kmalloc(len + 1, flags) : NULL;

	if (copy) {
		kimg_memcpy(copy, s, len);
		copy[len] = 0;
	}
	return copy;
}

/* Simplified: constants of the kernel itself are copied, too. */
KIMAGE_DEFINE(const char *, kstrdup_const, const char *s, unsigned int flags)
{
	return kimg_kstrdup(s, flags);
}

KIMAGE_DEFINE(void, kfree_const, const void *s)
{
	kimg_kfree(s);
}

KIMAGE_DEFINE(void *, kvrealloc, const void *old, size_t old_size, size_t size,
	      unsigned int flags)
{
	void *new;

	if (old_size >= size)
		return (void *)(uintptr_t)old;
	new = kimg_kvmalloc_node(size, flags, -1);
	if (!new)
		return NULL;
	kimg_memcpy(new, old, old_size);
	kimg_kvfree(old);
	return new;
}

/* All that the object has room for, and not only what was asked for. */
KIMAGE_DEFINE(void, kfree_sensitive, const void *object)
{
	size_t size = kimg_ksize(object);

	if (size)
		kimg_memset((void *)(uintptr_t)object, 0, size);
	kimg_kfree(object);
}

KIMAGE_DEFINE(void, kvfree_sensitive, const void *object, size_t len)
{
	if (object)
		kimg_memset((void *)(uintptr_t)object, 0, len);
	kimg_kvfree(object);
}

/* --- many objects --------------------------------------------------------------------- */

HIDDEN size_t kimg_build_detached_freelist(void **object, size_t n);

/* Those of one slab together, the last ones first. Without a cache they are of
 * kmalloc(). */
KIMAGE_DEFINE(void, kmem_cache_free_bulk, void *cache, size_t n, void **object)
{
	const size_t stay = 1ul << 63;

	while (n) {
		size_t left = kimg_build_detached_freelist(object, n);

		if (left & stay) {
			n = left & ~stay;
			continue;
		}
		while (n > left) {
			n--;
			if (cache)
				kimg_kmem_cache_free(cache, object[n]);
			else
				kimg_kfree(object[n]);
		}
	}
}

/* All of them, or none. */
KIMAGE_DEFINE(int, kmem_cache_alloc_bulk, void *cache, unsigned int flags,
	      size_t n, void **object)
{
	for (size_t i = 0; i < n; i++) {
		object[i] = kimg_kmem_cache_alloc(cache, flags);
		if (!object[i]) {
			kimg_kmem_cache_free_bulk(cache, i, object);
			return 0;
		}
	}
	return (int)n;
}

/* --- text ------------------------------------------------------------------------------- */

KIMAGE_DEFINE(int, vsprintf, char *buf, const char *format, void *ap)
{
	return kimg_vsnprintf(buf, 0x7fffffff, format, ap);
}

KIMAGE_DEFINE(int, vscnprintf, char *buf, size_t size, const char *format,
	      void *ap)
{
	int len = kimg_vsnprintf(buf, size, format, ap);

	if ((size_t)len < size)
		return len;
	return size ? (int)size - 1 : 0;
}

KIMAGE_DEFINE(char *, kvasprintf, unsigned int flags, const char *format,
	      unsigned long ap[3])
{
	unsigned long copy[3];
	char *text;
	int len;

	copy[0] = ap[0];
	copy[1] = ap[1];
	copy[2] = ap[2];
	len = kimg_vsnprintf(NULL, 0, format, copy);
	text = kimg___kmalloc((size_t)len + 1, flags);
	if (text)
		kimg_vsnprintf(text, (size_t)len + 1, format, ap);
	return text;
}

/* 1: all zeros; 0: not */
KIMAGE_DEFINE(int, check_zeroed_user, const void *from, size_t size)
{
	const char *at = from;
	unsigned char byte;

	for (; size; size--, at++) {
		if (kimg__copy_from_user(&byte, at, 1))
			return ERR_FAULT;
		if (byte)
			return 0;
	}
	return 1;
}

/* One of "[...]": *at is behind the bracket. */
KIMAGE_INLINE bool in_class(const char **at, char c)
{
	bool inverted = **at == '!', match = false;
	const char *class = *at + inverted, *end = class;

	do {
		char from = *end++, to = from;

		if (!from) /* no end: the bracket is itself */
			return false;
		if (end[0] == '-' && end[1] != ']') {
			to = end[1];
			if (!to)
				return false;
			end += 2;
		}
		match |= from <= c && c <= to;
	} while (*end != ']');
	*at = end + 1;
	return match != inverted;
}

/* '*', '?', "[a-z]", "[!a]", "\\*" */
KIMAGE_DEFINE(bool, glob_match, const char *pattern, const char *text)
{
	const char *again = NULL, *again_text = NULL;

	for (;;) {
		char c = *text++, d = *pattern++;
		const char *at = pattern;

		if (d == '*') {
			if (!*pattern)
				return true;
			again = pattern;
			again_text = --text;
			continue;
		}
		if (d == '?' && c)
			continue;
		if (d == '[' && c && in_class(&at, c)) {
			pattern = at;
			continue;
		}
		if (d == '\\')
			d = *pattern++;
		if (c == d && !(d == '[' && at != pattern)) {
			if (!d)
				return true;
			continue;
		}
		if (!c || !again)
			return false;
		pattern = again;
		text = ++again_text;
	}
}

/* --- lists -------------------------------------------------------------------------------- */

typedef int list_compare(void *data, const struct list *a,
			 const struct list *b);

/* Both have entries. Those that are equal stay in their order. */
KIMAGE_INLINE struct list *merge(void *data, list_compare *compare,
				 struct list *a, struct list *b)
{
	struct list *first, **link = &first;

	for (;;) {
		struct list **from = compare(data, a, b) <= 0 ? &a : &b;

		*link = *from;
		link = &(*link)->next;
		*from = *link;
		if (!*from)
			break;
	}
	*link = a ? a : b;
	return first;
}

/* The last merge, which makes a ring of it, with links back. Where nothing is to be
 * compared any more the function is still called now and then: it may yield. */
KIMAGE_INLINE void merge_ring(void *data, list_compare *compare,
			      struct list *head, struct list *a, struct list *b)
{
	struct list *last = head, *rest;
	unsigned char silent = 0;

	while (a && b) {
		struct list **from = compare(data, a, b) <= 0 ? &a : &b;

		last->next = *from;
		(*from)->prev = last;
		last = *from;
		*from = last->next;
	}
	rest = a ? a : b;
	last->next = rest;
	for (; rest; last = rest, rest = rest->next) {
		if (!++silent)
			compare(data, rest, rest);
		rest->prev = last;
	}
	last->next = head;
	head->prev = last;
}

/*
 * Lists that are sorted wait, linked by prev, the shortest first; their lengths are
 * powers of two. Two of length 2^k become one when 2^k entries came after them: so
 * lists that are merged are at worst twice as long as each other. The entry that
 * makes the count's lowest zero bit k a one tells which.
 *
 * The order of the comparisons is Linux's: a function that looks on sees it.
 */
KIMAGE_DEFINE(void, list_sort, void *data, struct list *head,
	      list_compare *compare)
{
	struct list *list = head->next, *waiting = NULL, *next;
	size_t count = 0, bits;

	if (list == head->prev)
		return;
	head->prev->next = NULL;
	for (; list; list = next, count++) {
		struct list **at = &waiting;

		for (bits = count; bits & 1; bits >>= 1)
			at = &(*at)->prev;
		if (bits) {
			struct list *a = *at, *b = a->prev;

			a = merge(data, compare, b, a);
			a->prev = b->prev;
			*at = a;
		}
		next = list->next;
		list->prev = waiting;
		list->next = NULL;
		waiting = list;
	}
	list = waiting;
	for (waiting = waiting->prev; (next = waiting->prev); waiting = next)
		list = merge(data, compare, waiting, list);
	merge_ring(data, compare, head, waiting, list);
}

/* Two arrays of pointers that end with NULL become one. */
KIMAGE_DEFINE(void **, __memcat_p, void **a, void **b)
{
	size_t n = 0, m = 0;
	void **all;

	while (a && a[n])
		n++;
	while (b && b[m])
		m++;
	all = kimg___kmalloc((n + m + 1) * sizeof(*all), 0xcc0);
	if (!all)
		return NULL;
	kimg_memcpy(all, a, n * sizeof(*all));
	kimg_memcpy(all + n, b, m * sizeof(*all));
	all[n + m] = NULL;
	return all;
}

/* --- arithmetic ---------------------------------------------------------------------------- */

KIMAGE_DEFINE(unsigned long, gcd, unsigned long a, unsigned long b)
{
	while (b) {
		unsigned long rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

KIMAGE_DEFINE(unsigned long, lcm, unsigned long a, unsigned long b)
{
	return a && b ? a / kimg_gcd(a, b) * b : 0;
}

KIMAGE_DEFINE(unsigned long, lcm_not_zero, unsigned long a, unsigned long b)
{
	unsigned long l = kimg_lcm(a, b);

	return l ? l : b ? b : a;
}

KIMAGE_DEFINE(unsigned long, int_sqrt, unsigned long x)
{
	unsigned long root = 0;

	for (unsigned long bit = 1ul << 31; bit; bit >>= 1)
		if ((root | bit) * (root | bit) <= x)
			root |= bit;
	return root;
}

KIMAGE_DEFINE(uint64_t, int_pow, uint64_t base, unsigned int exponent)
{
	uint64_t result = 1;

	for (; exponent; exponent >>= 1, base *= base)
		if (exponent & 1)
			result *= base;
	return result;
}
