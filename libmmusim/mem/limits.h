/* SPDX-License-Identifier: GPL-2.0-or-later */
/* limits.h - which limit of the host was hit: see mmu_last_error(). */
#ifndef MEM_LIMITS_H
#define MEM_LIMITS_H

#include <mmusim/api.h>

/* What a call that failed has asked the host for. */
enum mem_need {
	MEM_ADDRESSES, /* addresses without memory behind them */
	MEM_DATA,      /* private memory that can be written to */
	MEM_MAPPING,   /* a mapping at addresses that it has already */
	MEM_FILE,      /* a file descriptor */
	MEM_FILE_SIZE, /* a file of so many bytes */
};

/* A public function begins, of which mmu_last_error() will speak. */
void mem_error_begin(void);

/*
 * The host refused: find out which limit it was and write that down for
 * mmu_last_error(). Returns err, which is negative.
 *
 * @what: the thing that cannot be had, as in "cannot have WHAT"
 * AS-safe.
 */
int mem_error_host(int err, const char *what, enum mem_need need,
		   uint64_t bytes);

/* Write down a reason of our own. Returns err. */
int mem_error(int err, const char *why);
int mem_errorf(int err, const char *format, ...) MMU_PRINTF(2, 3);

/* A public function ends: if there is an error, it has some text. */
int mem_error_end(int err);

#endif
