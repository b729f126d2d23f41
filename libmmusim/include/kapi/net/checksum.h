/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checksum of the Internet's protocols: RFC 1071.
 */
#ifndef _CHECKSUM_H
#define _CHECKSUM_H

#include <linux/types.h>

typedef __u16 __sum16;
typedef __u32 __wsum;

__wsum csum_partial(const void *buff, int len, __wsum sum);
__wsum csum_partial_copy_nocheck(const void *src, void *dst, int len);
__sum16 ip_compute_csum(const void *buff, int len);

/* To 16 bits, and turned around, as it stands in a header. */
static inline __sum16 csum_fold(__wsum sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (__sum16)~sum;
}

static inline __wsum csum_add(__wsum csum, __wsum addend)
{
	csum += addend;
	return csum + (csum < addend);
}

#endif
