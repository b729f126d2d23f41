/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gfp.h - the allocation flags that matter here, with Linux 6.1's values. */
#ifndef KERNEL_GFP_H
#define KERNEL_GFP_H

#define KERN_GFP_HIGHMEM	  0x2u
#define KERN_GFP_DMA32		  0x4u
#define KERN_GFP_MOVABLE	  0x8u
#define KERN_GFP_RECLAIMABLE	  0x10u
#define KERN_GFP_HIGH		  0x20u /* may use half of the reserve */
#define KERN_GFP_FS		  0x80u
#define KERN_GFP_ZERO		  0x100u
#define KERN_GFP_ATOMIC_BIT	  0x200u /* __GFP_ATOMIC: a quarter more of it */
#define KERN_GFP_DIRECT_RECLAIM	  0x400u
#define KERN_GFP_KSWAPD_RECLAIM	  0x800u
#define KERN_GFP_NOWARN		  0x2000u /* no report when it fails */
#define KERN_GFP_RETRY_MAYFAIL	  0x4000u
#define KERN_GFP_NOFAIL		  0x8000u
#define KERN_GFP_NORETRY	  0x10000u
#define KERN_GFP_MEMALLOC	  0x20000u /* may use all of the reserve */
#define KERN_GFP_COMP		  0x40000u /* a compound page */
#define KERN_GFP_NOMEMALLOC	  0x80000u

#define KERN_GFP_KERNEL		  0xcc0u
#define KERN_GFP_KERNEL_ACCOUNT	  0x400cc0u
#define KERN_GFP_HIGHUSER_MOVABLE 0x100ccau
#define KERN_GFP_ATOMIC		  0xa20u

/* Largest block of the page allocator: 2^10 pages (MAX_ORDER - 1). */
#define KERN_ORDER_MAX 10u

#endif
