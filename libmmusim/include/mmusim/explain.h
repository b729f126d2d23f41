/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain.h - why an access faults, or where it leads, for people.
 *
 * What mmu_fault_text() says in one sentence, shown in full: each entry that
 * the CPU reads, the bit that decides, the error code bit by bit.
 */
#ifndef MMUSIM_EXPLAIN_H
#define MMUSIM_EXPLAIN_H

#include <mmusim/api.h>
#include <mmusim/machine.h>

/**
 * mmu_explain - walk the tables for one access and tell what happens
 * @machine: whose memory holds the tables
 * @mode:    control registers and privilege of the access: mmu_cpu_mode() for
 *           now, or the mode that was kept of an earlier fault. Its CR3 need
 *           not be the one in use
 * @la:      linear address, in bytes; any alignment
 * @how:     enum mmu_how, with flags
 * @buf:     out: lines of text, each ended by a newline; always terminated
 *           when @size is not 0; may be NULL when it is
 * @size:    of @buf, in bytes; 2048 bytes are enough
 *
 * The tables are read as they are at the moment of the call, the TLB is not
 * asked, and neither A nor D is set. So the text is true of a past fault as
 * long as nobody has changed the tables since. Lines have 78 columns at most.
 *
 *	char text[2048];
 *
 *	mmu_explain(machine, mmu_cpu_mode(cpu), 0x10000, MMU_WRITE, text,
 *		    sizeof(text));
 *	fputs(text, stdout);
 *
 * Return: the length of the whole text without its NUL, as snprintf(): the
 * text was cut when that is @size or more.
 * Context: allocates nothing; may not run in the SIGSEGV handler.
 * Reference: Intel SDM vol. 3A, "Access Rights", "Page-Fault Exceptions".
 */
MMU_API size_t mmu_explain(struct mmu_machine *machine,
			   const struct mmu_mode *mode, uint64_t la,
			   unsigned int how, char *buf, size_t size);

#endif
