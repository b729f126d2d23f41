/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * judge.c - may an access use a translation that exists?
 *
 * Every page is a user page (US=1 at all levels) or a supervisor page, and
 * every access is made by the user (at CPL 3) or by the supervisor (at CPL 0
 * to 2, and what the CPU does on its own account at any CPL). What is allowed:
 *
 *                 | supervisor page         | user page
 *  ---------------+-------------------------+------------------------------
 *  user       read| never                   | yes                      [key]
 *            write| never                   | RW=1                     [key]
 *            fetch| never                   | NX=0
 *  supervisor read| yes                     | SMAP=0, or AC=1 *        [key]
 *            write| RW=1 or WP=0            | same, and RW=1 or WP=0   [key]
 *            fetch| NX=0                    | NX=0 and SMEP=0
 *
 *  *    an implicit access (MMU_IMPLICIT) has no use of AC; MMU_AC makes one
 *       access as if AC were 1
 *  key  and, with CR4.PKE, the page's key must have AD=0 in PKRU, and for a
 *       write WD=0; WD does not bind the supervisor while CR0.WP=0
 *
 * Reference: Intel SDM vol. 3A, "Access Rights", "Protection Keys",
 * "Page-Fault Exceptions".
 */
#include "x86/judge.h"

static bool is_user(const struct mmu_mode *mode, unsigned int how)
{
	return mode->cpl == 3 && !(how & MMU_IMPLICIT);
}

/* Page rights alone, without the protection key. */
static enum mmu_why judge_page(const struct mmu_mode *mode, unsigned int rights,
			       unsigned int how)
{
	bool user = is_user(mode, how);
	bool user_page = rights & MMU_RIGHT_US;
	unsigned int kind = how & MMU_HOW;

	if (user && !user_page)
		return MMU_WHY_SUPERVISOR;

	if (kind == MMU_FETCH) {
		if (rights & MMU_RIGHT_NX)
			return MMU_WHY_NX;
		if (!user && user_page && mode->smep)
			return MMU_WHY_SMEP;
		return MMU_WHY_NONE;
	}

	if (kind == MMU_WRITE && !(rights & MMU_RIGHT_RW) && (user || mode->wp))
		return MMU_WHY_READ_ONLY;
	if (!user && user_page && mode->smap &&
	    !((mode->ac || how & MMU_AC) && !(how & MMU_IMPLICIT)))
		return MMU_WHY_SMAP;
	return MMU_WHY_NONE;
}

/* Keys bind data accesses to user pages, whoever makes them. */
static bool key_denies(const struct mmu_mode *mode, unsigned int rights,
		       unsigned int pkey, unsigned int how)
{
	unsigned int kind = how & MMU_HOW;
	unsigned int key_bits = mode->pkru >> (2 * pkey);

	if (!mode->pke || !(rights & MMU_RIGHT_US) || kind == MMU_FETCH)
		return false;
	if (key_bits & 1) /* AD */
		return true;
	return key_bits & 2 && kind == MMU_WRITE && /* WD */
	       (is_user(mode, how) || mode->wp);
}

uint32_t judge_access_bits(const struct mmu_mode *mode, unsigned int how)
{
	unsigned int kind = how & MMU_HOW;
	uint32_t bits = 0;

	if (kind == MMU_WRITE)
		bits |= MMU_PF_WR;
	if (is_user(mode, how))
		bits |= MMU_PF_US;
	/* A CPU that cannot forbid fetches does not tell them from reads. */
	if (kind == MMU_FETCH && (mode->smep || mode->nxe))
		bits |= MMU_PF_ID;
	return bits;
}

enum mmu_why mmu_judge(const struct mmu_mode *mode, unsigned int rights,
		       unsigned int pkey, unsigned int how,
		       uint32_t *error_code)
{
	enum mmu_why why = judge_page(mode, rights, how);
	bool key = key_denies(mode, rights, pkey, how);

	if (why == MMU_WHY_NONE && !key)
		return MMU_WHY_NONE;

	/* PK is reported even if another rule denies the access, too. */
	*error_code = MMU_PF_P | judge_access_bits(mode, how);
	if (key)
		*error_code |= MMU_PF_PK;
	return why != MMU_WHY_NONE ? why : MMU_WHY_PKEY;
}
