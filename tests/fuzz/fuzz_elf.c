/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_elf.c - libFuzzer program: files that somebody gives the module loader.
 *
 * The input is the file. It is loaded, and what was loaded is looked at as the
 * kernel does when it prints traces, sets parameters or searches its tables; it
 * is never run. Whether it was refused or not, afterwards the kernel has as
 * many free frames and as much of its pool as before.
 *
 *   make fuzz FUZZ=elf
 */
#define _GNU_SOURCE /* memfd_create() */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel/module.h"
#include "kernel/params.h"

static struct kern *k;
static int fd;
static char path[40];
static uint64_t frames;
static size_t used;

static void check(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "fuzz_elf: %s\n", what);
	abort();
}

static void write_file(const uint8_t *data, size_t size)
{
	check(!ftruncate(fd, 0) && pwrite(fd, data, size, 0) == (ssize_t)size,
	      "cannot write the file");
}

/* Every table of the module, as others read it. */
static void look_at(struct kern_module *mod)
{
	const struct kern_layout *layout[2] = {&mod->core, &mod->init};
	struct kern_param kp;
	char name[KERN_PARAM_NAME], text[160];
	struct kern_export sym;

	for (size_t i = 0; i < 50 && kern_param_at(k, mod, i, &kp, name); i++)
		kern_param_find(k, mod, name, &kp);
	kern_find_export(k, "nothing", &sym);
	for (int i = 0; i < 2; i++)
		for (uint64_t at = 0; at < layout[i]->size; at += 1021) {
			uint64_t la = layout[i]->base + at;
			struct kern_unwind unwind = {
				.ip = la, .sp = la, .bp = la, .first = true};
			struct mmu_frame frame = {.rip_la = la};

			kern_symbol(k, la, text, sizeof(text));
			kern_orc_step(k, &unwind);
			kern_report_bug(k, &frame);
		}
	kern_module_flags(mod, name);
}

static void try_file(unsigned int flags)
{
	struct kern_module *mod;

	if (!kern_elf_load(k, path, flags, &mod)) {
		mod->next = k->modules;
		k->modules = mod;
		look_at(mod);
		k->modules = mod->next;
		kern_module_free(k, mod);
	}
	kern_vmalloc_purge(k);
}

/* A kernel that has seen a module, so that its tables are as they will stay. */
static void prepare(void)
{
	struct kern_config config = {.size = sizeof(config)};

	check(!kern_boot(&config, &k), "the kernel does not boot");
	fd = memfd_create("module", MFD_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
}

static void note(void)
{
	frames = mmu_frames_free_count(kern_machine(k));
	used = pool_used(k->pool);
}

static bool is_as_before(void)
{
	return mmu_frames_free_count(kern_machine(k)) == frames &&
	       pool_used(k->pool) == used;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	prepare();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const unsigned int flags = KERN_IGNORE_MODVERSIONS |
				   KERN_IGNORE_VERMAGIC;

	/* What is not asked of Linux's users with --force has more effects. */
	write_file(data, size);
	note();
	try_file(flags);
	if (!is_as_before()) { /* page tables may have grown, once */
		note();
		try_file(flags);
		check(is_as_before(),
		      "frames or memory of the pool are missing");
	}
	check(!k->modules, "a module is left");
	return 0;
}
