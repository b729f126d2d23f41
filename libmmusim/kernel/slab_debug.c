/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab_debug.c - what slub_debug=FZPU checks, and when.
 *
 * An object is checked when it is handed out (is all of it as it was left when
 * it was freed?) and when it is freed (did its owner keep to its bounds?). In
 * between, damage lies unnoticed. What is found is reported and repaired, and
 * the object or the whole slab is not used any more: SLUB goes on.
 *
 * Reference: Linux 6.1, mm/slub.c, check_object() and its callers, named here
 * as there.
 */
#include <string.h>

#include "kernel/slab.h"

typedef unsigned long long ull;

static void fill(struct kern *k, uint64_t la, int value, uint64_t len)
{
	void *host = kern_slab_host(k, la, len);

	if (host)
		memset(host, value, len);
}

uint32_t kern_padding_start(const struct kern_cache *c)
{
	uint32_t at = kern_info_end(c);

	if (c->flags & KERN_SLAB_STORE_USER) {
		at += 2 * sizeof(struct kern_track);
		if (c->flags & KERN_SLAB_KMALLOC)
			at += sizeof(uint32_t);
	}
	return at;
}

/* --- what objects look like --------------------------------------------------- */

static void init_object(struct kern *k, const struct kern_cache *c, uint64_t la,
			int zone)
{
	if (c->flags & KERN_SLAB_RED_ZONE)
		fill(k, la - c->red_left_pad, zone, c->red_left_pad);
	if (c->flags & KERN_SLAB_OBJ_POISON) {
		fill(k, la, KERN_POISON_FREE, c->object_size - 1);
		fill(k, la + c->object_size - 1, KERN_POISON_END, 1);
	}
	if (c->flags & KERN_SLAB_RED_ZONE)
		fill(k, la + c->object_size, zone, c->inuse - c->object_size);
}

void kern_debug_setup_slab(struct kern *k, struct kern_slab *s)
{
	if (s->cache->flags & KERN_SLAB_POISON)
		fill(k, s->la, KERN_POISON_INUSE, kern_slab_bytes(s));
}

void kern_debug_setup_object(struct kern *k, const struct kern_cache *c,
			     uint64_t la)
{
	if (!kern_cache_debugs(c))
		return;
	init_object(k, c, la, KERN_RED_INACTIVE);
	if (c->flags & KERN_SLAB_STORE_USER)
		fill(k, la + kern_info_end(c), 0,
		     2 * sizeof(struct kern_track));
}

static void set_orig_size(struct kern *k, const struct kern_cache *c,
			  uint64_t la, uint64_t size)
{
	uint32_t value = (uint32_t)size;
	uint64_t at = la + kern_info_end(c) + 2 * sizeof(struct kern_track);
	void *host = kern_slab_host(k, at, sizeof(value));

	if (c->flags & KERN_SLAB_STORE_USER && c->flags & KERN_SLAB_KMALLOC &&
	    host)
		memcpy(host, &value, sizeof(value));
}

/* --- bytes that must have a value ------------------------------------------------ */

/**
 * struct zone - bytes that belong to nobody
 * @what: its name in reports
 */
struct zone {
	const char *what;
	uint64_t la, len;
	unsigned char value;
};

/* The part of a zone from the first to the last byte that differs; empty when
 * it is as it should be. */
static uint64_t find_damage(const unsigned char *byte, const struct zone *z,
			    uint64_t *end)
{
	uint64_t first = 0;

	*end = z->len;
	while (first < z->len && byte[first] == z->value)
		first++;
	while (*end > first && byte[*end - 1] == z->value)
		(*end)--;
	return first;
}

static void restore_bytes(struct kern *k, const struct kern_cache *c,
			  const struct zone *z, uint64_t from, uint64_t to)
{
	kern_slab_fix(k, c, "Restoring %s 0x%p-0x%p=0x%x", z->what,
		      (void *)(uintptr_t)from, (void *)(uintptr_t)(to - 1),
		      z->value);
	fill(k, from, z->value, to - from);
}

/* check_bytes_and_report() */
static bool intact(struct kern *k, const struct kern_slab *s, uint64_t object,
		   struct zone z)
{
	const unsigned char *byte = kern_slab_host(k, z.la, z.len);
	uint64_t first, end;

	if (!byte)
		return true;
	first = find_damage(byte, &z, &end);
	if (first == end)
		return true;
	kern_slab_bug(k, s->cache, "%s overwritten", z.what);
	kern_printk(k,
		    KERN_ERR "0x%p-0x%p @offset=%llu. First byte 0x%x "
			     "instead of 0x%x\n",
		    (void *)(uintptr_t)(z.la + first),
		    (void *)(uintptr_t)(z.la + end - 1),
		    (ull)(z.la + first - s->la), byte[first], z.value);
	kern_slab_trailer(k, s, object);
	kern_slab_taint(k);
	restore_bytes(k, s->cache, &z, z.la + first, z.la + end);
	return false;
}

static bool red_zones_intact(struct kern *k, const struct kern_slab *s,
			     uint64_t la, unsigned char value)
{
	const struct kern_cache *c = s->cache;

	return intact(k, s, la,
		      (struct zone){"Left Redzone", la - c->red_left_pad,
				    c->red_left_pad, value}) &&
	       intact(k, s, la,
		      (struct zone){"Right Redzone", la + c->object_size,
				    c->inuse - c->object_size, value});
}

static bool poison_intact(struct kern *k, const struct kern_slab *s,
			  uint64_t la)
{
	uint32_t last = s->cache->object_size - 1;

	return intact(k, s, la,
		      (struct zone){"Poison", la, last, KERN_POISON_FREE}) &&
	       intact(k, s, la,
		      (struct zone){"End Poison", la + last, 1,
				    KERN_POISON_END});
}

static void check_padding(struct kern *k, const struct kern_slab *s,
			  uint64_t la)
{
	const struct kern_cache *c = s->cache;
	uint32_t start = kern_padding_start(c);

	intact(k, s, la,
	       (struct zone){"Object padding", la + start,
			     c->size - c->red_left_pad - start,
			     KERN_POISON_INUSE});
}

/* check_object(): zone is what its red zones hold */
static bool check_object(struct kern *k, const struct kern_slab *s, uint64_t la,
			 unsigned char zone)
{
	const struct kern_cache *c = s->cache;
	bool active = zone == KERN_RED_ACTIVE;

	if (c->flags & KERN_SLAB_RED_ZONE) {
		if (!red_zones_intact(k, s, la, zone))
			return false;
	} else if (c->flags & KERN_SLAB_POISON) {
		intact(k, s, la,
		       (struct zone){"Alignment padding", la + c->object_size,
				     c->inuse - c->object_size,
				     KERN_POISON_INUSE});
	}
	if (c->flags & KERN_SLAB_POISON) {
		if (!active && c->flags & KERN_SLAB_OBJ_POISON &&
		    !poison_intact(k, s, la))
			return false;
		check_padding(k, s, la);
	}
	if (c->offset < c->inuse && active)
		return true; /* the free pointer is the owner's data now */
	if (!kern_slab_valid(s, kern_get_freepointer(k, c, la))) {
		kern_object_err(k, s, la, "Freepointer corrupt");
		kern_set_freepointer(k, c, la, 0);
		return false;
	}
	return true;
}

/* --- slabs ------------------------------------------------------------------------- */

/* slab_pad_check(): what is left behind the last object */
static void check_rest(struct kern *k, const struct kern_slab *s)
{
	uint64_t used = (uint64_t)s->objects * s->cache->size;
	struct zone z = {"slab padding", s->la + used,
			 kern_slab_bytes(s) - used, KERN_POISON_INUSE};
	uint64_t first, end;

	if (!(s->cache->flags & KERN_SLAB_POISON) || !z.len)
		return;
	first = find_damage(kern_slab_host(k, z.la, z.len), &z, &end);
	if (first == end)
		return;
	kern_slab_err(k, s->cache, s,
		      "Padding overwritten. 0x%p-0x%p @offset=%llu",
		      (void *)(uintptr_t)(z.la + first),
		      (void *)(uintptr_t)(z.la + end - 1), (ull)(used + first));
	kern_print_section(k, "Padding  ", z.la, z.len);
	restore_bytes(k, s->cache, &z, z.la + first, z.la + end);
}

static bool check_slab(struct kern *k, const struct kern_cache *c,
		       const struct kern_slab *s)
{
	if (!s || !s->cache) {
		kern_slab_err(k, c, s, "Not a valid slab page");
		return false;
	}
	if (s->inuse > s->objects) {
		kern_slab_err(k, c, s, "inuse %u > max %u", s->inuse,
			      s->objects);
		return false;
	}
	if (s->frozen) {
		kern_slab_err(k, c, s,
			      "Slab disabled since SLUB metadata consistency "
			      "check failed");
		return false;
	}
	check_rest(k, s);
	return true;
}

/* The free list leads out of the slab behind this object, or at once. */
static bool cut_freelist(struct kern *k, struct kern_slab *s, uint64_t last)
{
	if (last) {
		kern_object_err(k, s, last, "Freechain corrupt");
		kern_set_freepointer(k, s->cache, last, 0);
		return true;
	}
	kern_slab_err(k, s->cache, s, "Freepointer corrupt");
	s->freelist = 0;
	s->inuse = s->objects;
	kern_slab_fix(k, s->cache, "Freelist cleared");
	return false;
}

/* Is the object on the free list? Also repairs the list and the count. */
static bool on_freelist(struct kern *k, struct kern_slab *s, uint64_t search)
{
	uint64_t fp = kern_slab_freelist(k, s), last = 0;
	unsigned int n = 0;

	while (fp && n <= s->objects) {
		if (fp == search)
			return true;
		if (!kern_slab_valid(s, fp)) {
			if (!cut_freelist(k, s, last))
				return false;
			break;
		}
		last = fp;
		fp = kern_get_freepointer(k, s->cache, fp);
		n++;
	}
	if (s->inuse != s->objects - n) {
		kern_slab_err(k, s->cache, s,
			      "Wrong object count. Counter is %d but counted "
			      "were %d",
			      (int)s->inuse, (int)(s->objects - n));
		s->inuse = s->objects - n;
		kern_slab_fix(k, s->cache, "Object count adjusted");
	}
	return false;
}

/* --- allocating ----------------------------------------------------------------------- */

/* alloc_consistency_checks() */
static bool may_alloc(struct kern *k, struct kern_slab *s, uint64_t la)
{
	if (!check_slab(k, s->cache, s))
		return false;
	if (!kern_slab_valid(s, la)) {
		kern_object_err(k, s, la, "Freelist Pointer check fails");
		return false;
	}
	return check_object(k, s, la, KERN_RED_INACTIVE);
}

static void trace(struct kern *k, const struct kern_slab *s, uint64_t la,
		  bool alloc)
{
	if (!(s->cache->flags & KERN_SLAB_TRACE))
		return;
	kern_printk(k, KERN_INFO "TRACE %s %s 0x%p inuse=%u fp=0x%p\n",
		    s->cache->name, alloc ? "alloc" : "free",
		    (void *)(uintptr_t)la, s->inuse,
		    (void *)(uintptr_t)s->freelist);
	if (!alloc)
		kern_print_section(k, "Object ", la, s->cache->object_size);
	kern_dump_stack(k);
}

/* alloc_debug_processing() */
bool kern_debug_alloc(struct kern *k, struct kern_slab *s, uint64_t la,
		      uint64_t size)
{
	struct kern_cache *c = s->cache;

	if (c->flags & KERN_SLAB_CONSISTENCY && !may_alloc(k, s, la)) {
		/* Never touch its objects again. */
		kern_slab_fix(k, c, "Marking all objects used");
		s->inuse = s->objects;
		s->freelist = 0;
		s->frozen = true;
		return false;
	}
	trace(k, s, la, true);
	set_orig_size(k, c, la, size);
	init_object(k, c, la, KERN_RED_ACTIVE);
	return true;
}

void kern_debug_track_alloc(struct kern *k, const struct kern_cache *c,
			    uint64_t la)
{
	if (c->flags & KERN_SLAB_STORE_USER)
		kern_set_track(k, c, la, 0);
}

/* --- freeing ----------------------------------------------------------------------------- */

/* free_consistency_checks() */
static bool may_free(struct kern *k, const struct kern_cache *c,
		     struct kern_slab *s, uint64_t la)
{
	if (!kern_slab_valid(s, la)) {
		kern_slab_err(k, s->cache, s, "Invalid object pointer 0x%p",
			      (void *)(uintptr_t)la);
		return false;
	}
	if (on_freelist(k, s, la)) {
		kern_object_err(k, s, la, "Object already free");
		return false;
	}
	if (!check_object(k, s, la, KERN_RED_ACTIVE))
		return false;
	if (s->cache != c) {
		kern_object_err(k, s, la, "page slab pointer corrupt.");
		return false;
	}
	return true;
}

static bool has_so_many(struct kern *k, struct kern_cache *c,
			struct kern_slab *s, unsigned int count)
{
	if (s->inuse >= count)
		return true;
	kern_slab_err(k, c, s,
		      "Slab has %d allocated objects but %d are to be freed",
		      (int)s->inuse, (int)count);
	return false;
}

bool kern_debug_free_bulk(struct kern *k, struct kern_slab *s, uint64_t la,
			  unsigned int count)
{
	struct kern_cache *c = s->cache;

	if ((!(c->flags & KERN_SLAB_CONSISTENCY) || check_slab(k, c, s)) &&
	    has_so_many(k, c, s, count))
		return true;
	kern_slab_fix(k, c, "Object at 0x%p not freed", (void *)(uintptr_t)la);
	return false;
}

/* free_debug_processing() */
bool kern_debug_free(struct kern *k, struct kern_cache *c, struct kern_slab *s,
		     uint64_t la)
{
	bool ok = true;

	if (c->flags & KERN_SLAB_CONSISTENCY)
		ok = check_slab(k, c, s);
	ok = ok && has_so_many(k, c, s, 1);
	if (ok && c->flags & KERN_SLAB_CONSISTENCY)
		ok = may_free(k, c, s, la);
	if (!ok) {
		kern_slab_fix(k, c, "Object at 0x%p not freed",
			      (void *)(uintptr_t)la);
		return false;
	}
	if (c->flags & KERN_SLAB_STORE_USER)
		kern_set_track(k, c, la, 1);
	trace(k, s, la, false);
	init_object(k, c, la, KERN_RED_INACTIVE);
	return true;
}

/* validate_slab() */
void kern_debug_validate(struct kern *k, struct kern_slab *s)
{
	const struct kern_cache *c = s->cache;

	if (!check_slab(k, c, s))
		return;
	on_freelist(k, s, 0);
	for (unsigned int i = 0; i < s->objects; i++) {
		uint64_t la = s->la + (uint64_t)i * c->size + c->red_left_pad;
		bool is_free = kern_slab_is_free(k, s, la);

		if (!check_object(k, s, la,
				  is_free ? KERN_RED_INACTIVE :
					    KERN_RED_ACTIVE))
			break;
	}
}
