/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plot.h - curves over a logarithmic axis, written as an SVG picture.
 *
 *   +--------------------------------------+  HEIGHT
 *   | title                                |
 *   | key    mark    mark                  |
 *   | ns  |    :       :           *       |
 *   |     |    :       :       *   o       |
 *   |     |    :   *   :   *   o           |
 *   |     +------------------------------  |
 *   |        16     64     256   pages     |
 *   +--------------------------------------+
 */
#ifndef BENCH_PLOT_H
#define BENCH_PLOT_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { PLOT_CURVES = 4, PLOT_POINTS = 24, PLOT_MARKS = 6 };

/**
 * struct plot - what to draw
 * @title, @x_label, @y_label: texts; they hold no '<' and no '&'
 * @log2_x: x of the points, as powers of two, one apart from the next
 * @npoints: how many points each curve has
 * @curve:  the curves: y of the points, not negative
 * @mark:   vertical lines, each at a power of two; a name of two lines
 */
struct plot {
	const char *title, *x_label, *y_label;
	unsigned int log2_x, npoints, ncurves, nmarks;
	struct {
		const char *name;
		double y[PLOT_POINTS];
	} curve[PLOT_CURVES];
	struct {
		double log2_x;
		char name[2][32];
	} mark[PLOT_MARKS];
};

/* Where the axes lie in the picture. */
enum {
	PLOT_WIDTH = 860,
	PLOT_HEIGHT = 540,
	PLOT_LEFT = 70,
	PLOT_RIGHT = 830,
	PLOT_TOP = 150,
	PLOT_BOTTOM = 480,
};

static const struct {
	const char *colour;
	const char *dashes;
} plot_style[PLOT_CURVES] = {
	{"#0b5394", "none"},
	{"#b45309", "8 3"},
	{"#38761d", "2 3"},
	{"#741b47", "10 3 2 3"},
};

static inline double plot_x(const struct plot *plot, double log2_x)
{
	return PLOT_LEFT + (log2_x - plot->log2_x) / (plot->npoints - 1) *
				   (PLOT_RIGHT - PLOT_LEFT);
}

static inline double plot_y(double y, double most)
{
	return PLOT_BOTTOM - y / most * (PLOT_BOTTOM - PLOT_TOP);
}

/* The step between ticks, 1, 2 or 5 times a power of ten, for up to 8. */
static inline double plot_step(double most)
{
	double ten = 1;

	while (most > 80 * ten)
		ten *= 10;
	return most <= 8 * ten	? ten :
	       most <= 16 * ten ? 2 * ten :
	       most <= 40 * ten ? 5 * ten :
				  10 * ten;
}

static inline void plot_text(FILE *out, double x, double y, const char *anchor,
			     const char *text)
{
	fprintf(out,
		"<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x,
		y, anchor, text);
}

static inline void plot_line(FILE *out, double x1, double y1, double x2,
			     double y2, const char *colour)
{
	fprintf(out,
		"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" "
		"stroke=\"%s\"/>\n",
		x1, y1, x2, y2, colour);
}

/* 65536 -> "64 Ki" */
static inline void plot_power(unsigned int log2, char *buf, size_t size)
{
	static const char *const unit[] = {"", " Ki", " Mi", " Gi"};

	snprintf(buf, size, "%u%s", 1u << log2 % 10, unit[log2 / 10]);
}

static inline void plot_axes(FILE *out, const struct plot *plot, double most,
			     double step)
{
	char label[32];

	for (double y = 0; y <= most * 1.001; y += step) {
		double at = plot_y(y, most);

		plot_line(out, PLOT_LEFT, at, PLOT_RIGHT, at,
			  y > 0 ? "#dddddd" : "#333333");
		snprintf(label, sizeof(label), "%g", y);
		plot_text(out, PLOT_LEFT - 8, at + 4, "end", label);
	}
	for (unsigned int i = 0; i < plot->npoints; i++) {
		double at = plot_x(plot, plot->log2_x + i);

		plot_line(out, at, PLOT_BOTTOM, at, PLOT_BOTTOM + 5, "#333333");
		if (i % 2)
			continue;
		plot_power(plot->log2_x + i, label, sizeof(label));
		plot_text(out, at, PLOT_BOTTOM + 20, "middle", label);
	}
	plot_line(out, PLOT_LEFT, PLOT_TOP, PLOT_LEFT, PLOT_BOTTOM, "#333333");
	plot_text(out, (PLOT_LEFT + PLOT_RIGHT) / 2, PLOT_BOTTOM + 44, "middle",
		  plot->x_label);
	plot_text(out, PLOT_LEFT - 40, PLOT_TOP - 14, "start", plot->y_label);
}

/* Names stand beside their lines, by turns above and below each other. */
static inline void plot_marks(FILE *out, const struct plot *plot)
{
	for (unsigned int i = 0; i < plot->nmarks; i++) {
		double x = plot_x(plot, plot->mark[i].log2_x);
		double y = PLOT_TOP - 66 + (i % 2 ? 34 : 0);

		fprintf(out,
			"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%d\" "
			"stroke=\"#888888\" stroke-dasharray=\"4 4\"/>\n",
			x, y - 12, x, PLOT_BOTTOM);
		plot_text(out, x + 5, y, "start", plot->mark[i].name[0]);
		plot_text(out, x + 5, y + 14, "start", plot->mark[i].name[1]);
	}
}

static inline void plot_curve(FILE *out, const struct plot *plot,
			      unsigned int i, double most)
{
	const double *y = plot->curve[i].y;
	double key_x = PLOT_LEFT + i * 260.0, key_y = 54;
	const char *colour = plot_style[i].colour;

	fprintf(out,
		"<path fill=\"none\" stroke=\"%s\" stroke-width=\"2\" "
		"stroke-dasharray=\"%s\" d=\"M%.1f %.1fh36M",
		colour, plot_style[i].dashes, key_x, key_y - 4);
	for (unsigned int j = 0; j < plot->npoints; j++)
		fprintf(out, "%.1f %.1f ", plot_x(plot, plot->log2_x + j),
			plot_y(y[j], most));
	fprintf(out, "\"/>\n");
	for (unsigned int j = 0; j < plot->npoints; j++)
		fprintf(out,
			"<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" "
			"fill=\"%s\"/>\n",
			plot_x(plot, plot->log2_x + j), plot_y(y[j], most),
			colour);
	plot_text(out, key_x + 44, key_y, "start", plot->curve[i].name);
}

/* 0 or the negative errno of the file. */
static inline int plot_write(const struct plot *plot, const char *path)
{
	FILE *out = fopen(path, "w");
	double most = 1, step;

	if (!out)
		return -errno;
	for (unsigned int i = 0; i < plot->ncurves; i++)
		for (unsigned int j = 0; j < plot->npoints; j++)
			if (plot->curve[i].y[j] > most)
				most = plot->curve[i].y[j];
	step = plot_step(most);
	most = step * (double)(uint64_t)(most / step + 1);

	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
		"height=\"%d\" viewBox=\"0 0 %d %d\" "
		"font-family=\"sans-serif\" font-size=\"13\">\n"
		"<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n"
		"<text x=\"%d\" y=\"26\" font-size=\"16\">%s</text>\n",
		PLOT_WIDTH, PLOT_HEIGHT, PLOT_WIDTH, PLOT_HEIGHT, PLOT_WIDTH,
		PLOT_HEIGHT, PLOT_LEFT - 40, plot->title);
	plot_axes(out, plot, most, step);
	plot_marks(out, plot);
	for (unsigned int i = 0; i < plot->ncurves; i++)
		plot_curve(out, plot, i, most);
	fprintf(out, "</svg>\n");
	return fclose(out) ? -errno : 0;
}

#endif
