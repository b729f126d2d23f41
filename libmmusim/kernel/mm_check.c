/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm_check.c - do areas, page tables and counts of address spaces fit?
 *
 *   areas    ordered, apart, whole pages; a red-black tree; counted right;
 *            no two neighbours that could be one
 *   tables   no entry outside of an area; no right that the area lacks; no
 *            write to a page that somebody else sees, or that is clean; counted
 *            right; the user's top level as the kernel's but for NX
 *   frames   as many references as PTEs, tables and caches have; a PTE is found
 *            by the reverse mapping
 *   swap     see swap_check.c
 */
#include <stdio.h>
#include <stdlib.h>

#include "kernel/rmap.h"
#include "kernel/swap.h"

/**
 * struct check - a check in progress
 * @expected: references of each frame that were found; count NULL: not asked
 */
struct check {
	struct kern *kern;
	const struct kern_mm *mm;
	bool ok;
	uint64_t rss[KERN_MM_COUNTERS];
	uint64_t tables;
	struct kern_frames_expected expected;
	struct kern_swap_expected swap;
	uint64_t swapents;
};

static void expect(struct check *c, bool ok, const char *what, uint64_t la)
{
	if (ok)
		return;
	fprintf(stderr, "kern_mm_check: %s at %#llx\n", what,
		(unsigned long long)la);
	c->ok = false;
}

static void count_ref(struct check *c, uint64_t pa, bool mapped)
{
	struct kern_frame_count *count =
		c->expected.count ? kern_frames_expect(&c->expected, pa) : NULL;

	if (!count)
		return;
	count->refs++;
	count->maps += mapped;
}

/* --- areas ------------------------------------------------------------------------- */

/* Return: black nodes on each way down. */
static int check_tree(struct check *c, const struct kern_vma *vma)
{
	const struct kern_vma *left, *right;
	int height;

	if (!vma)
		return 1;
	left = RB_LEFT(vma, node);
	right = RB_RIGHT(vma, node);
	height = check_tree(c, left);
	expect(c, height == check_tree(c, right), "unequal heights",
	       vma->start);
	if (RB_COLOR(vma, node) == RB_BLACK)
		return height + 1;
	expect(c,
	       (!left || RB_COLOR(left, node) == RB_BLACK) &&
		       (!right || RB_COLOR(right, node) == RB_BLACK),
	       "red below red", vma->start);
	return height;
}

static bool could_be_one(const struct kern_vma *a, const struct kern_vma *b)
{
	return a->end == b->start && a->flags == b->flags &&
	       a->file == b->file && b->pgoff - a->pgoff == kern_vma_pages(a) &&
	       !(a->flags & KERN_VM_GROWSDOWN) &&
	       (a->anon == b->anon || !a->anon || !b->anon);
}

static void check_areas(struct check *c)
{
	struct kern_vma *vma, *prev = NULL;
	uint64_t npages = 0;
	unsigned int n = 0;

	check_tree(c, RB_ROOT(&c->mm->vmas));
	RB_FOREACH(vma, kern_vma_tree, (struct kern_vma_tree *)&c->mm->vmas)
	{
		expect(c, vma->mm == c->mm, "area of another mm", vma->start);
		expect(c,
		       vma->start < vma->end &&
			       vma->end <= KERN_TASK_SIZE_MAX &&
			       (vma->start | vma->end) % KERN_PAGE == 0,
		       "bounds", vma->start);
		expect(c, !prev || prev->end <= vma->start, "overlap",
		       vma->start);
		expect(c, !prev || !could_be_one(prev, vma), "not merged",
		       vma->start);
		expect(c, vma->file || vma->pgoff == vma->start / KERN_PAGE,
		       "offset", vma->start);
		npages += kern_vma_pages(vma);
		n++;
		prev = vma;
	}
	expect(c, n == c->mm->map_count, "map_count", n);
	expect(c, npages == c->mm->total_vm, "total_vm", npages);
	expect(c, c->mm->nspare == 0, "spare areas", c->mm->nspare);
}

/* --- tables ------------------------------------------------------------------------ */

static void check_writable(struct check *c, const struct kern_vma *vma,
			   uint64_t pte, uint64_t la)
{
	uint64_t pa = pte & MMU_PTE_ADDR;

	expect(c, vma->flags & KERN_VM_WRITE, "writable", la);
	if (vma->flags & KERN_VM_SHARED)
		expect(c,
		       !kern_wants_writenotify(vma) ||
			       kern_page_dirty(c->kern, pa),
		       "writable, but clean", la);
	else
		expect(c,
		       kern_frame_kind(c->kern, pa) == KERN_FRAME_ANON &&
			       kern_frame_refs(c->kern, pa) == 1,
		       "writable, but shared", la);
}

/* Would the reverse mapping find this PTE? */
static void check_rmap(struct check *c, const struct kern_vma *vma, uint64_t pa,
		       uint64_t la)
{
	const struct kern_page *page =
		kern_pfn_to_page(c->kern, pa / KERN_PAGE);
	const struct kern_vma *at;
	bool found = false;

	expect(c, page->index == kern_linear_index(vma, la), "index", la);
	if (!(page->mapping & KERN_MAPPING_ANON)) {
		expect(c,
		       vma->file &&
			       page->mapping == (uintptr_t)vma->file->inode,
		       "mapping", la);
		return;
	}
	expect(c, page->mapping == ((uintptr_t)vma->anon | KERN_MAPPING_ANON),
	       "mapping", la);
	if (vma->anon)
		LIST_FOREACH(at, &vma->anon->vmas, same_anon)
	found |= at == vma;
	expect(c, found, "not in its anon_vma", la);
}

static void check_pte(struct check *c, uint64_t pte, uint64_t la)
{
	struct kern_vma *vma = kern_find_vma(c->mm, la);
	uint64_t pa = pte & MMU_PTE_ADDR;
	enum kern_frame_kind kind = kern_frame_kind(c->kern, pa);
	const uint64_t fixed =
		~(MMU_PTE_ADDR | MMU_PTE_A | MMU_PTE_D | MMU_PTE_RW |
		  KERN_PTE_SPECIAL | KERN_PTE_SOFT_DIRTY);

	if (!vma || vma->start > la) {
		expect(c, false, "a page outside of areas", la);
		return;
	}
	if (kern_is_swap_pte(pte)) {
		c->swapents++;
		expect(c, vma->anon && kern_swap_expect(&c->swap, pte),
		       "swap entry", la);
		return;
	}
	expect(c, (pte & fixed) == (kern_vm_page_prot(vma) & fixed),
	       "other rights than the area", la);
	if (pte & MMU_PTE_RW)
		check_writable(c, vma, pte, la);
	if (pte & KERN_PTE_SPECIAL) {
		expect(c, pa == c->kern->mms->zero_page, "special", la);
		return;
	}
	expect(c, kind == KERN_FRAME_ANON || kind == KERN_FRAME_FILE, "frame",
	       la);
	check_rmap(c, vma, pa, la);
	count_ref(c, pa, true);
	c->rss[kind == KERN_FRAME_ANON		   ? KERN_MM_ANONPAGES :
	       vma->file && vma->file->inode->path ? KERN_MM_FILEPAGES :
						     KERN_MM_SHMEMPAGES]++;
}

static void check_table(struct check *c, uint64_t pa, unsigned int level,
			uint64_t base)
{
	volatile uint64_t *table = kern_frame_ptr(c->kern, pa);
	uint64_t span = KERN_PAGE << 9 * (level - 1);

	for (unsigned int i = 0; i < (level == 4 ? 256 : 512); i++) {
		uint64_t entry = table[i];

		if (!entry ||
		    (level == 4 && kern_pgd_is_alias(c->kern, i, entry)))
			continue;
		if (level == 1) {
			check_pte(c, entry, base + i * span);
			continue;
		}
		c->tables++;
		count_ref(c, entry & MMU_PTE_ADDR, false);
		expect(c,
		       kern_find_vma_intersection(c->mm, base + i * span,
						  base + (i + 1) * span),
		       "a table that serves nothing", base + i * span);
		check_table(c, entry & MMU_PTE_ADDR, level - 1,
			    base + i * span);
	}
}

static void check_pgd(struct check *c)
{
	volatile uint64_t *pgd = kern_frame_ptr(c->kern, c->mm->pgd);
	volatile uint64_t *user =
		kern_frame_ptr(c->kern, c->mm->pgd + KERN_PAGE);
	uint64_t nx = kern_prot(c->kern, MMU_PTE_NX);

	for (unsigned int i = 0; i < 256; i++)
		expect(c,
		       kern_pgd_is_alias(c->kern, i, pgd[i]) ||
			       (pgd[i] & ~MMU_PTE_A) ==
				       ((user[i] & ~MMU_PTE_A) |
					(user[i] ? nx : 0)),
		       "the two top levels differ", i);
}

static void check_mm(struct check *c, const struct kern_mm *mm)
{
	c->mm = mm;
	c->tables = 0;
	c->swapents = 0;
	for (int i = 0; i < KERN_MM_COUNTERS; i++)
		c->rss[i] = 0;
	check_areas(c);
	check_pgd(c);
	check_table(c, mm->pgd, 4, 0);
	expect(c, c->swapents == mm->swapents, "swapents", c->swapents);
	expect(c, c->tables == mm->tables, "tables", c->tables);
	for (int i = 0; i < KERN_MM_COUNTERS; i++)
		expect(c, c->rss[i] == mm->rss[i], "rss", (uint64_t)i);
}

bool kern_mm_check(struct kern_mm *mm)
{
	struct check c = {.kern = mm->kern, .ok = true};

	c.swap.kern = mm->kern;
	check_mm(&c, mm);
	return c.ok;
}

/* Does a frame have the references that were found? */
static int check_frame(struct kern *k, uint64_t pa, void *arg)
{
	struct check *c = arg;
	const struct kern_page *page = kern_pfn_to_page(k, pa / KERN_PAGE);
	const struct kern_frame_count *count =
		kern_frames_expect(&c->expected, pa);
	bool table = kern_page_is_table(page);
	uint32_t cache = !!(page->flags & KERN_PG(SWAPCACHE));

	expect(c, (uint32_t)page->refcount == count->refs + cache, "references",
	       pa);
	expect(c, table || (uint32_t)page->mapcount + 1 == count->maps,
	       "mapcount", pa);
	return 0;
}

static void count_cached(struct check *c, const struct kern_cached *page)
{
	if (page->pa)
		count_ref(c, page->pa, false);
	else
		expect(c, kern_swap_expect(&c->swap, page->swap), "swap entry",
		       page->index);
}

bool kern_mm_check_all(struct kern *k)
{
	struct check c = {.kern = k, .ok = true};
	const struct kern_inode *inode;
	const struct kern_mm *mm;
	struct kern_cached *page;

	if (!kern_swap_expect_init(k, &c.swap) ||
	    !kern_frames_expect_init(k, &c.expected)) {
		kern_swap_expect_fini(&c.swap);
		return false;
	}
	LIST_FOREACH(mm, &k->mms->mms, all)
	check_mm(&c, mm);
	LIST_FOREACH(inode, &k->mms->inodes, all)
	{
		RB_FOREACH(page, kern_cache_tree,
			   (struct kern_cache_tree *)&inode->pages)
		count_cached(&c, page);
	}
	kern_frames_each(k, check_frame, &c);
	c.ok &= kern_swap_check(&c.swap);
	kern_swap_expect_fini(&c.swap);
	free(c.expected.count);
	return c.ok;
}
