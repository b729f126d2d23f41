/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_elf.c - files that are no modules: kernel/elf.c.
 *
 * Each test takes a good module, spoils it, and expects that it is refused with
 * words, and that nothing of it is left. Nothing of a spoilt module ever runs:
 * it would run natively.
 */
#define _GNU_SOURCE /* memfd_create() */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../support/kern_rig.h"

#include "kernel/module.h"

/**
 * struct file - a module's bytes, which tests change
 * @fd:   where save() writes them; a file in memory
 * @path: of the same
 */
struct file {
	char *bytes;
	size_t len;
	int fd;
	char path[40];
};

static struct kern *k;
static struct file f;
static uint64_t frames;
static size_t used;

/* --- the bench ------------------------------------------------------------ */

static void read_module(const char *name)
{
	FILE *in = fopen(kern_rig_path(name), "rb");
	struct stat st;

	assert_non_null(in);
	assert_int_equal(fstat(fileno(in), &st), 0);
	free(f.bytes);
	f.len = (size_t)st.st_size;
	f.bytes = malloc(f.len);
	assert_non_null(f.bytes);
	assert_int_equal(fread(f.bytes, 1, f.len, in), f.len);
	fclose(in);
}

static void save(size_t len)
{
	assert_int_equal(ftruncate(f.fd, (off_t)len), 0);
	assert_int_equal(pwrite(f.fd, f.bytes, len, 0), len);
}

/* A kernel that has seen a good and a bad module, so that its caches and page
 * tables are as they will stay. */
static int setup(void **state)
{
	struct kern_module *mod;

	(void)state;
	k = kern_rig_boot(NULL);
	f.fd = memfd_create("module", MFD_CLOEXEC);
	assert_true(f.fd >= 0);
	snprintf(f.path, sizeof(f.path), "/proc/self/fd/%d", f.fd);
	read_module("sections");
	save(f.len);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(kern_elf_load(k, f.path, 0, &mod), 0);
		kern_module_free(k, mod);
		assert_int_equal(kern_rig_insmod(k, "unknown_symbol"), 1);
	}
	kern_vmalloc_purge(k);
	frames = mmu_frames_free_count(kern_machine(k));
	used = pool_used(k->pool);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	close(f.fd);
	free(f.bytes);
	f.bytes = NULL;
	kern_shutdown(k);
	return 0;
}

static void assert_nothing_left(void)
{
	kern_vmalloc_purge(k);
	assert_null(k->modules);
	assert_int_equal(mmu_frames_free_count(kern_machine(k)), frames);
	assert_int_equal(pool_used(k->pool), used);
	assert_true(pool_check(k->pool));
}

/* The file is refused: the log says why, if there is something to say, and so
 * does insmod. */
static void assert_refused(const char *log, const char *error)
{
	uint64_t from = kern_log_next(k);
	int status = -1;

	assert_int_equal(kern_insmod(k, f.path, NULL, &status), 0);
	assert_int_equal(status, 1);
	if (!strstr(kern_last_error(k), error))
		fail_msg("insmod says \"%s\"", kern_last_error(k));
	if (log)
		kern_rig_assert_logged(k, from, log);
	assert_nothing_left();
}

#define FORMAT ": Invalid module format"

/* Spoilt as it is now. */
static void assert_bad(const char *log)
{
	save(f.len);
	assert_refused(log, FORMAT);
}

/* --- the parts of a file -------------------------------------------------- */

static Elf64_Ehdr *header(void)
{
	return (Elf64_Ehdr *)(void *)f.bytes;
}

static Elf64_Shdr *section_at(size_t i)
{
	return (Elf64_Shdr *)(void *)(f.bytes + header()->e_shoff) + i;
}

static char *section_name(const Elf64_Shdr *s)
{
	return f.bytes + section_at(header()->e_shstrndx)->sh_offset +
	       s->sh_name;
}

static Elf64_Shdr *section(const char *name)
{
	for (size_t i = 1; i < header()->e_shnum; i++)
		if (!strcmp(section_name(section_at(i)), name))
			return section_at(i);
	fail_msg("no section %s", name);
	return NULL;
}

static void *content(const Elf64_Shdr *s)
{
	return f.bytes + s->sh_offset;
}

/* The first relocation of init code. */
static Elf64_Rela *first_rela(void)
{
	return content(section(".rela.init.text"));
}

/* A symbol that is defined in some section. */
static Elf64_Sym *defined_symbol(void)
{
	Elf64_Sym *sym = content(section(".symtab"));

	while (ELF64_ST_TYPE(sym->st_info) != STT_FUNC)
		sym++;
	return sym;
}

/* --- no file at all ------------------------------------------------------- */

static void test_good_module_is_taken(void **state)
{
	struct kern_module *mod;

	(void)state;
	assert_int_equal(kern_elf_load(k, f.path, 0, &mod), 0);
	assert_string_equal(mod->name, "sections");
	assert_string_equal(mod->path, f.path);
	assert_true(mod->init_fn && mod->exit_fn);
	assert_null(k->modules);
	kern_module_free(k, mod);
	assert_nothing_left();
}

static void test_empty_file(void **state)
{
	(void)state;
	save(0);
	assert_refused(NULL, FORMAT);
}

static void test_text_file(void **state)
{
	(void)state;
	strcpy(f.bytes, "#!/bin/sh\nexit 0\n");
	save(strlen(f.bytes));
	assert_refused("Invalid ELF header magic\n", FORMAT);
}

static void test_missing_file(void **state)
{
	(void)state;
	strcpy(f.path, "build/modules/nosuch.ko");
	assert_refused(NULL, "could not load module");
	assert_true(strstr(kern_last_error(k), "No such file or directory"));
}

static void test_directory(void **state)
{
	(void)state;
	strcpy(f.path, "build/modules");
	assert_refused(NULL, "insmod: ERROR: could not insert module ");
}

static void test_truncated_anywhere(void **state)
{
	size_t step = kern_rig_under("valgrind") ? 1024 : 64;

	(void)state;
	for (size_t len = 0; len < f.len; len += step) {
		struct kern_module *mod;
		int err;

		save(len);
		err = kern_elf_load(k, f.path, 0, &mod);
		if (err != -ENOEXEC)
			fail_msg("%zu bytes: %d", len, err);
	}
	assert_nothing_left();
}

/* --- the header ----------------------------------------------------------- */

static void test_other_machines(void **state)
{
	(void)state;
	header()->e_machine = EM_AARCH64;
	assert_bad("Invalid architecture in ELF header\n");
	header()->e_machine = EM_X86_64;
	header()->e_ident[EI_CLASS] = ELFCLASS32;
	assert_bad(NULL);
	header()->e_ident[EI_CLASS] = 7;
	assert_bad(NULL);
	header()->e_ident[EI_CLASS] = ELFCLASS64;
	header()->e_ident[EI_DATA] = ELFDATA2MSB;
	assert_bad(NULL);
}

static void test_other_types(void **state)
{
	static const unsigned int types[] = {ET_NONE, ET_EXEC, ET_DYN, ET_CORE};

	(void)state;
	for (size_t i = 0; i < COUNT(types); i++) {
		header()->e_type = (Elf64_Half)types[i];
		assert_bad("Invalid ELF header type");
	}
}

static void test_section_table_elsewhere(void **state)
{
	static const uint64_t offsets[] = {0, 1, ~0ull, 1ull << 63};

	(void)state;
	for (size_t i = 0; i < COUNT(offsets); i++) {
		header()->e_shoff = offsets[i];
		assert_bad(NULL);
	}
	header()->e_shoff = f.len - 8;
	assert_bad(NULL);
}

static void test_odd_section_counts(void **state)
{
	uint16_t good = header()->e_shnum;

	(void)state;
	header()->e_shnum = 0;
	assert_bad(NULL);
	header()->e_shnum = 1;
	assert_bad(NULL);
	header()->e_shnum = 0xfeff;
	assert_bad(NULL);
	header()->e_shnum = good;
	header()->e_shstrndx = good;
	assert_bad(NULL);
	header()->e_shstrndx = SHN_XINDEX;
	assert_bad(NULL);
}

/* --- sections ------------------------------------------------------------- */

static void test_section_beyond_the_file(void **state)
{
	Elf64_Shdr *s = section(".text");
	Elf64_Shdr good = *s;

	(void)state;
	s->sh_offset = f.len;
	assert_bad("Invalid ELF section offset/len\n");
	s->sh_offset = ~0ull - 8;
	assert_bad("Invalid ELF section offset/len\n");
	*s = good;
	s->sh_size = f.len;
	assert_bad("Invalid ELF section offset/len\n");
	s->sh_size = ~0ull;
	assert_bad("Invalid ELF section size\n");
}

static void test_section_name_beyond_its_table(void **state)
{
	(void)state;
	section(".text")->sh_name = 0x7fffffff;
	assert_bad("Invalid ELF section name\n");
}

static void test_odd_alignments(void **state)
{
	static const uint64_t aligns[] = {3, 8192, 1ull << 63};

	(void)state;
	for (size_t i = 0; i < COUNT(aligns); i++) {
		section(".text")->sh_addralign = aligns[i];
		assert_bad("Invalid ELF section alignment\n");
	}
}

static void test_sections_that_need_too_much(void **state)
{
	(void)state;
	section(".bss")->sh_size = 1ull << 40;
	assert_bad("Invalid ELF section size\n");
	section(".bss")->sh_size = 512ull << 20;
	save(f.len);
	assert_refused(NULL, ": Cannot allocate memory");
}

static void test_no_this_module(void **state)
{
	Elf64_Shdr *s = section(".gnu.linkonce.this_module");

	(void)state;
	s->sh_flags &= ~(uint64_t)SHF_ALLOC;
	assert_bad("No module found in object\n");
	s->sh_flags |= SHF_ALLOC;
	s->sh_type = SHT_NOBITS;
	assert_bad("No module found in object\n");
	s->sh_type = SHT_PROGBITS;
	section_name(s)[5] = '?';
	assert_bad("No module found in object\n");
}

static void test_this_module_too_small(void **state)
{
	(void)state;
	section(".gnu.linkonce.this_module")->sh_size = 60;
	assert_bad("this_module section size is too small\n");
}

static void test_name_without_end(void **state)
{
	char *this_module = content(section(".gnu.linkonce.this_module"));

	(void)state;
	memset(this_module + 24, 'x', 56);
	assert_bad("Invalid module name\n");
	this_module[24] = '\0';
	assert_bad("Invalid module name\n");
}

/* --- symbols -------------------------------------------------------------- */

static void test_no_symbol_table(void **state)
{
	(void)state;
	section(".symtab")->sh_type = SHT_PROGBITS;
	assert_bad("module has no symbols (stripped?)\n");
}

static void test_two_symbol_tables(void **state)
{
	(void)state;
	*section(".comment") = *section(".symtab");
	assert_bad("module has several symbol tables\n");
}

static void test_symbol_table_without_names(void **state)
{
	Elf64_Shdr *s = section(".symtab");
	uint32_t good = s->sh_link;

	(void)state;
	s->sh_link = 0xffff;
	assert_bad("Invalid ELF symbol table\n");
	s->sh_link = 1;
	assert_bad("Invalid ELF symbol table\n");
	s->sh_link = good;
	s->sh_size -= 1;
	assert_bad(NULL);
}

static void test_symbol_in_no_section(void **state)
{
	(void)state;
	defined_symbol()->st_shndx = 0xfe00;
	assert_bad("Invalid section of a symbol\n");
	defined_symbol()->st_shndx = SHN_XINDEX;
	assert_bad("Invalid section of a symbol\n");
	defined_symbol()->st_shndx = SHN_COMMON;
	assert_bad("please compile with -fno-common\n");
}

static void test_symbol_that_becomes_undefined(void **state)
{
	(void)state;
	defined_symbol()->st_shndx = SHN_UNDEF;
	save(f.len);
	assert_refused("Unknown symbol", ": Unknown symbol in module");
}

static void test_symbol_name_beyond_its_table(void **state)
{
	Elf64_Sym *sym = defined_symbol();

	(void)state;
	sym->st_name = 0x7fffffff;
	sym->st_shndx = SHN_UNDEF;
	save(f.len);
	assert_refused("Unknown symbol  (err -2)\n",
		       ": Unknown symbol in module");
}

/* --- relocations ---------------------------------------------------------- */

static void test_relocation_outside_its_section(void **state)
{
	uint64_t size = section(".init.text")->sh_size;
	const uint64_t offsets[] = {size, size - 3, ~0ull, 1ull << 63};

	(void)state;
	for (size_t i = 0; i < COUNT(offsets); i++) {
		first_rela()->r_offset = offsets[i];
		assert_bad("Relocation outside of its section\n");
	}
}

static void test_relocation_of_no_symbol(void **state)
{
	(void)state;
	first_rela()->r_info = ELF64_R_INFO(0xffffffffull, R_X86_64_PC32);
	assert_bad("Invalid symbol of a relocation\n");
}

static void test_unknown_relocation(void **state)
{
	static const unsigned int types[] = {R_X86_64_GOTPCREL, R_X86_64_16,
					     200, ~0u};

	(void)state;
	for (size_t i = 0; i < COUNT(types); i++) {
		first_rela()->r_info = ELF64_R_INFO(1ull, types[i]);
		assert_bad("Unknown rela relocation: ");
	}
}

static void test_relocation_that_does_not_fit(void **state)
{
	static const unsigned int types[] = {R_X86_64_32, R_X86_64_32S,
					     R_X86_64_PC32, R_X86_64_PLT32};

	(void)state;
	for (size_t i = 0; i < COUNT(types); i++) {
		first_rela()->r_info = ELF64_R_INFO(1ull, types[i]);
		first_rela()->r_addend = 1ll << 40;
		assert_bad("overflow in relocation type ");
	}
}

static void test_relocations_for_no_section(void **state)
{
	Elf64_Shdr *s = section(".rela.init.text");
	Elf64_Shdr good = *s;

	(void)state;
	s->sh_info = 0xffff;
	assert_bad("Invalid section of relocations\n");
	*s = good;
	s->sh_link = 0;
	assert_bad("Invalid relocation section\n");
	*s = good;
	s->sh_size -= 1;
	assert_bad(NULL);
	*s = good;
	s->sh_type = SHT_REL;
	s->sh_size = s->sh_entsize = sizeof(Elf64_Rel);
	assert_bad("REL relocations are not supported\n");
}

/* --- anything ------------------------------------------------------------- */

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Load what is there now, without running it. */
static void load_and_drop(const char *what, size_t at, unsigned int byte)
{
	struct kern_module *mod;
	int err;

	save(f.len);
	err = kern_elf_load(k, f.path, 0, &mod);
	if (err > 0)
		fail_msg("%s, byte %zu = %02x: %d", what, at, byte, err);
	if (!err)
		kern_module_free(k, mod);
}

static void try_byte(const char *what, size_t at, unsigned int byte)
{
	char good = f.bytes[at];

	f.bytes[at] = (char)byte;
	load_and_drop(what, at, byte);
	f.bytes[at] = good;
}

static void try_range(const char *what, size_t start, size_t len,
		      unsigned int n, uint64_t seed)
{
	while (n--) {
		uint64_t r = next_random(&seed);

		try_byte(what, start + (r >> 16) % len, r & 255);
	}
}

static void try_section(const char *name, unsigned int n, uint64_t seed)
{
	Elf64_Shdr *s = section(name);

	try_range(name, s->sh_offset, s->sh_size, n, seed);
}

static unsigned int tries(void)
{
	return kern_rig_under("valgrind") ? 40 : 400;
}

static void spoil_hello(void)
{
	unsigned int n = tries();

	read_module("hello");
	try_range("file", 0, f.len, 2 * n, 0x2545f4914f6cdd1d);
	try_range("header", 0, sizeof(Elf64_Ehdr), n, 88172645463325252);
	try_range("sections", header()->e_shoff,
		  header()->e_shnum * sizeof(Elf64_Shdr), 3 * n, 1234567);
	try_section(".symtab", n, 42);
	try_section(".rela.init.text", n, 4711);
	try_section(".rela.gnu.linkonce.this_module", n, 815);
	try_section(".modinfo", n, 99);
	try_section(".gnu.linkonce.this_module", n, 100);
}

static void spoil_exporter(void)
{
	read_module("exporter");
	try_section("__ksymtab", tries(), 7);
	try_section(".rela__ksymtab", tries(), 8);
	try_section("__ksymtab_strings", tries(), 9);
}

/* Those of the distribution's kind have ORC tables and alternatives. */
static void spoil_foreign(void)
{
	read_module("../../tests/data/oops/ko/faulty");
	try_range("file", 0, f.len, tries(), 5);
	try_range("sections", header()->e_shoff,
		  header()->e_shnum * sizeof(Elf64_Shdr), tries(), 6);
	try_section(".orc_unwind_ip", tries(), 11);
}

static void test_random_bytes_never_hurt(void **state)
{
	void (*const spoil[])(void) = {spoil_hello, spoil_exporter,
				       spoil_foreign};

	(void)state;
	for (size_t i = 0; i < COUNT(spoil); i++) {
		spoil[i](); /* page tables for large modules stay */
		frames = mmu_frames_free_count(kern_machine(k));
		used = pool_used(k->pool);
		spoil[i]();
		assert_nothing_left();
	}
}

#define unit(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(test_good_module_is_taken),
		unit(test_empty_file),
		unit(test_text_file),
		unit(test_missing_file),
		unit(test_directory),
		unit(test_truncated_anywhere),
		unit(test_other_machines),
		unit(test_other_types),
		unit(test_section_table_elsewhere),
		unit(test_odd_section_counts),
		unit(test_section_beyond_the_file),
		unit(test_section_name_beyond_its_table),
		unit(test_odd_alignments),
		unit(test_sections_that_need_too_much),
		unit(test_no_this_module),
		unit(test_this_module_too_small),
		unit(test_name_without_end),
		unit(test_no_symbol_table),
		unit(test_two_symbol_tables),
		unit(test_symbol_table_without_names),
		unit(test_symbol_in_no_section),
		unit(test_symbol_that_becomes_undefined),
		unit(test_symbol_name_beyond_its_table),
		unit(test_relocation_outside_its_section),
		unit(test_relocation_of_no_symbol),
		unit(test_unknown_relocation),
		unit(test_relocation_that_does_not_fit),
		unit(test_relocations_for_no_section),
		unit(test_random_bytes_never_hurt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
