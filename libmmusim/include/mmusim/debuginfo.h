/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * debuginfo.h - from an address in a module to its source and its instruction.
 *
 * An oops names a function and an offset in it, which do not depend on where
 * the module was loaded; the debug information of the .ko leads from there to
 * a line of source.
 *
 *	char file[256], text[128];
 *	int line;
 *
 *	if (!mmu_source_line("faulty.ko", "faulty_init", 0x10, file,
 *			     sizeof(file), &line) &&
 *	    !mmu_source_text("faulty.ko", file, line, text, sizeof(text)))
 *		printf("%s:%d: %s\n", file, line, text);
 *
 * Context: these functions allocate and read files, mmu_disasm() excepted.
 */
#ifndef MMUSIM_DEBUGINFO_H
#define MMUSIM_DEBUGINFO_H

#include <mmusim/api.h>

/**
 * mmu_source_line - the source line of an instruction
 * @path:   an ELF file, such as a .ko; only its own debug information is used
 * @symbol: name of the function; static ones are found, too
 * @offset: of the instruction from the start of the function, in bytes
 * @file:   out: absolute path of the source file as the compiler recorded it;
 *          it need not exist on this machine
 * @size:   of @file, in bytes
 * @line:   out: line number, from 1
 *
 * For code of an inlined function this is the line in that function.
 *
 * Return: 0; what open() said about @path (-ENOENT: no such file); -ENOEXEC
 * when it is no ELF file; -ESRCH when no function of that name reaches to
 * @offset; -ENOTUNIQ when several do; -ENODATA when there is no debug
 * information or none for that instruction; -ERANGE when @file is too small;
 * -ENOMEM.
 */
MMU_API int mmu_source_line(const char *path, const char *symbol,
			    uint64_t offset, char *file, size_t size,
			    int *line);

/**
 * mmu_source_text - the text of a source line
 * @path: the .ko, or NULL
 * @file: the source file, as mmu_source_line() gave it
 * @line: line number, from 1
 * @buf:  out: the line without blanks around it; cut when it is too long,
 *        always terminated
 * @size: of @buf, in bytes, not 0
 *
 * Looks at @file, and then for a file of that name beside @path. Whether the
 * file has changed since the module was built is not known.
 *
 * Return: 0; -ENOENT when the file is in neither place; -ENODATA when it has
 * no such line; -ENOMEM.
 */
MMU_API int mmu_source_text(const char *path, const char *file, int line,
			    char *buf, size_t size);

/**
 * mmu_disasm - an instruction in AT&T syntax
 * @code: its bytes
 * @len:  how many are there; those after the first instruction are ignored
 * @la:   linear address of the first, for branch targets and RIP-relative
 *        operands
 * @buf:  out: such as "movb $0x41, 0x00"; cut when it is too long, always
 *        terminated
 * @size: of @buf, in bytes, not 0; 96 bytes are enough
 *
 * Return: length of the instruction in bytes, 1 to 15; -ENODATA when it is
 * not complete in @len bytes; -EILSEQ when no instruction begins so.
 * Context: allocates nothing.
 */
MMU_API int mmu_disasm(const void *code, size_t len, uint64_t la, char *buf,
		       size_t size);

#endif
