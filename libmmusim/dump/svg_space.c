/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg_space.c - an address space as a picture.
 *
 *     0xffff888000000000 [#####]  4M PDE   RW NX    the highest range
 *                        [.....]  not mapped, ~119T
 *     0x0000000000601000 [#####]  8K PTE   US RW NX
 *     0x0000000000400000 [#####]  4K PTE   US ro x
 *
 * Each bar stands on its first address. Its height grows with the logarithm
 * of its length, from one line of text upwards, so texts cannot overlap.
 *
 * The ranges are listed several times: to find how far apart two must be for
 * the bars to be few enough, to know how high the picture is, and to draw.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <mmusim/space.h>

#include "dump/svg.h"

enum {
	MARGIN = 24,
	PICTURE_WIDTH = 760,
	LEGEND_Y = 66,
	TOP = 156, /* of the bars */
	ADDRESS_X = MARGIN,
	BAR_X = MARGIN + 148,
	BAR_WIDTH = 160,
	TEXT_X = BAR_X + BAR_WIDTH + 12,
	LINE = 22,
	MAX_BARS = 60,
};

/**
 * struct bar - a range, or several that are drawn as one
 * @first:  of its ranges
 * @last:   of its bytes
 * @count:  of its ranges
 * @mapped: bytes of them
 * @colours: a bit for each class c0 to c8 that occurs
 */
struct bar {
	struct mmu_range first;
	uint64_t last;
	unsigned int count;
	uint64_t mapped;
	unsigned int colours;
};

/**
 * struct map - one picture
 * @gap:   ranges less than so many bytes apart are one bar
 * @draw:  false: only count
 * @bar:   that may still grow; its count is 0 before the first
 * @end:   of the bar below, where the next hole would begin
 * @y:     drawing: the foot of the next bar; counting: the height so far
 */
struct map {
	struct svg svg;
	uint64_t gap;
	bool draw;
	struct bar bar;
	uint64_t end;
	unsigned int nbars;
	int y;
};

/* --- What a bar looks like ----------------------------------------------- */

enum { WRONG = 8 }; /* class c8 */

/* Class c0 to c7: bit 0 executable, bit 1 writable, bit 2 user. */
static unsigned int colour_of(const struct mmu_range *range)
{
	if (range->kind != MMU_RANGE_PAGES)
		return WRONG;
	return (range->flags & MMU_PTE_NX ? 0 : 1) +
	       (range->flags & MMU_PTE_RW ? 2 : 0) +
	       (range->flags & MMU_PTE_US ? 4 : 0);
}

static int height_of(const struct bar *bar)
{
	uint64_t npages = (bar->last - bar->first.la) / MMU_PAGE_SIZE + 1;

	return LINE + 2 * (63 - __builtin_clzll(npages));
}

/* "4M", "~119.3T" */
static void size_text(uint64_t len, char *buf, size_t size)
{
	static const char units[] = "KMGTPE";
	unsigned int unit = 0;
	uint64_t rest = 0, below = 0;

	for (len >>= 10; len >= 1024; unit++) {
		below |= rest;
		rest = len & 1023;
		len >>= 10;
	}
	if (rest | below)
		snprintf(buf, size, "~%" PRIu64 ".%u%c", len,
			 (unsigned int)(rest * 10 / 1024), units[unit]);
	else
		snprintf(buf, size, "%" PRIu64 "%c", len, units[unit]);
}

/* Stripes, when several colours meet in it. */
static void draw_stripes(struct map *map, const struct bar *bar, int height)
{
	int n = __builtin_popcount(bar->colours), i = 0;

	for (unsigned int colour = 0; colour <= WRONG; colour++) {
		char class[] = {'c', '0' + (char)colour, '\0'};
		int x = BAR_X + i * BAR_WIDTH / n;

		if (!(bar->colours >> colour & 1))
			continue;
		i++;
		svg_rect(&map->svg, class, x, map->y - height,
			 BAR_X + i * BAR_WIDTH / n - x, height);
	}
}

static void draw_label(struct map *map, const struct bar *bar, int y)
{
	enum { SIZE_COLUMN = 38 }; /* mmu_range_text() begins with addresses */
	char line[MMU_RANGE_TEXT], size[16];

	if (bar->count == 1) {
		mmu_range_text(&bar->first, line, sizeof(line));
		svg_text(&map->svg,
			 bar->first.kind == MMU_RANGE_PAGES ? "" : "bad",
			 TEXT_X, y, "%s", line + SIZE_COLUMN);
		return;
	}
	size_text(bar->mapped, size, sizeof(size));
	svg_text(&map->svg, "", TEXT_X, y, "%u ranges, %s mapped", bar->count,
		 size);
}

static void draw_bar(struct map *map, const struct bar *bar)
{
	int height = height_of(bar);

	draw_stripes(map, bar, height);
	svg_text(&map->svg, "", ADDRESS_X, map->y - 6, "0x%016" PRIx64,
		 bar->first.la);
	draw_label(map, bar, map->y - height / 2 + 5);
}

/* --- Ranges become bars -------------------------------------------------- */

/* From map->end up to @la; the addresses that are not canonical are no hole. */
static void draw_hole(struct map *map, uint64_t la)
{
	bool halves = (!la || la >> 63) && !(map->end >> 63);
	char size[16];

	svg_rect(&map->svg, "gone", BAR_X, map->y - LINE, BAR_WIDTH, LINE);
	size_text(la - map->end, size, sizeof(size));
	if (halves)
		svg_text(&map->svg, "dim", TEXT_X, map->y - 7,
			 "not mapped, in part not canonical");
	else
		svg_text(&map->svg, "dim", TEXT_X, map->y - 7, "not mapped, %s",
			 size);
}

static void add_hole(struct map *map, uint64_t la)
{
	if (map->draw)
		draw_hole(map, la);
	map->y += map->draw ? -LINE : LINE;
}

static void finish_bar(struct map *map)
{
	int height;

	if (!map->bar.count)
		return;
	if (map->bar.first.la != map->end)
		add_hole(map, map->bar.first.la);
	height = height_of(&map->bar);
	if (map->draw)
		draw_bar(map, &map->bar);
	map->y += map->draw ? -height : height;
	map->end = map->bar.last + 1;
	map->nbars++;
}

static int add_range(const struct mmu_range *range, void *arg)
{
	struct map *map = arg;
	struct bar *bar = &map->bar;

	if (!bar->count || range->la - (bar->last + 1) >= map->gap) {
		finish_bar(map);
		*bar = (struct bar){.first = *range};
	}
	bar->last = range->la + range->len - 1;
	bar->count++;
	if (range->kind == MMU_RANGE_PAGES)
		bar->mapped += range->len;
	bar->colours |= 1u << colour_of(range);
	return map->svg.stopped;
}

static void run(struct map *map, struct mmu_machine *machine, uint64_t root)
{
	map->bar = (struct bar){.count = 0};
	map->nbars = 0;
	map->end = 0;
	mmu_space_ranges(machine, root, 0, add_range, map);
	finish_bar(map);
	if (map->end || !map->nbars) /* up to the end of the addresses */
		add_hole(map, 0);
}

/* --- The rest ------------------------------------------------------------ */

static void draw_legend(struct svg *svg)
{
	static const char *const rights[] = {
		"read-only",
		"executable",
		"writable",
		"writable, executable",
	};

	for (int i = 0; i < 8; i++) {
		char class[] = {'c', '0' + (char)i, '\0'};
		int x = MARGIN + (i & 3) * 140 + 90, y = LEGEND_Y + i / 4 * 26;

		if (i % 4 == 0)
			svg_text(svg, "b", MARGIN, y + 12,
				 i ? "user" : "supervisor");
		svg_rect(svg, class, x, y, 20, 16);
		svg_text(svg, "", x + 28, y + 12, "%s", rights[i & 3]);
	}
	svg_rect(svg, "c8", MARGIN + 90, LEGEND_Y + 52, 20, 16);
	svg_text(svg, "", MARGIN + 118, LEGEND_Y + 64, "tables are wrong");
	svg_text(svg, "dim", MARGIN + 370, LEGEND_Y + 64,
		 "heights are logarithmic");
}

/* Put more and more ranges into a bar until there are not too many. */
static void fit(struct map *map, struct mmu_machine *machine, uint64_t root)
{
	for (;;) {
		map->y = 0;
		run(map, machine, root);
		if (map->nbars <= MAX_BARS)
			return;
		map->gap = map->gap ? map->gap * 16 : 16 * MMU_PAGE_SIZE;
	}
}

int mmu_space_svg(struct mmu_machine *machine, uint64_t root,
		  mmu_write_fn *write, void *arg)
{
	struct map map = {.svg = {.write = write, .arg = arg}};
	int height;

	root &= MMU_PTE_ADDR;
	fit(&map, machine, root);
	height = TOP + map.y + MARGIN;
	svg_begin(&map.svg, PICTURE_WIDTH, height, "address space");
	svg_text(&map.svg, "l", MARGIN, 42,
		 "address space with its root at "
		 "0x%" PRIx64,
		 root);
	draw_legend(&map.svg);
	map.draw = true;
	map.y = height - MARGIN;
	run(&map, machine, root);
	svg_end(&map.svg);
	return map.svg.stopped;
}
