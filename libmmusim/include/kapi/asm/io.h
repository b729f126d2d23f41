/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O ports, and registers that ioremap() has mapped. No device listens: what is
 * written to a port goes nowhere, and all lines stay high, so that every bit that is
 * read is 1.
 */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <linux/mm.h>
#include <linux/types.h>

#define __PORT_FUNCTIONS(suffix, type, reg)                          \
	static inline void out##suffix(type value, u16 port)         \
	{                                                            \
		__asm__ __volatile__("out" #suffix " %" reg "0, %w1" \
				     :                               \
				     : "a"(value), "Nd"(port)        \
				     : "memory");                    \
	}                                                            \
	static inline type in##suffix(u16 port)                      \
	{                                                            \
		type value;                                          \
                                                                     \
		__asm__ __volatile__("in" #suffix " %w1, %" reg "0"  \
				     : "=a"(value)                   \
				     : "Nd"(port)                    \
				     : "memory");                    \
		return value;                                        \
	}

__PORT_FUNCTIONS(b, u8, "b")
__PORT_FUNCTIONS(w, u16, "w")
__PORT_FUNCTIONS(l, u32, "")

#undef __PORT_FUNCTIONS

#define outb_p outb
#define outw_p outw
#define outl_p outl
#define inb_p  inb
#define inw_p  inw
#define inl_p  inl

#define __MMIO_READ(name, suffix, type, reg, ...)                        \
	static inline type name(const volatile void __iomem *addr)       \
	{                                                                \
		type value;                                              \
                                                                         \
		__asm__ __volatile__(                                    \
			"mov" suffix " %1, %0"                           \
			: "=" reg(value)                                 \
			: "m"(*(const volatile type *)addr)__VA_ARGS__); \
		return value;                                            \
	}
#define __MMIO_WRITE(name, suffix, type, reg, ...)                             \
	static inline void name(type value, volatile void __iomem *addr)       \
	{                                                                      \
		__asm__ __volatile__(                                          \
			"mov" suffix " %0, %1"                                 \
			:                                                      \
			: reg(value), "m"(*(volatile type *)addr)__VA_ARGS__); \
	}

__MMIO_READ(readb, "b", u8, "q", : "memory")
__MMIO_READ(__readb, "b", u8, "q")
__MMIO_WRITE(writeb, "b", u8, "q", : "memory")
__MMIO_WRITE(__writeb, "b", u8, "q")
__MMIO_READ(readw, "w", u16, "r", : "memory")
__MMIO_READ(__readw, "w", u16, "r")
__MMIO_WRITE(writew, "w", u16, "r", : "memory")
__MMIO_WRITE(__writew, "w", u16, "r")
__MMIO_READ(readl, "l", u32, "r", : "memory")
__MMIO_READ(__readl, "l", u32, "r")
__MMIO_WRITE(writel, "l", u32, "r", : "memory")
__MMIO_WRITE(__writel, "l", u32, "r")
__MMIO_READ(readq, "q", u64, "r", : "memory")
__MMIO_READ(__readq, "q", u64, "r")
__MMIO_WRITE(writeq, "q", u64, "r", : "memory")
__MMIO_WRITE(__writeq, "q", u64, "r")

#undef __MMIO_READ
#undef __MMIO_WRITE

#define readb			    readb
#define readb_relaxed(addr)	    __readb(addr)
#define __raw_readb		    __readb
#define writeb			    writeb
#define writeb_relaxed(value, addr) __writeb(value, addr)
#define __raw_writeb		    __writeb
#define readw			    readw
#define readw_relaxed(addr)	    __readw(addr)
#define __raw_readw		    __readw
#define writew			    writew
#define writew_relaxed(value, addr) __writew(value, addr)
#define __raw_writew		    __writew
#define readl			    readl
#define readl_relaxed(addr)	    __readl(addr)
#define __raw_readl		    __readl
#define writel			    writel
#define writel_relaxed(value, addr) __writel(value, addr)
#define __raw_writel		    __writel
#define readq			    readq
#define readq_relaxed(addr)	    __readq(addr)
#define __raw_readq		    __readq
#define writeq			    writeq
#define writeq_relaxed(value, addr) __writeq(value, addr)
#define __raw_writeq		    __writeq

/**
 * ioremap - physical addresses, mapped for readl(), writel() and the like
 * @phys_addr: the first one; it need not begin a page
 * @size:      in bytes
 *
 * Where there is no RAM, nobody answers: every bit is 1. Simplified: what is written
 * there stays until iounmap().
 *
 * Return: where the first one is mapped, until iounmap(); NULL for RAM that the
 * kernel uses, which a warning tells, and where memory is short.
 */
void __iomem *ioremap(resource_size_t phys_addr, unsigned long size);
/* The same, and how they are cached: not at all, writes together, writes through,
 * as memory, as @prot says. */
void __iomem *ioremap_uc(resource_size_t phys_addr, unsigned long size);
void __iomem *ioremap_wc(resource_size_t phys_addr, unsigned long size);
void __iomem *ioremap_wt(resource_size_t phys_addr, unsigned long size);
void __iomem *ioremap_cache(resource_size_t phys_addr, unsigned long size);
void __iomem *ioremap_prot(resource_size_t phys_addr, unsigned long size,
			   unsigned long prot);
void iounmap(volatile void __iomem *addr);

#define ioremap	      ioremap
#define ioremap_uc    ioremap_uc
#define ioremap_wc    ioremap_wc
#define ioremap_wt    ioremap_wt
#define ioremap_cache ioremap_cache
#define ioremap_prot  ioremap_prot

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t len);
void memcpy_toio(volatile void __iomem *to, const void *from, size_t len);
void memset_io(volatile void __iomem *addr, int c, size_t len);

/* Of memory, or of an I/O port: 0x10000 and its number. */
unsigned int ioread8(const void __iomem *addr);
unsigned int ioread16(const void __iomem *addr);
unsigned int ioread16be(const void __iomem *addr);
unsigned int ioread32(const void __iomem *addr);
unsigned int ioread32be(const void __iomem *addr);
void iowrite8(u8 value, void __iomem *addr);
void iowrite16(u16 value, void __iomem *addr);
void iowrite16be(u16 value, void __iomem *addr);
void iowrite32(u32 value, void __iomem *addr);
void iowrite32be(u32 value, void __iomem *addr);

#endif
