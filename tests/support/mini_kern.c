/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mini_kern.c - see mini_kern.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "mini_kern.h"

#define POOL_BYTES (8u << 20)
#define MB2	   (2ull << 20)

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "mini_kern: %s failed\n", what);
	abort();
}

/* Without native windows pointers are linear addresses, which will do. */
static void open_window(struct kern *k, uint64_t la, uint64_t len,
			bool identity)
{
	struct mmu_window_config config = {
		.size = sizeof(config),
		.la = la,
		.len = len,
		.identity = identity,
	};
	int err = mmu_window_open(k->machine, &config);

	must(!err || err == -ENOTSUP, "mmu_window_open");
}

static void map_ram(struct kern *k)
{
	for (uint64_t pa = 0; pa < MINI_RAM; pa += MB2)
		must(!mmu_map_page(k->machine, k->init_pgd, kern_virt(pa), pa,
				   21, KERN_PAGE_KERNEL),
		     "mmu_map_page");
}

struct kern *mini_kern_boot(const char *cmdline)
{
	struct mmu_config config = {.size = sizeof(config),
				    .ram_bytes = MINI_RAM};
	struct pool *pool = pool_create(POOL_BYTES);

	must(pool, "pool_create");
	struct kern *k = pool_zalloc(pool, sizeof(*k));
	must(k, "pool_zalloc");
	k->pool = pool;
	must(!mmu_machine_create(&config, &k->machine), "mmu_machine_create");
	k->cpu = mmu_cpu(k->machine, 0);
	k->init_pgd = mmu_cr3(k->cpu) & MMU_PTE_ADDR;
	open_window(k, KERN_PAGE_OFFSET, MINI_RAM, true);
	open_window(k, KERN_VMALLOC_START, MINI_VMALLOC, false);
	map_ram(k);
	must(!kern_log_init(k), "kern_log_init");
	must(!kern_page_init(k), "kern_page_init");
	must(!kern_slab_init(k, cmdline), "kern_slab_init");
	must(!kern_vmalloc_init(k, MINI_VMALLOC, MINI_MODULES),
	     "kern_vmalloc_init");
	return k;
}

/* Tests of kmalloc() misuse it, and look at plain free pointers. */
struct kern *mini_kern_create(void)
{
	return mini_kern_boot("mmusim.memcheck=0 mmusim.freelist_hardened=0");
}

void mini_kern_destroy(struct kern *k)
{
	struct pool *pool = k->pool;

	mmu_machine_destroy(k->machine);
	pool_destroy(pool);
}

static int print_text(const struct kern_log_line *line, void *file)
{
	fprintf(file, "%s\n", line->text);
	return 0;
}

char *mini_kern_log(struct kern *k)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	must(file, "open_memstream");
	kern_log_each(k, 0, print_text, file);
	fclose(file);
	return text;
}

uint64_t mini_ptr(struct kern *k, uint64_t la)
{
	return (uint64_t)(uintptr_t)mmu_ptr(k->machine, la);
}

int mini_kern_setup(void **state)
{
	*state = mini_kern_create();
	return 0;
}

int mini_kern_teardown(void **state)
{
	mini_kern_destroy(*state);
	return 0;
}
