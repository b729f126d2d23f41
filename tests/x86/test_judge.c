/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_judge.c - which access may use which page, in which mode.
 *
 * A row says everything that differs from a CPU with all protections on, at
 * CPL 0, that looks at a supervisor page with all rights.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <mmusim/x86.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Switches of struct mmu_mode, for one word per row. */
enum {
	USER = 1, /* CPL 3 */
	NO_WP = 2,
	NO_SMEP = 4,
	NO_SMAP = 8,
	AC = 16,
	NO_NXE = 32,
	PKE = 64,
	CPL2 = 128, /* still the supervisor */
};

/* Rights. */
#define RW MMU_RIGHT_RW
#define US MMU_RIGHT_US
#define NX MMU_RIGHT_NX

/* Expected error codes; P is in all of them. */
#define P  MMU_PF_P
#define W  MMU_PF_WR
#define U  MMU_PF_US
#define I  MMU_PF_ID
#define PK MMU_PF_PK

struct row {
	const char *reason;
	unsigned int how;
	unsigned int rights;
	unsigned int mode;
	enum mmu_why why;
	uint32_t error_code; /* when denied */
	unsigned int pkey;
	uint32_t pkru;
};

#define DENY(reason, how, rights, mode, why, code)         \
	{                                                  \
		reason, how, rights, mode, why, code, 0, 0 \
	}
#define ALLOW(reason, how, rights, mode) \
	DENY(reason, how, rights, mode, MMU_WHY_NONE, 0)

static void judge(const struct row *row)
{
	const struct mmu_mode mode = {
		.levels = 4,
		.maxphyaddr = 46,
		.cpl = row->mode & USER ? 3 :
		       row->mode & CPL2 ? 2 :
					  0,
		.wp = !(row->mode & NO_WP),
		.smep = !(row->mode & NO_SMEP),
		.smap = !(row->mode & NO_SMAP),
		.ac = row->mode & AC,
		.nxe = !(row->mode & NO_NXE),
		.pke = row->mode & PKE,
		.pkru = row->pkru,
	};
	uint32_t error_code = 0xdead;
	enum mmu_why why;

	why = mmu_judge(&mode, row->rights, row->pkey, row->how, &error_code);
	if (why != row->why)
		fail_msg("%s: %s", row->reason, mmu_why_text(why));
	/* Nothing to report leaves the output untouched. */
	if (error_code != (why ? row->error_code : 0xdead))
		fail_msg("%s: error code 0x%x", row->reason, error_code);
}

#define JUDGE_ALL(rows)                                  \
	do {                                             \
		(void)state;                             \
		for (size_t i = 0; i < COUNT(rows); i++) \
			judge(&(rows)[i]);               \
	} while (0)

/* clang-format off */
static void test_judge_user_needs_user_pages(void **state)
{
	static const struct row rows[] = {
		ALLOW("user reads user page", MMU_READ, US | RW, USER),
		DENY("user reads supervisor page", MMU_READ, RW, USER, MMU_WHY_SUPERVISOR, P | U),
		DENY("user writes supervisor page", MMU_WRITE, RW, USER, MMU_WHY_SUPERVISOR, P | U | W),
		DENY("user fetches from supervisor page", MMU_FETCH, RW, USER, MMU_WHY_SUPERVISOR, P | U | I),
		ALLOW("supervisor reads supervisor page", MMU_READ, RW, 0),
		ALLOW("the CPU itself is no user", MMU_READ | MMU_IMPLICIT, RW, USER),
		ALLOW("CPL 2 is no user", MMU_READ, RW, CPL2),
		DENY("supervisor page, and read-only as well", MMU_WRITE, 0, USER, MMU_WHY_SUPERVISOR, P | U | W),
	};

	JUDGE_ALL(rows);
}

static void test_judge_wp_binds_the_supervisor_to_rw(void **state)
{
	static const struct row rows[] = {
		DENY("user writes read-only page", MMU_WRITE, US, USER, MMU_WHY_READ_ONLY, P | U | W),
		DENY("the user is bound without WP, too", MMU_WRITE, US, USER | NO_WP, MMU_WHY_READ_ONLY, P | U | W),
		DENY("supervisor writes read-only page", MMU_WRITE, 0, 0, MMU_WHY_READ_ONLY, P | W),
		ALLOW("and may without WP", MMU_WRITE, 0, NO_WP),
		ALLOW("also to a user page", MMU_WRITE, US, NO_WP | NO_SMAP),
		ALLOW("reading is free", MMU_READ, US, USER),
		DENY("implicit writes obey WP", MMU_WRITE | MMU_IMPLICIT, 0, USER, MMU_WHY_READ_ONLY, P | W),
	};

	JUDGE_ALL(rows);
}

static void test_judge_nx_forbids_fetches_only(void **state)
{
	static const struct row rows[] = {
		DENY("user fetches NX page", MMU_FETCH, US | NX, USER, MMU_WHY_NX, P | U | I),
		DENY("supervisor fetches NX page", MMU_FETCH, NX, 0, MMU_WHY_NX, P | I),
		ALLOW("reading is free", MMU_READ, US | NX, USER),
		ALLOW("writing is free", MMU_WRITE, US | RW | NX, USER),
		ALLOW("read-only pages may be executed", MMU_FETCH, US, USER),
	};

	JUDGE_ALL(rows);
}

static void test_judge_smep_forbids_the_supervisor_user_code(void **state)
{
	static const struct row rows[] = {
		DENY("supervisor fetches user page", MMU_FETCH, US, 0, MMU_WHY_SMEP, P | I),
		ALLOW("and may without SMEP", MMU_FETCH, US, NO_SMEP),
		DENY("AC does not help", MMU_FETCH, US, AC, MMU_WHY_SMEP, P | I),
		ALLOW("its own pages are free", MMU_FETCH, 0, 0),
		ALLOW("the user may", MMU_FETCH, US, USER),
		DENY("NX is named first", MMU_FETCH, US | NX, 0, MMU_WHY_NX, P | I),
	};

	JUDGE_ALL(rows);
}

static void test_judge_smap_forbids_the_supervisor_user_data(void **state)
{
	static const struct row rows[] = {
		DENY("supervisor reads user page", MMU_READ, US | RW, 0, MMU_WHY_SMAP, P),
		DENY("supervisor writes user page", MMU_WRITE, US | RW, 0, MMU_WHY_SMAP, P | W),
		ALLOW("may without SMAP", MMU_READ, US | RW, NO_SMAP),
		ALLOW("may with AC", MMU_WRITE, US | RW, AC),
		ALLOW("an access between STAC and CLAC", MMU_WRITE | MMU_AC, US | RW, 0),
		DENY("which is not implicit", MMU_READ | MMU_AC | MMU_IMPLICIT, US, 0, MMU_WHY_SMAP, P),
		DENY("AC does not lift WP", MMU_WRITE, US, AC, MMU_WHY_READ_ONLY, P | W),
		DENY("implicit accesses ignore AC", MMU_READ | MMU_IMPLICIT, US, AC, MMU_WHY_SMAP, P),
		DENY("even at CPL 3", MMU_READ | MMU_IMPLICIT, US, AC | USER, MMU_WHY_SMAP, P),
		ALLOW("the user is not concerned", MMU_READ, US, USER),
		ALLOW("nor are fetches", MMU_FETCH, US, NO_SMEP),
		DENY("without WP SMAP still holds", MMU_WRITE, US, NO_WP, MMU_WHY_SMAP, P | W),
	};

	JUDGE_ALL(rows);
}

/* PKRU holds AD of key k in bit 2k and WD in bit 2k + 1. */
static void test_judge_keys_bind_data_of_user_pages(void **state)
{
	enum { AD5 = 1 << 10, WD5 = 2 << 10 };
	static const struct row rows[] = {
		{ "AD denies reading", MMU_READ, US | RW, USER | PKE, MMU_WHY_PKEY, P | U | PK, 5, AD5 },
		{ "AD denies writing", MMU_WRITE, US | RW, USER | PKE, MMU_WHY_PKEY, P | U | W | PK, 5, AD5 },
		{ "WD denies writing", MMU_WRITE, US | RW, USER | PKE, MMU_WHY_PKEY, P | U | W | PK, 5, WD5 },
		{ "WD allows reading", MMU_READ, US | RW, USER | PKE, MMU_WHY_NONE, 0, 5, WD5 },
		{ "fetches are free", MMU_FETCH, US, USER | PKE, MMU_WHY_NONE, 0, 5, AD5 | WD5 },
		{ "another key", MMU_WRITE, US | RW, USER | PKE, MMU_WHY_NONE, 0, 4, AD5 | WD5 },
		{ "the highest key", MMU_READ, US, USER | PKE, MMU_WHY_PKEY, P | U | PK, 15, 1u << 30 },
		{ "no keys without PKE", MMU_WRITE, US | RW, USER, MMU_WHY_NONE, 0, 5, AD5 },
		{ "supervisor pages have none", MMU_READ, RW, PKE, MMU_WHY_NONE, 0, 5, AD5 },
		{ "AD binds the supervisor", MMU_READ, US, PKE | AC, MMU_WHY_PKEY, P | PK, 5, AD5 },
		{ "WD binds the supervisor", MMU_WRITE, US | RW, PKE | AC, MMU_WHY_PKEY, P | W | PK, 5, WD5 },
		{ "but not without WP", MMU_WRITE, US, PKE | AC | NO_WP, MMU_WHY_NONE, 0, 5, WD5 },
		{ "AD does even then", MMU_WRITE, US, PKE | AC | NO_WP, MMU_WHY_PKEY, P | W | PK, 5, AD5 },
		{ "WD binds the user without WP", MMU_WRITE, US | RW, USER | PKE | NO_WP, MMU_WHY_PKEY, P | U | W | PK, 5, WD5 },
	};

	JUDGE_ALL(rows);
}

static void test_judge_pk_is_reported_beside_another_reason(void **state)
{
	static const struct row rows[] = {
		{ "read-only and WD", MMU_WRITE, US, USER | PKE, MMU_WHY_READ_ONLY, P | U | W | PK, 1, 2 << 2 },
		{ "SMAP and AD", MMU_READ, US, PKE, MMU_WHY_SMAP, P | PK, 1, 1 << 2 },
		{ "supervisor page: no key", MMU_READ, 0, USER | PKE, MMU_WHY_SUPERVISOR, P | U, 1, 1 << 2 },
	};

	JUDGE_ALL(rows);
}

/* A CPU that cannot forbid fetches reports them as reads. */
static void test_judge_id_needs_smep_or_nxe(void **state)
{
	static const struct row rows[] = {
		DENY("both", MMU_FETCH, 0, USER, MMU_WHY_SUPERVISOR, P | U | I),
		DENY("NXE", MMU_FETCH, 0, USER | NO_SMEP, MMU_WHY_SUPERVISOR, P | U | I),
		DENY("SMEP", MMU_FETCH, 0, USER | NO_NXE, MMU_WHY_SUPERVISOR, P | U | I),
		DENY("neither", MMU_FETCH, 0, USER | NO_NXE | NO_SMEP, MMU_WHY_SUPERVISOR, P | U),
	};

	JUDGE_ALL(rows);
}
/* clang-format on */

static void test_judge_flags_that_are_not_its_business(void **state)
{
	static const struct row rows[] = {
		ALLOW("STACK", MMU_READ | MMU_STACK, US, USER),
		DENY("PEEK", MMU_WRITE | MMU_PEEK, US, USER, MMU_WHY_READ_ONLY,
		     P | U | W),
	};

	JUDGE_ALL(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge_user_needs_user_pages),
		cmocka_unit_test(test_judge_wp_binds_the_supervisor_to_rw),
		cmocka_unit_test(test_judge_nx_forbids_fetches_only),
		cmocka_unit_test(
			test_judge_smep_forbids_the_supervisor_user_code),
		cmocka_unit_test(
			test_judge_smap_forbids_the_supervisor_user_data),
		cmocka_unit_test(test_judge_keys_bind_data_of_user_pages),
		cmocka_unit_test(
			test_judge_pk_is_reported_beside_another_reason),
		cmocka_unit_test(test_judge_id_needs_smep_or_nxe),
		cmocka_unit_test(test_judge_flags_that_are_not_its_business),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
