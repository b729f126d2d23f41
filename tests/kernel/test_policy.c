/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_policy.c - replacement policies, compared with models of them: after
 * each reference the same pages are there.
 *
 * A program at CPL 3 stores to pages of an area, one after the other, while
 * kern_set_memory_max() leaves it some frames. A model is an array of the pages
 * that are there, and knows nothing of the kernel.
 */
#include "../support/policy_rig.h"

enum { MAX_FRAMES = 8, AGES = 8 };

/* --- models ----------------------------------------------------------------------- */

/**
 * struct model - what is in memory
 * @slot:   pages, and what a policy may note of each
 * @n:      how many there are, of @frames
 * @hand:   of CLOCK: the slot it points at
 * @time:   references so far
 * @refs:   of OPT: all of them, which may be made again and again
 * @seed:   of random
 */
struct model {
	struct slot {
		unsigned int page;
		unsigned int came, used;
		bool bit;
		unsigned int age;
	} slot[MAX_FRAMES];
	unsigned int n, frames, hand, time;
	const unsigned int *refs;
	unsigned int nrefs;
	uint64_t seed;
};

typedef unsigned int choose_fn(struct model *m);

static unsigned int choose_fifo(struct model *m)
{
	unsigned int oldest = 0;

	for (unsigned int i = 1; i < m->n; i++)
		if (m->slot[i].came < m->slot[oldest].came)
			oldest = i;
	return oldest;
}

/* A ring in place: the hand moves, pages do not. */
static unsigned int choose_clock(struct model *m)
{
	unsigned int chosen;

	while (m->slot[m->hand].bit) {
		m->slot[m->hand].bit = false;
		m->hand = (m->hand + 1) % m->frames;
	}
	chosen = m->hand;
	m->hand = (m->hand + 1) % m->frames;
	return chosen;
}

static unsigned int choose_aging(struct model *m)
{
	unsigned int least = 0;

	for (unsigned int i = 1; i < m->n; i++)
		if (m->slot[i].age < m->slot[least].age ||
		    (m->slot[i].age == m->slot[least].age &&
		     m->slot[i].came < m->slot[least].came))
			least = i;
	return least;
}

/* The policy's list begins with the page that came first. */
static unsigned int choose_random(struct model *m)
{
	unsigned int rank, chosen = 0;
	uint64_t z = m->seed += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	z ^= z >> 31;
	rank = (unsigned int)(((z >> 32) * m->n +
			       ((z & UINT32_MAX) * m->n >> 32)) >>
			      32);
	for (unsigned int i = 0; i < m->n; i++) {
		unsigned int before = 0;

		for (unsigned int j = 0; j < m->n; j++)
			before += m->slot[j].came < m->slot[i].came;
		if (before == rank)
			chosen = i;
	}
	return chosen;
}

static unsigned int next_use(const struct model *m, unsigned int page)
{
	unsigned int i = m->time % m->nrefs;

	while (i < m->nrefs && m->refs[i] != page)
		i++;
	return i;
}

/* Of those that are never used again the one that came first. */
static unsigned int choose_opt(struct model *m)
{
	unsigned int last = 0;

	for (unsigned int i = 1; i < m->n; i++) {
		unsigned int a = next_use(m, m->slot[i].page);
		unsigned int b = next_use(m, m->slot[last].page);

		if (a > b || (a == b && m->slot[i].came < m->slot[last].came))
			last = i;
	}
	return last;
}

/* What the approximations approximate: no policy of the library. */
static unsigned int choose_lru(struct model *m)
{
	unsigned int least = 0;

	for (unsigned int i = 1; i < m->n; i++)
		if (m->slot[i].used < m->slot[least].used)
			least = i;
	return least;
}

static struct slot *model_find(struct model *m, unsigned int page)
{
	for (unsigned int i = 0; i < m->n; i++)
		if (m->slot[i].page == page)
			return &m->slot[i];
	return NULL;
}

/* One reference. True: a fault. */
static bool model_use(struct model *m, choose_fn *choose, unsigned int page)
{
	struct slot *slot = model_find(m, page);
	bool fault = !slot;

	if (fault) {
		slot = m->n < m->frames ? &m->slot[m->n] : &m->slot[choose(m)];
		if (m->n < m->frames)
			m->n++;
		*slot = (struct slot){
			.page = page, .came = m->time, .age = 1u << (AGES - 1)};
	}
	slot->used = m->time++;
	slot->bit = true;
	return fault;
}

static void model_tick(struct model *m)
{
	for (unsigned int i = 0; i < m->n; i++) {
		m->slot[i].age = m->slot[i].age >> 1 |
				 (unsigned int)m->slot[i].bit << (AGES - 1);
		m->slot[i].bit = false;
	}
}

static unsigned int model_faults(choose_fn *choose, unsigned int frames,
				 const unsigned int *refs, unsigned int n)
{
	struct model m = {.frames = frames, .refs = refs, .nrefs = n};
	unsigned int faults = 0;

	for (unsigned int i = 0; i < n; i++)
		faults += model_use(&m, choose, refs[i]);
	return faults;
}

/* --- the real thing ------------------------------------------------------------------ */

static void assert_resident(const struct program *p, struct model *m)
{
	for (unsigned int i = 0; i < NPAGES; i++) {
		bool there = pte_of(p->mm, p->la + i * PAGE) & MMU_PTE_P;

		if (there != !!model_find(m, i))
			fail_msg("reference %u: page %u should be %s",
				 m->time - 1, i, there ? "out" : "there");
	}
}

/* Faults of these references; nothing is compared. */
static unsigned int kernel_faults(struct kern *k, const char *policy,
				  unsigned int frames, const unsigned int *refs,
				  unsigned int n, bool tick)
{
	struct program p = begin(k, frames);
	unsigned int faults;

	foresee(&p, refs, n);
	set_policy(k, policy, !strcmp(policy, "opt") ? p.trace : NULL);
	for (unsigned int i = 0; i < n; i++) {
		kern_opt_seek(k, i);
		poke(p.mm, p.la + refs[i] * PAGE, i);
		if (tick)
			kern_pass_time(k, TICK_NS);
	}
	faults = (unsigned int)faults_of(&p);
	end(&p);
	return faults;
}

/* --- the string that everybody knows ---------------------------------------------------- */

static const unsigned int belady[] = {1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5};

static void test_policy_models_are_right(void **state)
{
	(void)state;
	assert_int_equal(model_faults(choose_fifo, 3, belady, COUNT(belady)),
			 9);
	assert_int_equal(model_faults(choose_fifo, 4, belady, COUNT(belady)),
			 10);
	assert_int_equal(model_faults(choose_opt, 3, belady, COUNT(belady)), 7);
	assert_int_equal(model_faults(choose_opt, 4, belady, COUNT(belady)), 6);
	assert_int_equal(model_faults(choose_lru, 3, belady, COUNT(belady)),
			 10);
	assert_int_equal(model_faults(choose_lru, 4, belady, COUNT(belady)), 8);
}

static void test_policy_fifo_shows_beladys_anomaly(void **state)
{
	assert_int_equal(kernel_faults(*state, "fifo", 3, belady, COUNT(belady),
				       false),
			 9);
	assert_int_equal(kernel_faults(*state, "fifo", 4, belady, COUNT(belady),
				       false),
			 10);
}

static void test_policy_opt_has_the_least_faults(void **state)
{
	assert_int_equal(kernel_faults(*state, "opt", 3, belady, COUNT(belady),
				       false),
			 7);
	assert_int_equal(kernel_faults(*state, "opt", 4, belady, COUNT(belady),
				       false),
			 6);
}

/* Sampled at each reference it knows the order of the last eight. */
static void test_policy_aging_can_be_exact(void **state)
{
	assert_int_equal(kernel_faults(*state, "aging", 3, belady,
				       COUNT(belady), true),
			 10);
	assert_int_equal(kernel_faults(*state, "aging", 4, belady,
				       COUNT(belady), true),
			 8);
}

/* --- many strings ------------------------------------------------------------------------- */

struct compared {
	const char *policy;
	choose_fn *choose;
	unsigned int tick; /* after so many references; 0: never */
};

static void compare(struct kern *k, const struct compared *c,
		    unsigned int frames, uint64_t seed)
{
	unsigned int refs[NREFS], faults = 0;
	struct program p = begin(k, frames);
	struct model m = {
		.frames = frames, .refs = refs, .nrefs = NREFS, .seed = seed};
	uint64_t before = faults_of(&p);

	make_refs(refs, seed);
	foresee(&p, refs, NREFS);
	set_policy(k, c->policy,
		   !strcmp(c->policy, "opt") ? (void *)p.trace : (void *)&seed);
	for (unsigned int i = 0; i < NREFS; i++) {
		kern_opt_seek(k, i);
		poke(p.mm, p.la + refs[i] * PAGE, i);
		faults += model_use(&m, c->choose, refs[i]);
		assert_int_equal(faults_of(&p) - before, faults);
		assert_resident(&p, &m);
		if (c->tick && i % c->tick == c->tick - 1) {
			kern_pass_time(k, TICK_NS);
			model_tick(&m);
		}
	}
	end(&p);
}

static void test_policies_agree_with_models(void **state)
{
	static const struct compared all[] = {
		{"fifo", choose_fifo, 0},    {"clock", choose_clock, 0},
		{"aging", choose_aging, 1},  {"aging", choose_aging, 5},
		{"aging", choose_aging, 40}, {"random", choose_random, 0},
		{"opt", choose_opt, 0},
	};

	for (unsigned int i = 0; i < COUNT(all); i++)
		for (unsigned int frames = 3; frames <= MAX_FRAMES; frames++)
			compare(*state, &all[i], frames, 10 * i + frames);
}

/* --- pages that cannot go --------------------------------------------------------------------- */

enum { STUCK = 30 };

/* The page of the file, whose index is 0, is needed before all others. */
static struct kern_trace *file_first(uint64_t la)
{
	struct kern_trace *trace;

	assert_int_equal(kern_trace_create(&trace), 0);
	assert_int_equal(kern_trace_add(trace, 0), 0);
	for (uint64_t i = 0; i < STUCK; i++)
		assert_int_equal(kern_trace_add(trace, la / PAGE + i), 0);
	return trace;
}

/* Anonymous pages without swap, and one page of a file: the policy finds it,
 * and offers none twice. */
static void find_page_of_file(struct kern *k, unsigned int policy,
			      const char *path, uint64_t where)
{
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, STUCK), in_file, scanned;
	struct kern_trace *trace = file_first(la);
	struct kern_file *file;

	use_policy(k, policy, trace);
	assert_int_equal(kern_file_open(k, path, false, &file), 0);
	in_file = map(mm, 0, 1, PROT_READ, MAP_PRIVATE, file, 0);
	for (uint64_t i = 0; i < STUCK; i++) {
		poke(mm, la + i * PAGE, i);
		if (i == where)
			peek(mm, in_file);
	}
	kern_use_mm(k, NULL);
	scanned = stat_of(k, "pgscan_direct");
	assert_int_equal(kern_reclaim(k, 1), 1);
	assert_int_equal(pte_of(mm, in_file), 0);
	assert_in_range(stat_of(k, "pgscan_direct") - scanned, 1, STUCK + 1);
	assert_true(kern_mm_check_all(k));
	use_policy(k, 0, NULL);
	kern_mm_put(mm);
	kern_file_put(file);
	kern_trace_destroy(trace);
}

static void test_policy_the_only_page_that_can_go_is_found(void **state)
{
	char *path = make_file(1, 0);

	for (unsigned int n = 0; kern_replacement_at(n); n++)
		for (uint64_t where = 0; where < STUCK; where += 3)
			find_page_of_file(*state, n, path, where);
	unlink(path);
}

/* --- OPT, again -------------------------------------------------------------------------- */

/* The program begins again, and what was past is the future. */
static void again_and_again(struct kern *k, uint64_t seed)
{
	unsigned int refs[NREFS];
	struct program p = begin(k, 4);
	struct model m = {.frames = 4, .refs = refs, .nrefs = 40};

	make_refs(refs, seed);
	foresee(&p, refs, m.nrefs);
	set_policy(k, "opt", p.trace);
	for (unsigned int i = 0; i < 5 * m.nrefs; i++) {
		unsigned int n = i % m.nrefs;

		assert_int_equal(kern_opt_seek(k, n), 0);
		poke(p.mm, p.la + refs[n] * PAGE, i);
		model_use(&m, choose_opt, refs[n]);
		assert_resident(&p, &m);
	}
	end(&p);
}

static void test_policy_opt_goes_back(void **state)
{
	for (uint64_t seed = 0; seed < 10; seed++)
		again_and_again(*state, seed);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policy_models_are_right),
		TEST(test_policy_fifo_shows_beladys_anomaly),
		TEST(test_policy_opt_has_the_least_faults),
		TEST(test_policy_aging_can_be_exact),
		TEST(test_policies_agree_with_models),
		TEST(test_policy_the_only_page_that_can_go_is_found),
		TEST(test_policy_opt_goes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
