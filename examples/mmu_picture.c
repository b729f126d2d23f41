/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mmu_picture - draws page tables: the walk of one access and a whole address
 * space, as two SVG files that a browser shows.
 */
#include <mmusim/cpu.h>
#include <mmusim/picture.h>
#include <mmusim/space.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL_DATA (MMU_PTE_RW | MMU_PTE_NX | MMU_PTE_G)
#define USER_DATA   (MMU_PTE_RW | MMU_PTE_NX | MMU_PTE_US)

/* A process and a kernel, roughly as Linux lays them out. */
static const struct {
	uint64_t la, pa, len, flags;
} layout[] = {
	{0x400000, 0x100000, 0x5000, MMU_PTE_US},	       /* text */
	{0x605000, 0x105000, 0x1000, MMU_PTE_US | MMU_PTE_NX}, /* rodata */
	{0x606000, 0x106000, 0x3000, USER_DATA},	       /* data */
	{0x7f0000000000, 0x400000, 0x800000, USER_DATA},       /* mmap */
	{0x7ffffffde000, 0x110000, 0x21000, USER_DATA},	       /* stack */
	{0xffff888000000000, 0, 4ull << 30, KERNEL_DATA},      /* all RAM */
	{0xffffc90000000000, 0x200000, 0x4000, KERNEL_DATA},   /* vmalloc */
	{0xffffffff81000000, 0x1000000, 0x600000, MMU_PTE_G},  /* kernel */
	{0xffffffff82000000, 0x1800000, 0x400000, KERNEL_DATA},
};

static int usage(FILE *to, int status)
{
	fputs("usage: mmu_picture [-h] [ADDRESS [read|write|fetch "
	      "[user|kernel]]]\n"
	      "\n"
	      "Writes to the current folder walk.svg, the walk for one access\n"
	      "to ADDRESS, and space.svg, the address space that it is made\n"
	      "in. Without arguments: 0x606010 write user.\n",
	      to);
	return status;
}

static int write_file(void *file, const char *text, size_t len)
{
	return fwrite(text, 1, len, file) == len ? 0 : -EIO;
}

static int report(const char *name, FILE *file, int err)
{
	if (!file) {
		perror(name);
		return 1;
	}
	if (fclose(file) || err) {
		fprintf(stderr, "%s: could not be written\n", name);
		return 1;
	}
	printf("%s\n", name);
	return 0;
}

static int draw_walk(struct mmu_machine *machine, const struct mmu_mode *mode,
		     uint64_t la, unsigned int how)
{
	FILE *file = fopen("walk.svg", "w");
	int err = 0;

	if (file)
		err = mmu_walk_svg(machine, mode, la, how, write_file, file);
	return report("walk.svg", file, err);
}

static int draw_space(struct mmu_machine *machine, uint64_t root)
{
	FILE *file = fopen("space.svg", "w");
	int err = 0;

	if (file)
		err = mmu_space_svg(machine, root, write_file, file);
	return report("space.svg", file, err);
}

static int map_layout(struct mmu_machine *machine, uint64_t root)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(layout) / sizeof(layout[0]) && !err; i++)
		err = mmu_map(machine, root, layout[i].la, layout[i].pa,
			      layout[i].len, layout[i].flags);
	return err;
}

/* The place of @word in a list that ends with NULL; -1 when it is not there. */
static int find(const char *word, const char *const *list)
{
	for (int i = 0; list[i]; i++) {
		if (!strcmp(word, list[i]))
			return i;
	}
	return -1;
}

int main(int argc, char **argv)
{
	/* In the order of enum mmu_how. */
	static const char *const hows[] = {"read", "write", "fetch", NULL};
	static const char *const whos[] = {"kernel", "user", NULL};
	const char *address = argc > 1 ? argv[1] : "0x606010";
	int how = find(argc > 2 ? argv[2] : "write", hows);
	int who = find(argc > 3 ? argv[3] : "user", whos);
	struct mmu_machine *machine;
	struct mmu_mode mode;
	uint64_t la;
	char *end;
	int status;

	if (!strcmp(address, "-h") || !strcmp(address, "--help"))
		return usage(stdout, 0);
	la = strtoull(address, &end, 0);
	if (argc > 4 || *end || end == address || how < 0 || who < 0)
		return usage(stderr, 2);

	if (mmu_machine_create(NULL, &machine))
		return 1;
	mode = *mmu_cpu_mode(mmu_cpu(machine, 0));
	mode.cpl = who ? 3 : 0;
	status = map_layout(machine, mode.cr3) ||
		 draw_walk(machine, &mode, la, how) ||
		 draw_space(machine, mode.cr3);
	mmu_machine_destroy(machine);
	if (fflush(stdout) || ferror(stdout)) {
		perror("mmu_picture: standard output");
		return 1;
	}
	return status;
}
