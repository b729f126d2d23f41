/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program.c - what tasks execute: see program.h.
 *
 * Simplified: its pages are present from the start, the first MiB of each segment,
 * as if the task had been there. (The simulated CPU does not see the fetches that
 * would bring them in.)
 */
#define _GNU_SOURCE
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel/program.h"
#include "kernel/sched.h"

#define POPULATE_MAX (1ull << 20)

/* --- finding it ------------------------------------------------------------------- */

struct search {
	uint64_t at;
	struct kern_program *found;
};

static uint64_t page_start(uint64_t at)
{
	return at & ~(KERN_PAGE - 1);
}

static int prot_of(const ElfW(Phdr) * ph)
{
	return (ph->p_flags & PF_R ? PROT_READ : 0) |
	       (ph->p_flags & PF_W ? PROT_WRITE : 0) |
	       (ph->p_flags & PF_X ? PROT_EXEC : 0);
}

static void add_segment(struct kern_program *program,
			const struct dl_phdr_info *info, const ElfW(Phdr) * ph)
{
	uint64_t start = info->dlpi_addr + ph->p_vaddr;

	if (program->n == KERN_NSEGMENTS)
		return;
	program->segment[program->n++] = (struct kern_segment){
		.start = start,
		.end = start + ph->p_memsz,
		.offset = ph->p_offset,
		.prot = prot_of(ph),
	};
	if (page_start(start) < program->start)
		program->start = page_start(start);
	if (start + ph->p_memsz > program->end)
		program->end = start + ph->p_memsz;
}

/* The part of its data that the dynamic linker makes read-only. */
static void cut_relro(struct kern_program *program,
		      const struct dl_phdr_info *info, const ElfW(Phdr) * ph)
{
	uint64_t start = info->dlpi_addr + ph->p_vaddr;

	for (unsigned int i = 0; i < program->n; i++)
		if (program->segment[i].start <= start &&
		    start < program->segment[i].end &&
		    start + ph->p_memsz <= program->segment[i].end)
			program->segment[i].start = start + ph->p_memsz;
}

static bool holds(const struct dl_phdr_info *info, uint64_t at)
{
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];

		if (ph->p_type == PT_LOAD &&
		    at - (info->dlpi_addr + ph->p_vaddr) < ph->p_memsz)
			return true;
	}
	return false;
}

static void set_path(struct kern_program *program, const char *name)
{
	ssize_t n;

	if (*name) {
		snprintf(program->path, sizeof(program->path), "%s", name);
		return;
	}
	n = readlink("/proc/self/exe", program->path,
		     sizeof(program->path) - 1);
	program->path[n > 0 ? n : 0] = '\0';
}

static int examine(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct search *search = arg;
	struct kern_program *program = search->found;

	(void)size;
	if (!holds(info, search->at))
		return 0;
	program->start = UINT64_MAX;
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD)
			add_segment(program, info, &info->dlpi_phdr[i]);
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_GNU_RELRO)
			cut_relro(program, info, &info->dlpi_phdr[i]);
	set_path(program, info->dlpi_name);
	return 1;
}

static const struct kern_program *find_known(const struct kern *k, uint64_t at)
{
	const struct kern_program *program = k->sched->programs;

	while (program && at - program->start >= program->end - program->start)
		program = program->next;
	return program;
}

int kern_find_program(struct kern *k, const void *fn,
		      const struct kern_program **out)
{
	struct search search = {.at = (uint64_t)(uintptr_t)fn};
	struct kern_program *program;
	int err = 0;

	*out = find_known(k, search.at);
	if (*out)
		return 0;
	program = search.found = pool_zalloc(k->pool, sizeof(*program));
	if (!program)
		return -ENOMEM;
	if (!dl_iterate_phdr(examine, &search))
		err = -EINVAL;
	/* Should its file be gone, it is not mapped. */
	if (!err &&
	    kern_file_open(k, program->path, false, &program->file) == -ENOMEM)
		err = -ENOMEM;
	if (err) {
		pool_free(k->pool, program);
		return err;
	}
	program->next = k->sched->programs;
	k->sched->programs = program;
	*out = program;
	return 0;
}

/* --- mapping it --------------------------------------------------------------------- */

static int map_segment(struct kern_mm *mm, const struct kern_program *program,
		       const struct kern_segment *segment)
{
	uint64_t start = page_start(segment->start);
	uint64_t skipped = segment->start - start;
	uint64_t end = kern_page_align(segment->end);
	int64_t la;

	if (segment->prot & PROT_WRITE || skipped > segment->offset ||
	    end > KERN_TASK_SIZE_MAX)
		return 0;
	la = kern_mmap(mm, start, end - start, segment->prot,
		       MAP_PRIVATE | MAP_FIXED_NOREPLACE, program->file,
		       segment->offset - skipped);
	if (la == -ENOMEM)
		return -ENOMEM;
	if (la < 0) /* something of the task's own is there */
		return 0;
	if (segment->prot & PROT_EXEC) {
		mm->start_code = segment->start;
		mm->end_code = segment->end;
	}
	if (end > start + POPULATE_MAX)
		end = start + POPULATE_MAX;
	return kern_populate(mm, start, end);
}

int kern_map_program(struct kern_mm *mm, const struct kern_program *program)
{
	int err = 0;

	if (!program->file)
		return 0;
	for (unsigned int i = 0; i < program->n && !err; i++)
		err = map_segment(mm, program, &program->segment[i]);
	return err;
}

/* --- looking at it ------------------------------------------------------------------- */

bool kern_program_holds(const struct kern_program *program, uint64_t at,
			uint64_t len, int prot)
{
	for (unsigned int i = 0; i < program->n; i++) {
		const struct kern_segment *segment = &program->segment[i];

		if (at >= segment->start && at < segment->end &&
		    len <= segment->end - at)
			return (segment->prot & prot) == prot;
	}
	return false;
}

struct object {
	uint64_t at;
	char *name;
	uint64_t start, len;
};

static int name_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct object *object = arg;
	const char *base = strrchr(info->dlpi_name, '/');

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		uint64_t start = info->dlpi_addr + ph->p_vaddr;

		if (ph->p_type != PT_LOAD || object->at - start >= ph->p_memsz)
			continue;
		snprintf(object->name, 64, "%s",
			 base ? base + 1 : info->dlpi_name);
		object->start = page_start(start);
		object->len =
			kern_page_align(start + ph->p_memsz) - object->start;
		return 1;
	}
	return 0;
}

bool kern_host_object(uint64_t at, char name[64], uint64_t *start,
		      uint64_t *len)
{
	struct object object = {.at = at, .name = name};

	if (!dl_iterate_phdr(name_object, &object))
		return false;
	*start = object.start;
	*len = object.len;
	return true;
}
