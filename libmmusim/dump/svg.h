/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg.h - the few shapes that pictures are made of.
 *
 * Lengths are whole pixels, y goes down. Every shape has a class; svg.c says
 * which classes there are and how they look. All text is in one monospaced
 * font, so that its width is known: a character is 3/5 of the size.
 */
#ifndef DUMP_SVG_H
#define DUMP_SVG_H

#include <mmusim/picture.h>

struct svg {
	mmu_write_fn *write;
	void *arg;
	int stopped; /* what write() said */
};

/* Begin a picture; @title is plain text. */
void svg_begin(struct svg *svg, int width, int height, const char *title);
void svg_end(struct svg *svg);

void svg_rect(struct svg *svg, const char *class, int x, int y, int w, int h);
/* A line of text; y is its base line; class s is small, l is large. */
void svg_text(struct svg *svg, const char *class, int x, int y,
	      const char *format, ...) MMU_PRINTF(5, 6);
/* From (x, y) over @n corners to an arrow head; dx, dy are relative. */
struct svg_move {
	int dx, dy;
};
void svg_arrow(struct svg *svg, const char *class, int x, int y,
	       const struct svg_move *move, unsigned int n);

/* Straight from point to point; and a dot. */
struct svg_point {
	int x, y;
};
void svg_line_begin(struct svg *svg, const char *class, struct svg_point from);
void svg_line_to(struct svg *svg, struct svg_point to);
void svg_line_end(struct svg *svg);
void svg_dot(struct svg *svg, const char *class, struct svg_point at);

/* Text that is SVG already. */
void svg_raw(struct svg *svg, const char *text);

#endif
