/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_slab_debug.c - what slub_debug= finds, and caches: kernel/slab*.c.
 *
 * Objects are damaged through the alias of RAM, where no tool minds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "kernel/gfp.h"
#include "kernel/slab.h"
#include "../support/mini_kern.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define QUIET	     "mmusim.memcheck=0 "

static char *host(struct kern *k, uint64_t la)
{
	char *p = mmu_mem_ptr(k->machine, kern_phys(la), 1);

	assert_non_null(p);
	return p;
}

static uint64_t kmalloc(struct kern *k, uint64_t size)
{
	uint64_t la = kern_kmalloc(k, size, KERN_GFP_KERNEL);

	assert_int_not_equal(la, 0);
	return la;
}

static bool logged(struct kern *k, const char *text)
{
	char *log = mini_kern_log(k);
	bool found = strstr(log, text);

	if (!found && *text)
		printf("no \"%s\" in:\n%s", text, log);
	free(log);
	return found;
}

static void assert_silent(struct kern *k)
{
	if (kern_log_next(k))
		logged(k, "anything");
	assert_int_equal(kern_log_next(k), 0);
}

/* --- damage ------------------------------------------------------------------- */

/* An object of 64 bytes with all options: at -64 and 64 the red zones, at 72
 * the free pointer, at 80 and 112 who did it, at 148 padding. */
static const struct {
	int at;
	bool freed; /* is it damaged when it is free? */
	const char *report, *cure;
} damages[] = {
	{-1, false, "Left Redzone overwritten", "Restoring Left Redzone"},
	{-64, false, "Left Redzone overwritten", "Restoring Left Redzone"},
	{64, false, "Right Redzone overwritten", "Restoring Right Redzone"},
	{71, false, "Right Redzone overwritten", "Restoring Right Redzone"},
	{148, false, "Object padding overwritten", "Restoring Object padding"},
	{191, false, "Object padding overwritten", "Restoring Object padding"},
	{0, true, "Poison overwritten", "Restoring Poison"},
	{62, true, "Poison overwritten", "Restoring Poison"},
	{63, true, "End Poison overwritten", "Restoring End Poison"},
	{64, true, "Right Redzone overwritten", "Restoring Right Redzone"},
	{-3, true, "Left Redzone overwritten", "Restoring Left Redzone"},
	{76, true, "Freepointer corrupt", "Marking all objects used"},
};

static void test_damage_is_found_and_repaired(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(damages); i++) {
		struct kern *k = mini_kern_boot(QUIET "slub_debug");
		uint64_t la = kmalloc(k, 64);

		if (damages[i].freed)
			kern_kfree(k, la);
		assert_silent(k);
		char before = host(k, la)[damages[i].at];

		host(k, la)[damages[i].at] ^= 0x15;
		if (damages[i].freed)
			assert_int_not_equal(kmalloc(k, 64), la);
		else
			kern_kfree(k, la);
		assert_true(logged(k, "BUG kmalloc-64 (Not tainted): "));
		assert_true(logged(k, damages[i].report));
		assert_true(logged(k, "FIX kmalloc-64: "));
		assert_true(logged(k, damages[i].cure));
		if (!strncmp(damages[i].cure, "Restoring", 9))
			assert_int_equal(host(k, la)[damages[i].at], before);
		assert_true(k->taint & 1ul << KERN_TAINT_BAD_PAGE);
		mini_kern_destroy(k);
	}
}

static void test_undamaged_objects_pass(void **state)
{
	static const uint64_t sizes[] = {1, 8, 33, 64, 96, 192, 2048, 8192};
	struct kern *k = mini_kern_boot(QUIET "slub_debug=FZPU");

	(void)state;
	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < COUNT(sizes); i++) {
			uint64_t a = kmalloc(k, sizes[i]);
			uint64_t b = kmalloc(k, sizes[i]);

			memset(host(k, a), 0, kern_ksize(k, a));
			memset(host(k, b), 0xff, kern_ksize(k, b));
			kern_kfree(k, a);
			kern_kfree(k, b);
		}
	assert_silent(k);
	mini_kern_destroy(k);
}

static void test_double_free_is_refused(void **state)
{
	struct kern *k = mini_kern_boot(QUIET "slub_debug");
	uint64_t other = kmalloc(k, 64), la = kmalloc(k, 64);

	(void)state;
	kern_kfree(k, la);
	kern_kfree(k, la);
	assert_true(logged(k, "): Object already free\n"));
	assert_true(logged(k, "FIX kmalloc-64: Object at 0x"));
	/* As in Linux, the rest of the free list is lost. */
	kern_kfree(k, other);
	assert_true(logged(k, "Wrong object count. Counter is 1 but counted "
			      "were 15"));
	mini_kern_destroy(k);
}

static void test_pointer_into_an_object_is_refused(void **state)
{
	struct kern *k = mini_kern_boot(QUIET "slub_debug=F");
	uint64_t la = kmalloc(k, 64);

	(void)state;
	kern_kfree(k, la + 16);
	assert_true(logged(k, "): Invalid object pointer 0xffff8880"));
	mini_kern_destroy(k);
}

static void test_without_F_nothing_is_checked(void **state)
{
	struct kern *k = mini_kern_boot(QUIET "slub_debug=ZP");
	uint64_t la = kmalloc(k, 64);

	(void)state;
	host(k, la)[64] = 1;
	kern_kfree(k, la);
	assert_silent(k);
	mini_kern_destroy(k);
}

static void test_damage_behind_the_last_object_is_found(void **state)
{
	/* 13 objects of 296 bytes leave 248 of a page */
	struct kern *k = mini_kern_boot(QUIET "slub_debug");
	uint64_t la = kmalloc(k, 192);

	(void)state;
	host(k, la | (KERN_PAGE - 1))[0] = 0;
	kern_kfree(k, la);
	assert_true(logged(k, "BUG kmalloc-192 (Not tainted): Padding "
			      "overwritten. 0xffff8880"));
	assert_true(logged(k, "FIX kmalloc-192: Restoring slab padding"));
	mini_kern_destroy(k);
}

/* --- free pointers without options ------------------------------------------------ */

static void test_hardened_free_pointer_is_scrambled(void **state)
{
	struct kern *k = mini_kern_boot(QUIET);
	uint64_t a = kmalloc(k, 64), b = kmalloc(k, 64), link;

	(void)state;
	kern_kfree(k, a);
	kern_kfree(k, b);
	memcpy(&link, host(k, b) + 32, sizeof(link));
	assert_int_not_equal(link, mini_ptr(k, a));
	/* The same pointer looks different in another place. */
	const struct kern_cache *c = kern_kmalloc_cache(k, 64);
	uint64_t there;
	kern_set_freepointer(k, c, b + 64, a);
	memcpy(&there, host(k, b + 64) + 32, sizeof(there));
	assert_int_not_equal(link, there);
	assert_int_equal(kern_get_freepointer(k, c, b + 64), a);
	assert_int_equal(kmalloc(k, 64), b);
	assert_int_equal(kmalloc(k, 64), a);
	assert_silent(k);
	mini_kern_destroy(k);
}

static void test_hardened_double_free_is_noticed_at_once(void **state)
{
	struct kern *k = mini_kern_boot(QUIET);
	uint64_t a = kmalloc(k, 64), b = kmalloc(k, 64);

	(void)state;
	kern_kfree(k, a);
	kern_kfree(k, a);
	assert_true(logged(k, "kmalloc-64: double free of ffff8880"));
	/* but not with another one in between */
	kern_kfree(k, b);
	kern_kfree(k, a);
	assert_int_equal(kern_log_next(k), 1);
	mini_kern_destroy(k);
}

/* --- options ------------------------------------------------------------------------ */

static uint32_t flags_of(struct kern *k, uint64_t size)
{
	return kern_kmalloc_cache(k, size)->flags & KERN_SLAB_DEBUG;
}

static void test_options_choose_caches(void **state)
{
	enum {
		F = KERN_SLAB_CONSISTENCY,
		Z = KERN_SLAB_RED_ZONE,
		P = KERN_SLAB_POISON,
		U = KERN_SLAB_STORE_USER
	};
	static const struct {
		const char *cmdline;
		uint32_t k8, k64, k96;
	} rows[] = {
		{"", 0, 0, 0},
		{"slub_debug", F | Z | P | U, F | Z | P | U, F | Z | P | U},
		{"slub_debug=", F | Z | P | U, F | Z | P | U, F | Z | P | U},
		{"quiet slub_debug=fz ro", F | Z, F | Z, F | Z},
		{"slub_debug=-", 0, 0, 0},
		{"slub_debug=P;F", F, F, F},
		{"slub_debug=Z,kmalloc-64", 0, Z, 0},
		{"slub_debug=,kmalloc-64", 0, F | Z | P | U, 0},
		{"slub_debug=P,kmalloc-9*,kmalloc-8", P, 0, P},
		{"slub_debug=P;Z,kmalloc-64", P, Z, P},
		{"slub_debug=Z,kmalloc-64;U,kmalloc-96", 0, Z, U},
		{"slub_debug=Z,kmalloc-6", 0, 0, 0},
		{"slub_debugger=Z", 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kern *k = mini_kern_boot(rows[i].cmdline);

		assert_int_equal(flags_of(k, 8), rows[i].k8);
		assert_int_equal(flags_of(k, 64), rows[i].k64);
		assert_int_equal(flags_of(k, 96), rows[i].k96);
		assert_silent(k);
		mini_kern_destroy(k);
	}
}

/* What calculate_sizes() gives for them. */
static void test_options_cost_room(void **state)
{
	static const struct {
		const char *cmdline;
		uint32_t k8, k16, k96, k192;
	} rows[] = {
		{"", 8, 16, 96, 192},
		{"slub_debug=F", 8, 16, 96, 192},
		{"slub_debug=Z", 32, 48, 120, 216},
		{"slub_debug=P", 16, 32, 104, 200},
		{"slub_debug=U", 80, 96, 168, 264},
		{"slub_debug=FZPU", 112, 128, 200, 296},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kern *k = mini_kern_boot(rows[i].cmdline);

		assert_int_equal(kern_kmalloc_cache(k, 8)->size, rows[i].k8);
		assert_int_equal(kern_kmalloc_cache(k, 16)->size, rows[i].k16);
		assert_int_equal(kern_kmalloc_cache(k, 96)->size, rows[i].k96);
		assert_int_equal(kern_kmalloc_cache(k, 192)->size,
				 rows[i].k192);
		mini_kern_destroy(k);
	}
}

static void test_unknown_option_is_skipped(void **state)
{
	struct kern *k = mini_kern_boot("slub_debug=ZX,kmalloc-x");

	(void)state;
	assert_true(logged(k, "slub_debug option 'X' unknown. skipped\n"));
	assert_int_equal(kern_log_next(k), 1);
	mini_kern_destroy(k);
}

/* --- caches ---------------------------------------------------------------------------- */

static void test_cache_lives_and_dies(void **state)
{
	struct kern *k = mini_kern_boot(QUIET);
	uint64_t pages = mmu_frames_free_count(k->machine);
	struct kern_cache *c =
		kern_cache_create(k, "inode", 600, 0, KERN_SLAB_HWCACHE_ALIGN);
	uint64_t a, b;

	(void)state;
	assert_non_null(c);
	a = kern_cache_alloc(k, c, KERN_GFP_ZERO, 600);
	b = kern_cache_alloc(k, c, 0, 600);
	assert_int_equal(b - a, 640);
	assert_ptr_equal(kern_cache_find(k, c->handle), c);
	kern_cache_free(k, c, a);
	kern_cache_free(k, c, b);
	assert_true(kern_cache_destroy(k, c));
	assert_int_equal(mmu_frames_free_count(k->machine), pages);
	assert_silent(k);
	mini_kern_destroy(k);
}

static void test_cache_with_bad_arguments_is_refused(void **state)
{
	struct kern *k = mini_kern_boot(QUIET);

	(void)state;
	assert_null(kern_cache_create(k, "none", 0, 0, 0));
	assert_null(kern_cache_create(k, "odd", 64, 24, 0));
	assert_null(kern_cache_create(k, "huge", 5 << 20, 0, 0));
	mini_kern_destroy(k);
}

static void test_objects_that_remain_are_reported(void **state)
{
	struct kern *k = mini_kern_boot(QUIET "slub_debug=U");
	struct kern_cache *c = kern_cache_create(k, "inode", 600, 0, 0);
	uint64_t a = kern_cache_alloc(k, c, 0, 600), b;
	char text[64];

	(void)state;
	b = kern_cache_alloc(k, c, 0, 600);
	kern_cache_free(k, c, a);
	assert_false(kern_cache_destroy(k, c));
	assert_true(logged(k, "BUG inode (Not tainted): Objects remaining in "
			      "inode on __kmem_cache_shutdown()\n"));
	snprintf(text, sizeof(text), "Object 0x%llx @offset=%u\n",
		 (unsigned long long)b, c->size);
	assert_true(logged(k, text));
	snprintf(text, sizeof(text), "Object 0x%llx @", (unsigned long long)a);
	char *log = mini_kern_log(k);
	assert_null(strstr(log, text));
	free(log);
	kern_cache_free(k, c, b);
	assert_true(kern_cache_destroy(k, c));
	mini_kern_destroy(k);
}

static void test_slabinfo_reads_as_the_kernels(void **state)
{
	struct kern *k = mini_kern_boot(QUIET);
	uint64_t la = kmalloc(k, 3000);

	(void)state;
	kmalloc(k, 3000);
	kern_kfree(k, la);
	char *text = kern_proc_slabinfo(k);
	assert_ptr_equal(strstr(text, "slabinfo - version: 2.1\n# name "),
			 text);
	assert_non_null(strstr(
		text, "\nkmalloc-4k             1      8   4096    8    8 : "
		      "tunables    0    0    0 : slabdata      1      1      "
		      "0\n"));
	assert_non_null(strstr(
		text, "\nkmalloc-96             0      0     96   42    1 : "));
	/* the newest first */
	assert_true(strstr(text, "kmalloc-192 ") < strstr(text, "kmalloc-96 "));
	assert_true(strstr(text, "kmalloc-8 ") < strstr(text, "kmem_cache "));
	free(text);
	mini_kern_destroy(k);
}

/* --- at random ------------------------------------------------------------------------------- */

enum { NOBJECTS = 300, ROUNDS = 25000, NCACHES = 4 };

struct object {
	uint64_t la;
	uint32_t size;
	unsigned char fill;
	struct kern_cache *cache; /* NULL: kmalloc() */
};

struct model {
	struct kern *k;
	uint32_t seed;
	struct kern_cache *cache[NCACHES];
	struct object object[NOBJECTS];
};

static uint32_t dice(struct model *m, uint32_t n)
{
	m->seed = m->seed * 1103515245 + 12345;
	return (m->seed >> 16) % n;
}

static void get(struct model *m, struct object *o)
{
	o->cache = dice(m, 2) ? m->cache[dice(m, NCACHES)] : NULL;
	o->size = o->cache ? o->cache->object_size : 1 + dice(m, 700);
	o->fill = (unsigned char)dice(m, 256);
	o->la = o->cache ? kern_cache_alloc(m->k, o->cache, 0, o->size) :
			   kern_kmalloc(m->k, o->size, KERN_GFP_ZERO);
	assert_int_not_equal(o->la, 0);
	for (uint32_t i = 0; !o->cache && i < o->size; i++)
		assert_int_equal(host(m->k, o->la)[i], 0);
	memset(host(m->k, o->la), o->fill, o->size);
}

/* What was written is still there: objects do not overlap. */
static void put(struct model *m, struct object *o)
{
	const unsigned char *byte = (unsigned char *)host(m->k, o->la);

	for (uint32_t i = 0; i < o->size; i++)
		assert_int_equal(byte[i], o->fill);
	if (o->cache)
		kern_cache_free(m->k, o->cache, o->la);
	else
		kern_kfree(m->k, o->la);
	o->la = 0;
}

static void assert_counts(struct model *m)
{
	for (int i = 0; i < NCACHES; i++) {
		unsigned int n = 0;

		for (int j = 0; j < NOBJECTS; j++)
			n += m->object[j].la &&
			     m->object[j].cache == m->cache[i];
		assert_int_equal(kern_cache_inuse(m->cache[i]), n);
	}
}

static void run_at_random(const char *cmdline, uint32_t seed)
{
	static const uint32_t size[NCACHES] = {4, 24, 190, 1500};
	static struct model m;
	char name[16];

	memset(&m, 0, sizeof(m));
	m.k = mini_kern_boot(cmdline);
	m.seed = seed;
	for (uint32_t i = 0; i < NCACHES; i++) {
		snprintf(name, sizeof(name), "cache%u", i);
		m.cache[i] = kern_cache_create(m.k, name, size[i], 8u << i, 0);
	}
	for (int round = 0; round < ROUNDS; round++) {
		struct object *o = &m.object[dice(&m, NOBJECTS)];

		if (o->la)
			put(&m, o);
		else
			get(&m, o);
		if (round % 1000 == 0)
			assert_counts(&m);
	}
	for (int i = 0; i < NOBJECTS; i++)
		if (m.object[i].la)
			put(&m, &m.object[i]);
	for (int i = 0; i < NCACHES; i++)
		assert_true(kern_cache_destroy(m.k, m.cache[i]));
	assert_silent(m.k);
	mini_kern_destroy(m.k);
}

static void test_agrees_with_a_model(void **state)
{
	static const char *const cmdlines[] = {
		QUIET, QUIET "slub_debug=FZPU", QUIET "slub_debug=F",
		QUIET "slub_debug=FZ,cache0,cache2;FP,cache1;U"};

	(void)state;
	for (uint32_t i = 0; i < COUNT(cmdlines); i++)
		run_at_random(cmdlines[i], i + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_damage_is_found_and_repaired),
		cmocka_unit_test(test_undamaged_objects_pass),
		cmocka_unit_test(test_double_free_is_refused),
		cmocka_unit_test(test_pointer_into_an_object_is_refused),
		cmocka_unit_test(test_without_F_nothing_is_checked),
		cmocka_unit_test(test_damage_behind_the_last_object_is_found),
		cmocka_unit_test(test_hardened_free_pointer_is_scrambled),
		cmocka_unit_test(test_hardened_double_free_is_noticed_at_once),
		cmocka_unit_test(test_options_choose_caches),
		cmocka_unit_test(test_options_cost_room),
		cmocka_unit_test(test_unknown_option_is_skipped),
		cmocka_unit_test(test_cache_lives_and_dies),
		cmocka_unit_test(test_cache_with_bad_arguments_is_refused),
		cmocka_unit_test(test_objects_that_remain_are_reported),
		cmocka_unit_test(test_slabinfo_reads_as_the_kernels),
		cmocka_unit_test(test_agrees_with_a_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
