/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg.c - writing SVG: shapes, text, and the style sheet.
 *
 * Classes of text: l (18 px), none (12 px), s (9 px), b (bold), m (centred),
 * dim, bad, good. Classes of rectangles: box, used, bad, good, gone (dashed),
 * cell, and the colours of rights: c0 to c7 (see svg_space.c) and c8 (wrong).
 * Viewers that do not know the question for a dark scheme show the light one.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "dump/svg.h"

static const char style[] =
	"<style>\n"
	"text{font:12px 'DejaVu Sans Mono',Menlo,monospace;fill:#1f2328}\n"
	"text.l{font-size:18px}text.s{font-size:9px}\n"
	"text.b,text.l{font-weight:bold}text.m{text-anchor:middle}\n"
	"text.dim{fill:#57606a}text.bad{fill:#b42318}text.good{fill:#1a7f37}\n"
	"rect{stroke:#8b949e;fill:none}rect.back{fill:#fff;stroke:none}\n"
	"rect.box{fill:#f3f4f6}rect.used{fill:#dbe9fd;stroke:#2563eb}\n"
	"rect.bad{fill:#fbdcd9;stroke:#b42318;stroke-width:2}\n"
	"rect.good{fill:#dcf3e2;stroke:#1a7f37}\n"
	"rect.gone{stroke-dasharray:4 3}\n"
	"rect.cell{fill:#fff}\n"
	"path{fill:none;stroke:#2563eb;stroke-width:2}\n"
	"path.dim{stroke:#8b949e;stroke-width:1}\n"
	"path.good{stroke:#1a7f37}\n"
	"rect.c0{fill:#5b6b7a}rect.c1{fill:#2f62b5}\n"
	"rect.c2{fill:#2e7d4f}rect.c3{fill:#b3541e}\n"
	"rect.c4{fill:#b4c0cb}rect.c5{fill:#8fb5ef}\n"
	"rect.c6{fill:#8fd0a8}rect.c7{fill:#f0b07f}\n"
	"rect.c8{fill:#c0392b;stroke-dasharray:4 3}\n"
	"@media(prefers-color-scheme:dark){\n"
	"text{fill:#e6e8eb}text.dim{fill:#a3acb6}\n"
	"text.bad{fill:#ff9b94}text.good{fill:#6fdd8b}\n"
	"rect{stroke:#6b7680}rect.back{fill:#15181c}\n"
	"rect.box{fill:#22272d}rect.used{fill:#1d3557;stroke:#6ea8fe}\n"
	"rect.bad{fill:#571d1a;stroke:#ff7b72}\n"
	"rect.good{fill:#173d24;stroke:#56d364}rect.cell{fill:#15181c}\n"
	"path{stroke:#6ea8fe}path.dim{stroke:#6b7680}\n"
	"path.good{stroke:#56d364}\n"
	"}\n"
	"</style>\n";

static void put(struct svg *svg, const char *text, size_t len)
{
	if (len && !svg->stopped)
		svg->stopped = svg->write(svg->arg, text, len);
}

static void add(struct svg *svg, const char *format, ...) MMU_PRINTF(2, 3);

/* No shape is longer than the buffer: only numbers and class names go in. */
static void add(struct svg *svg, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	put(svg, text, strlen(text));
}

static void add_escaped(struct svg *svg, const char *text)
{
	while (*text) {
		size_t plain = strcspn(text, "<>&");

		put(svg, text, plain);
		text += plain;
		if (*text)
			add(svg, "&#%d;", *text++);
	}
}

void svg_begin(struct svg *svg, int width, int height, const char *title)
{
	add(svg,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
	    "height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" "
	    "xml:space=\"preserve\">\n<title>",
	    width, height, width, height);
	add_escaped(svg, title);
	add(svg, "</title>\n");
	put(svg, style, sizeof(style) - 1);
	svg_rect(svg, "back", 0, 0, width, height);
}

void svg_end(struct svg *svg)
{
	add(svg, "</svg>\n");
}

void svg_rect(struct svg *svg, const char *class, int x, int y, int w, int h)
{
	add(svg,
	    "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" "
	    "height=\"%d\"/>\n",
	    class, x, y, w, h);
}

void svg_text(struct svg *svg, const char *class, int x, int y,
	      const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	add(svg, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y);
	add_escaped(svg, text);
	add(svg, "</text>\n");
}

/* The head points in the direction of the last move. */
static void add_head(struct svg *svg, struct svg_move last)
{
	int side = last.dx < 0 || last.dy < 0 ? 6 : -6;

	if (last.dx)
		add(svg, "m%d,-5l%d,5l%d,5", side, -side, side);
	else
		add(svg, "m-5,%dl5,%dl5,%d", side, -side, side);
}

void svg_arrow(struct svg *svg, const char *class, int x, int y,
	       const struct svg_move *move, unsigned int n)
{
	add(svg, "<path class=\"%s\" d=\"M%d,%d", class, x, y);
	for (unsigned int i = 0; i < n; i++)
		add(svg, "l%d,%d", move[i].dx, move[i].dy);
	add_head(svg, move[n - 1]);
	add(svg, "\"/>\n");
}

void svg_line_begin(struct svg *svg, const char *class, struct svg_point from)
{
	add(svg, "<path class=\"%s\" d=\"M%d,%d", class, from.x, from.y);
}

void svg_line_to(struct svg *svg, struct svg_point to)
{
	add(svg, "L%d,%d", to.x, to.y);
}

void svg_line_end(struct svg *svg)
{
	add(svg, "\"/>\n");
}

void svg_dot(struct svg *svg, const char *class, struct svg_point at)
{
	add(svg, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"2\"/>\n", class,
	    at.x, at.y);
}

void svg_raw(struct svg *svg, const char *text)
{
	put(svg, text, strlen(text));
}

int mmu_write_buffer(void *buffer, const char *text, size_t len)
{
	struct mmu_buffer *b = buffer;
	size_t room = b->len < b->size ? b->size - b->len - 1 : 0;
	size_t n = len < room ? len : room;

	if (b->len < b->size) {
		memcpy(b->buf + b->len, text, n);
		b->buf[b->len + n] = '\0';
	}
	b->len += len;
	return 0;
}
