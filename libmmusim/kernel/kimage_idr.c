/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_idr.c - IDRs, IDAs and radix trees, as code of the kernel image: all of
 * them are XArrays (kimage_xarray.h).
 *
 *   struct idr   00 an xarray  10 base  14 next
 *   struct ida   00 an xarray of bitmaps of 1024 numbers each; as long as only the
 *                first 63 are taken, a value
 *
 * Simplified: NULL that is kept in an IDR is kept as in an XArray.
 *
 * Reference: Linux 6.1, lib/idr.c, lib/radix-tree.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_xarray.h"

#define INT_MAX	     0x7fffffff
#define IDR_IS_IDR   4u
#define IDR_FLAGS    (IDR_IS_IDR | 1u << XA_ROOT_MARK)
#define GFP_MASK     ((1u << XA_ROOT_MARK) - 1)
#define GFP_ZERO     0x100u
#define ERR_PTR(err) ((void *)(long)(err))

struct idr {
	struct xarray xa;
	unsigned int base, next;
};

HIDDEN void *kimg_xa_put(struct xarray *xa, unsigned long index, void *entry,
			 unsigned int gfp);
HIDDEN void kimg_xa_destroy(struct xarray *xa);
HIDDEN void *kimg___kmalloc(size_t size, unsigned int gfp);
HIDDEN void kimg_kfree(const void *object);
HIDDEN void kimg_ida_free_warn(unsigned int id);

/* --- IDR --------------------------------------------------------------------------- */

EXPORTED(int, idr_alloc_u32)
(struct idr *idr, void *ptr, unsigned int *id, unsigned long max,
 unsigned int gfp);
EXPORTED(int, idr_alloc_u32)
(struct idr *idr, void *ptr, unsigned int *id, unsigned long max,
 unsigned int gfp)
{
	/* They are read in Linux's order. */
	unsigned int base = *(volatile unsigned int *)&idr->base;
	unsigned int flags = *(volatile unsigned int *)&idr->xa.flags;
	unsigned long index = *id < base ? 0 : *id - base;

	if (!(flags & IDR_IS_IDR)) /* who forgot idr_init() */
		KIMAGE_WARN_ONCE("idr_alloc_u32", "lib/idr.c:41", 0xe3);
	idr->xa.flags |= IDR_FLAGS;
	if (!xa_next_free(&idr->xa, &index, max - base))
		return ERR_NOSPC;
	if (xa_is_error(
		    kimg_xa_put(&idr->xa, index, ptr ? ptr : xa_zero(), gfp)))
		return ERR_NOMEM;
	*id = (unsigned int)index + base;
	return 0;
}
KIMAGE_EXPORT(idr_alloc_u32);

EXPORTED(int, idr_alloc)
(struct idr *idr, void *ptr, int start, int end, unsigned int gfp);
EXPORTED(int, idr_alloc)
(struct idr *idr, void *ptr, int start, int end, unsigned int gfp)
{
	unsigned int id = (unsigned int)start;
	int err;

	if (start < 0) {
		KIMAGE_WARN_ONCE("idr_alloc", "lib/idr.c:86", 0x57);
		return ERR_INVAL;
	}
	err = kimg_idr_alloc_u32(idr, ptr, &id,
				 (unsigned long)(end > 0 ? end - 1 : INT_MAX),
				 gfp);
	return err ? err : (int)id;
}
KIMAGE_EXPORT(idr_alloc);

EXPORTED(int, idr_alloc_cyclic)
(struct idr *idr, void *ptr, int start, int end, unsigned int gfp);
EXPORTED(int, idr_alloc_cyclic)
(struct idr *idr, void *ptr, int start, int end, unsigned int gfp)
{
	unsigned long max = (unsigned long)(end > 0 ? end - 1 : INT_MAX);
	unsigned int id = idr->next;
	int err;

	if ((int)id < start)
		id = (unsigned int)start;
	err = kimg_idr_alloc_u32(idr, ptr, &id, max, gfp);
	if (err == ERR_NOSPC && id > (unsigned int)start) {
		id = (unsigned int)start;
		err = kimg_idr_alloc_u32(idr, ptr, &id, max, gfp);
	}
	if (err)
		return err;
	idr->next = id + 1;
	return (int)id;
}
KIMAGE_EXPORT(idr_alloc_cyclic);

EXPORTED(void *, idr_find)(const struct idr *idr, unsigned long id);
EXPORTED(void *, idr_find)(const struct idr *idr, unsigned long id)
{
	return xa_result(xa_lookup(&idr->xa, id - idr->base));
}
KIMAGE_EXPORT(idr_find);

EXPORTED(void *, idr_remove)(struct idr *idr, unsigned long id);
EXPORTED(void *, idr_remove)(struct idr *idr, unsigned long id)
{
	return xa_result(kimg_xa_put(&idr->xa, id - idr->base, NULL, 0));
}
KIMAGE_EXPORT(idr_remove);

EXPORTED(void *, idr_replace)(struct idr *idr, void *ptr, unsigned long id);
EXPORTED(void *, idr_replace)(struct idr *idr, void *ptr, unsigned long id)
{
	unsigned long index = id - idr->base;

	if (!xa_lookup(&idr->xa, index))
		return ERR_PTR(ERR_NOENT);
	return xa_result(
		kimg_xa_put(&idr->xa, index, ptr ? ptr : xa_zero(), 0));
}
KIMAGE_EXPORT(idr_replace);

EXPORTED(int, idr_for_each)
(const struct idr *idr, int (*fn)(int id, void *ptr, void *data), void *data);
EXPORTED(int, idr_for_each)
(const struct idr *idr, int (*fn)(int id, void *ptr, void *data), void *data)
{
	int result = 0;
	void *ptr;

	for (unsigned long i = 0;
	     !result && (ptr = xa_next(&idr->xa, &i, INT_MAX, XA_NO_MARK)); i++)
		result = fn((int)(i + idr->base), ptr, data);
	return result;
}
KIMAGE_EXPORT(idr_for_each);

EXPORTED(void *, idr_get_next_ul)(struct idr *idr, unsigned long *id);
EXPORTED(void *, idr_get_next_ul)(struct idr *idr, unsigned long *id)
{
	unsigned long index = *id < idr->base ? 0 : *id - idr->base;
	void *ptr = xa_next(&idr->xa, &index, ~0ul, XA_NO_MARK);

	if (ptr)
		*id = index + idr->base;
	return ptr;
}
KIMAGE_EXPORT(idr_get_next_ul);

EXPORTED(void *, idr_get_next)(struct idr *idr, int *id);
EXPORTED(void *, idr_get_next)(struct idr *idr, int *id)
{
	unsigned long at = (unsigned long)*id;
	void *ptr = kimg_idr_get_next_ul(idr, &at);

	if (!ptr || at > INT_MAX)
		return NULL;
	*id = (int)at;
	return ptr;
}
KIMAGE_EXPORT(idr_get_next);

EXPORTED(void, idr_destroy)(struct idr *idr);
EXPORTED(void, idr_destroy)(struct idr *idr)
{
	kimg_xa_destroy(&idr->xa);
	idr->xa.flags |= 1u << XA_ROOT_MARK;
}
KIMAGE_EXPORT(idr_destroy);

/* Simplified: keeps nothing back, but stays on the CPU as Linux does, until
 * idr_preload_end(), an inline function. */
EXPORTED(void, idr_preload)(unsigned int gfp);
EXPORTED(void, idr_preload)(unsigned int gfp)
{
	(void)gfp;
	__asm__ volatile("incl %%gs:%c0" ::"i"(KERN_PERCPU_PREEMPT) : "memory");
}
KIMAGE_EXPORT(idr_preload);

/* --- radix trees ------------------------------------------------------------------- */

EXPORTED(int, radix_tree_insert)
(struct xarray *root, unsigned long index, void *item);
EXPORTED(int, radix_tree_insert)
(struct xarray *root, unsigned long index, void *item)
{
	if (xa_lookup(root, index))
		return ERR_EXIST;
	return xa_is_error(
		       kimg_xa_put(root, index, item, root->flags & GFP_MASK)) ?
		       ERR_NOMEM :
		       0;
}
KIMAGE_EXPORT(radix_tree_insert);

EXPORTED(void *, radix_tree_lookup)
(const struct xarray *root, unsigned long index);
EXPORTED(void *, radix_tree_lookup)
(const struct xarray *root, unsigned long index)
{
	return xa_result(xa_lookup(root, index));
}
KIMAGE_EXPORT(radix_tree_lookup);

EXPORTED(void *, radix_tree_delete)(struct xarray *root, unsigned long index);
EXPORTED(void *, radix_tree_delete)(struct xarray *root, unsigned long index)
{
	return xa_result(kimg_xa_put(root, index, NULL, 0));
}
KIMAGE_EXPORT(radix_tree_delete);

EXPORTED(unsigned int, radix_tree_gang_lookup)
(const struct xarray *root, void **results, unsigned long first,
 unsigned int max);
EXPORTED(unsigned int, radix_tree_gang_lookup)
(const struct xarray *root, void **results, unsigned long first,
 unsigned int max)
{
	unsigned int n = 0;

	while (n < max &&
	       (results[n] = xa_next(root, &first, ~0ul, XA_NO_MARK))) {
		n++;
		if (!++first)
			break;
	}
	return n;
}
KIMAGE_EXPORT(radix_tree_gang_lookup);

EXPORTED(int, radix_tree_tagged)(const struct xarray *root, unsigned int tag);
EXPORTED(int, radix_tree_tagged)(const struct xarray *root, unsigned int tag)
{
	return (int)(root->flags & 1u << (XA_ROOT_MARK + tag));
}
KIMAGE_EXPORT(radix_tree_tagged);

/* --- IDA ---------------------------------------------------------------------------- */

enum { CHUNK = 1024, WORDS = CHUNK / 64, VALUE_BITS = 63 };

/* The first free bit from `from` on; CHUNK: there is none. */
INLINE unsigned int free_bit(const void *entry, unsigned int from)
{
	const unsigned long *words = entry;
	unsigned int bit = from;

	if (xa_is_value(entry)) {
		while (bit < VALUE_BITS &&
		       (unsigned long)entry >> (bit + 1) & 1)
			bit++;
		return bit;
	}
	while (words && bit < CHUNK && words[bit / 64] >> bit % 64 & 1)
		bit++;
	return bit;
}

/* The entry with one bit more; NULL: no memory. */
INLINE void *with_bit(void *entry, unsigned int bit, unsigned int gfp)
{
	unsigned long *words = entry, value = (unsigned long)entry;

	if (bit < VALUE_BITS && (!entry || value & 1))
		return (void *)(value | 1 | 2ul << bit);
	if (!entry || value & 1) {
		words = kimg___kmalloc(CHUNK / 8, gfp | GFP_ZERO);
		if (!words)
			return NULL;
		words[0] = value >> 1;
	}
	words[bit / 64] |= 1ul << bit % 64;
	return words;
}

EXPORTED(int, ida_alloc_range)
(struct xarray *ida, unsigned int min, unsigned int max, unsigned int gfp);
EXPORTED(int, ida_alloc_range)
(struct xarray *ida, unsigned int min, unsigned int max, unsigned int gfp)
{
	if ((int)min < 0)
		return ERR_NOSPC;
	if ((int)max < 0)
		max = INT_MAX;
	while (min <= max) {
		unsigned long index = min / CHUNK;
		void *entry = xa_lookup(ida, index), *more;
		unsigned int bit = free_bit(entry, min % CHUNK);

		min = (unsigned int)index * CHUNK + bit;
		if (bit == CHUNK)
			continue;
		if (min > max)
			break;
		more = with_bit(entry, bit, gfp);
		if (!more || (more != entry &&
			      xa_is_error(kimg_xa_put(ida, index, more, gfp))))
			return ERR_NOMEM;
		return (int)min;
	}
	return ERR_NOSPC;
}
KIMAGE_EXPORT(ida_alloc_range);

INLINE bool is_empty(const unsigned long *words)
{
	for (unsigned int i = 0; i < WORDS; i++)
		if (words[i])
			return false;
	return true;
}

EXPORTED(void, ida_free)(struct xarray *ida, unsigned int id);
EXPORTED(void, ida_free)(struct xarray *ida, unsigned int id)
{
	unsigned int bit = id % CHUNK;
	void *entry = xa_lookup(ida, id / CHUNK);
	unsigned long *words = entry, value = (unsigned long)entry;

	if ((int)id < 0)
		return;
	if (value & 1) {
		if (bit >= VALUE_BITS || !(value >> (bit + 1) & 1))
			goto not_allocated;
		value &= ~(2ul << bit);
		kimg_xa_put(ida, id / CHUNK, value > 1 ? (void *)value : NULL,
			    0);
		return;
	}
	if (!words || !(words[bit / 64] >> bit % 64 & 1))
		goto not_allocated;
	words[bit / 64] &= ~(1ul << bit % 64);
	if (is_empty(words)) {
		kimg_xa_put(ida, id / CHUNK, NULL, 0);
		kimg_kfree(words);
	}
	return;
not_allocated:
	kimg_ida_free_warn(id);
}
KIMAGE_EXPORT(ida_free);

EXPORTED(void, ida_destroy)(struct xarray *ida);
EXPORTED(void, ida_destroy)(struct xarray *ida)
{
	void *entry;

	for (unsigned long i = 0; (entry = xa_next(ida, &i, ~0ul, XA_NO_MARK));
	     i++)
		if (!xa_is_value(entry))
			kimg_kfree(entry);
	kimg_xa_destroy(ida);
}
KIMAGE_EXPORT(ida_destroy);
