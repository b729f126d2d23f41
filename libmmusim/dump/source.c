/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * source.c - from function and offset to a line of source.
 *
 * A .ko is a relocatable file: its sections have no addresses yet and its
 * debug information is full of relocations. libdwfl (elfutils) lays the
 * sections out at addresses of its own choice and relocates the debug sections
 * to match:
 *
 *   symbol + offset -> address there -> compilation unit -> line table
 *
 * The units are asked one by one whether they contain the address, because
 * not every compiler writes the table that would say so (.debug_aranges).
 */
#include <ctype.h>
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mmusim/debuginfo.h>

/* libdwfl would look through /usr/lib/debug, and ask servers. */
static int no_separate_debuginfo(Dwfl_Module *module, void **data,
				 const char *name, Dwarf_Addr base,
				 const char *file, const char *link,
				 GElf_Word crc, char **debuginfo)
{
	(void)module, (void)data, (void)name, (void)base;
	(void)file, (void)link, (void)crc, (void)debuginfo;
	return -1;
}

static const Dwfl_Callbacks callbacks = {
	.find_debuginfo = no_separate_debuginfo,
	.section_address = dwfl_offline_section_address,
};

static int load(Dwfl *dwfl, const char *path, Dwfl_Module **module)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	dwfl_report_begin(dwfl);
	*module = dwfl_report_offline(dwfl, path, path, fd);
	if (!*module)
		close(fd); /* otherwise dwfl_end() does */
	dwfl_report_end(dwfl, NULL, NULL);
	return *module ? 0 : -ENOEXEC;
}

/* Static functions of several files may share a name, and one function may
 * have several names (init_module): addresses are what counts. */
static int find_symbol(Dwfl_Module *module, const char *symbol, uint64_t offset,
		       Dwarf_Addr *address)
{
	int count = dwfl_module_getsymtab(module);
	bool found = false;

	for (int i = 1; i < count; i++) {
		GElf_Sym sym;
		GElf_Word section;
		GElf_Addr start;
		const char *name = dwfl_module_getsym_info(
			module, i, &sym, &start, &section, NULL, NULL);

		if (!name || strcmp(name, symbol) ||
		    GELF_ST_TYPE(sym.st_info) != STT_FUNC ||
		    section == SHN_UNDEF || offset >= sym.st_size)
			continue;
		if (found && *address != start + offset)
			return -ENOTUNIQ;
		*address = start + offset;
		found = true;
	}
	return found ? 0 : -ESRCH;
}

/* The compilation unit that has code at an address. */
static Dwarf_Die *find_unit(Dwfl_Module *module, Dwarf_Addr address,
			    Dwarf_Addr *bias)
{
	Dwarf_Die *unit = NULL;

	while ((unit = dwfl_module_nextcu(module, unit, bias)))
		if (dwarf_haspc(unit, address - *bias) > 0)
			return unit;
	return NULL;
}

/* Relative names are relative to where the compiler was started. */
static int absolute_name(Dwarf_Die *unit, const char *name, char *buf,
			 size_t size)
{
	Dwarf_Attribute attr;
	const char *dir = NULL;
	int n;

	if (name[0] != '/')
		dir = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attr));
	n = snprintf(buf, size, "%s%s%s", dir ? dir : "", dir ? "/" : "", name);
	return n < 0 || (size_t)n >= size ? -ERANGE : 0;
}

/*
 * The line of an address: of the rows at the nearest address at or below, the
 * last one where a statement begins, which is what debuggers go by, else the
 * last.
 */
static Dwarf_Line *nearest_row(Dwarf_Die *unit, Dwarf_Addr address)
{
	Dwarf_Line *nearest = dwarf_getsrc_die(unit, address), *row;
	Dwarf_Addr start, at;
	Dwarf_Lines *rows;
	bool begins;
	size_t n;

	if (!nearest || dwarf_lineaddr(nearest, &start) ||
	    dwarf_getsrclines(unit, &rows, &n))
		return nearest;
	for (size_t i = 0; i < n; i++) {
		row = dwarf_onesrcline(rows, i);
		if (!dwarf_lineaddr(row, &at) && at == start &&
		    !dwarf_linebeginstatement(row, &begins) && begins)
			nearest = row;
	}
	return nearest;
}

static const char *file_of_call(Dwarf_Die *unit, Dwarf_Die *inlined)
{
	Dwarf_Attribute attr;
	Dwarf_Word index;
	Dwarf_Files *files;
	size_t n;

	if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attr),
			    &index) ||
	    dwarf_getsrcfiles(unit, &files, &n) || index >= n)
		return NULL;
	return dwarf_filesrc(files, index, NULL, NULL);
}

static bool is_of_the_kernel(const char *name)
{
	return strstr(name, "/include/");
}

/* The scopes around an address, the innermost first, and from an inline function to
 * where it is called: dwarf_getscopes() would go on to where it is written. */
static int scopes_of(Dwarf_Die *unit, Dwarf_Addr address, Dwarf_Die **scopes)
{
	Dwarf_Die *inner;
	int n = dwarf_getscopes(unit, address, &inner);

	if (n <= 0)
		return 0;
	n = dwarf_getscopes_die(&inner[0], scopes);
	free(inner);
	return n > 0 ? n : 0;
}

/*
 * An inline function of the kernel's headers is not what the reader has written:
 * the line that calls it is. *name and *number change if there is one.
 */
static void leave_headers(Dwarf_Die *unit, Dwarf_Addr address,
			  const char **name, int *number)
{
	Dwarf_Die *scopes = NULL;
	int n = scopes_of(unit, address, &scopes);

	for (int i = 0; i < n && is_of_the_kernel(*name); i++) {
		Dwarf_Attribute attr;
		Dwarf_Word line;
		const char *caller;

		if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine ||
		    dwarf_formudata(dwarf_attr(&scopes[i], DW_AT_call_line,
					       &attr),
				    &line))
			continue;
		caller = file_of_call(unit, &scopes[i]);
		if (!caller)
			break;
		*name = caller;
		*number = (int)line;
	}
	free(scopes);
}

static int find_line(Dwfl_Module *module, Dwarf_Addr address, char *file,
		     size_t size, int *line)
{
	Dwarf_Addr bias;
	Dwarf_Die *unit = find_unit(module, address, &bias);
	Dwarf_Line *entry = unit ? nearest_row(unit, address - bias) : NULL;
	const char *name = entry ? dwarf_linesrc(entry, NULL, NULL) : NULL;
	char buf[4096];
	int number = 0;
	int err;

	if (!name || dwarf_lineno(entry, &number) || number < 1)
		return -ENODATA;
	leave_headers(unit, address - bias, &name, &number);
	err = absolute_name(unit, name, buf, sizeof(buf));
	if (err)
		return err;
	if (strlen(buf) >= size)
		return -ERANGE;
	strcpy(file, buf);
	*line = number;
	return 0;
}

int mmu_source_line(const char *path, const char *symbol, uint64_t offset,
		    char *file, size_t size, int *line)
{
	Dwfl *dwfl = dwfl_begin(&callbacks);
	Dwfl_Module *module = NULL;
	Dwarf_Addr address = 0;
	int err;

	if (!dwfl)
		return -ENOMEM;
	err = load(dwfl, path, &module);
	if (!err)
		err = find_symbol(module, symbol, offset, &address);
	if (!err)
		err = find_line(module, address, file, size, line);
	dwfl_end(dwfl);
	return err;
}

/* --- Its text ------------------------------------------------------------- */

static FILE *open_beside(const char *path, const char *file)
{
	const char *slash = strrchr(path, '/');
	const char *name = strrchr(file, '/');
	char beside[4096];
	int n;

	n = snprintf(beside, sizeof(beside), "%.*s%s",
		     slash ? (int)(slash - path + 1) : 0, path,
		     name ? name + 1 : file);
	if (n < 0 || (size_t)n >= sizeof(beside))
		return NULL;
	return fopen(beside, "re");
}

static char *trim(char *text)
{
	size_t len;

	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	text[len] = '\0';
	return text;
}

int mmu_source_text(const char *path, const char *file, int line, char *buf,
		    size_t size)
{
	FILE *source = fopen(file, "re");
	char *text = NULL;
	size_t capacity = 0;
	ssize_t len = -1;

	if (!source && path)
		source = open_beside(path, file);
	if (!source)
		return -ENOENT;
	errno = 0;
	for (int i = 1; i <= line; i++) {
		len = getline(&text, &capacity, source);
		if (len < 0)
			break;
	}
	if (len >= 0)
		snprintf(buf, size, "%s", trim(text));
	free(text);
	fclose(source);
	if (len >= 0)
		return 0;
	return errno == ENOMEM ? -ENOMEM : -ENODATA;
}
