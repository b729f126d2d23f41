/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg_chart.c - curves over an axis, linear or logarithmic: see
 * mmu_chart_svg() in mmusim/picture.h. Charts stand below each other:
 *
 *   +--------------------------------------+
 *   | title                                |
 *   | --- name   --- name   --- name       |  key, in as many rows as it needs
 *   |        mark    mark                  |  if there are marks
 *   | y    |   :       :           *       |
 *   |      |   :       :       *   o       |  PLOT high
 *   |      +-----------------------------  |
 *   |        16      64     256            |
 *   |                 x                    |
 *   +--------------------------------------+
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "dump/svg.h"

enum {
	WIDTH = 860,
	LEFT = 80,
	RIGHT = 830,
	TITLE = 44,
	KEY = 20,  /* a row */
	MARK = 33, /* two lines */
	GAP = 34,  /* room for the label of y */
	PLOT = 290,
	BELOW = 66,
	LINE = 36,    /* in the key */
	CHAR_10 = 72, /* ten characters */
};

static const char style[] =
	"<style>\n"
	"text.e{text-anchor:end}\n"
	"path.grid{stroke:#dddddd;stroke-width:1}\n"
	"path.mark{stroke:#8b949e;stroke-width:1;stroke-dasharray:4 4}\n"
	"circle{fill:none;stroke-width:3}\n"
	".k0{stroke:#2563eb}.k1{stroke:#b45309}.k2{stroke:#1a7f37}\n"
	".k3{stroke:#86198f}.k4{stroke:#0e7490}.k5{stroke:#b42318}\n"
	".k6{stroke:#57606a}\n"
	"path.k1{stroke-dasharray:8 3}path.k2{stroke-dasharray:2 3}\n"
	"path.k3{stroke-dasharray:10 3 2 3}path.k4{stroke-dasharray:16 4}\n"
	"path.k5{stroke-dasharray:5 2 1 2 1 2}path.k6{stroke-dasharray:1 5}\n"
	"@media(prefers-color-scheme:dark){\n"
	"path.grid{stroke:#30363d}\n"
	".k0{stroke:#6ea8fe}.k1{stroke:#f0b07f}.k2{stroke:#56d364}\n"
	".k3{stroke:#e39ff0}.k4{stroke:#67d4e8}.k5{stroke:#ff7b72}\n"
	".k6{stroke:#a3acb6}\n"
	"}\n"
	"</style>\n";

/**
 * struct frame - where a chart lies in the picture
 * @top, @bottom: of the plot
 * @first, @last: what x begins and ends with
 * @most:  of y
 * @step:  between ticks of y
 */
struct frame {
	struct svg *svg;
	const struct mmu_chart *chart;
	int top, bottom;
	double first, last;
	double most, step;
};

/* --- scales ------------------------------------------------------------------- */

/* Binary logarithm of what is above 0. The library does not link libm. */
static double log_2(double x)
{
	double result = 0, bit = 1;

	for (; x >= 2; x /= 2)
		result++;
	for (; x < 1; x *= 2)
		result--;
	for (int i = 0; i < 24; i++) {
		bit /= 2;
		x *= x;
		if (x >= 2) {
			x /= 2;
			result += bit;
		}
	}
	return result;
}

static double scale(const struct mmu_chart *chart, double x)
{
	return chart->log2_x ? log_2(x) : x;
}

static int at_scaled_x(const struct frame *f, double x)
{
	return (int)(LEFT +
		     (x - f->first) / (f->last - f->first) * (RIGHT - LEFT) +
		     0.5);
}

static int at_x(const struct frame *f, double x)
{
	return at_scaled_x(f, scale(f->chart, x));
}

static int at_y(const struct frame *f, double y)
{
	return (int)(f->bottom - y / f->most * (f->bottom - f->top) + 0.5);
}

/* The step between ticks, 1, 2 or 5 times a power of ten, for up to @n. */
static double tick_step(double range, double n)
{
	double ten = 1;

	while (range / ten > 10 * n)
		ten *= 10;
	while (range / ten <= n / 10)
		ten /= 10;
	return range <= n * ten	    ? ten :
	       range <= n * 2 * ten ? 2 * ten :
	       range <= n * 5 * ten ? 5 * ten :
				      10 * ten;
}

/* 2^16 -> "64 Ki" */
static void power_text(int log2, char *buf, size_t size)
{
	static const char *const unit[] = {"", " Ki", " Mi", " Gi"};

	if (log2 < 0 || log2 >= 40)
		snprintf(buf, size, "2^%d", log2);
	else
		snprintf(buf, size, "%d%s", 1 << log2 % 10, unit[log2 / 10]);
}

/* --- parts ---------------------------------------------------------------------- */

static void line(struct svg *svg, const char *class, int x, int y, int dx,
		 int dy)
{
	svg_line_begin(svg, class, (struct svg_point){x, y});
	svg_line_to(svg, (struct svg_point){x + dx, y + dy});
	svg_line_end(svg);
}

static void draw_y(const struct frame *f)
{
	for (double y = 0; y <= f->most * 1.001; y += f->step) {
		int at = at_y(f, y);

		line(f->svg, y > 0 ? "grid" : "dim", LEFT, at, RIGHT - LEFT, 0);
		svg_text(f->svg, "e", LEFT - 8, at + 4, "%g", y);
	}
	line(f->svg, "dim", LEFT, f->top, 0, f->bottom - f->top);
	svg_text(f->svg, "dim", LEFT - 50, f->top - 14, "%s",
		 f->chart->y_label);
}

/* A tick, at a value as it was scaled. */
static void draw_tick(const struct frame *f, double x, const char *label)
{
	int at = at_scaled_x(f, x);

	line(f->svg, "dim", at, f->bottom, 0, 5);
	svg_text(f->svg, "m", at, f->bottom + 20, "%s", label);
}

static void draw_x(const struct frame *f)
{
	double step = tick_step(f->last - f->first, 14), n;
	char label[32];

	if (f->chart->log2_x && step < 1)
		step = 1;
	n = (double)(int64_t)(f->first / step);
	for (n += n * step < f->first; n * step <= f->last; n++) {
		if (f->chart->log2_x)
			power_text((int)(n * step), label, sizeof(label));
		else
			snprintf(label, sizeof(label), "%g", n * step);
		draw_tick(f, n * step, label);
	}
	svg_text(f->svg, "dim m", (LEFT + RIGHT) / 2, f->bottom + 44, "%s",
		 f->chart->x_label);
}

/* Names stand beside their lines, by turns above and below each other. */
static int mark_height(const struct mmu_chart *chart)
{
	return (int)(chart->nmarks < 2 ? chart->nmarks : 2) * MARK;
}

static int text_width(const char *text)
{
	return (int)strlen(text) * CHAR_10 / 10;
}

/* Left of the line, where there is no room to its right. */
static void draw_name(const struct frame *f, const char *name, int x, int y)
{
	bool right = x + 5 + text_width(name) < WIDTH;

	svg_text(f->svg, right ? "" : "e", right ? x + 5 : x - 5, y, "%s",
		 name);
}

static void draw_marks(const struct frame *f)
{
	for (unsigned int i = 0; i < f->chart->nmarks; i++) {
		const struct mmu_chart_mark *mark = &f->chart->mark[i];
		int x = at_x(f, mark->x);
		int y = f->top - GAP - mark_height(f->chart) + 10 +
			(int)(i % 2) * MARK;

		line(f->svg, "mark", x, y - 10, 0, f->bottom - y + 10);
		for (int j = 0; j < 2 && mark->name[j]; j++)
			draw_name(f, mark->name[j], x, y + 14 * j);
	}
}

/* Where the key has the i-th curve; and, for i = ncurves, how high it is. */
static struct svg_point in_key(const struct mmu_chart *chart, unsigned int n)
{
	struct svg_point at = {LEFT - 50, 0};

	for (unsigned int i = 0; i < chart->ncurves; i++) {
		int width = LINE + 32 + text_width(chart->curve[i].name);

		if (at.x + width > WIDTH && at.x > LEFT - 50)
			at = (struct svg_point){LEFT - 50, at.y + KEY};
		if (i == n)
			return at;
		at.x += width;
	}
	at.y += KEY;
	return at;
}

static struct svg_point at_point(const struct frame *f, unsigned int curve,
				 unsigned int i)
{
	return (struct svg_point){at_x(f, f->chart->x[i]),
				  at_y(f, f->chart->curve[curve].y[i])};
}

static void draw_curve(const struct frame *f, unsigned int i, int key_y)
{
	struct svg_point key = in_key(f->chart, i);
	char class[] = {'k', (char)('0' + i), '\0'};

	key.y += key_y;
	line(f->svg, class, key.x, key.y - 4, LINE, 0);
	svg_text(f->svg, "", key.x + LINE + 8, key.y, "%s",
		 f->chart->curve[i].name);
	svg_line_begin(f->svg, class, at_point(f, i, 0));
	for (unsigned int j = 1; j < f->chart->npoints; j++)
		svg_line_to(f->svg, at_point(f, i, j));
	svg_line_end(f->svg);
	for (unsigned int j = 0; j < f->chart->npoints; j++)
		svg_dot(f->svg, class, at_point(f, i, j));
}

/* --- charts ------------------------------------------------------------------------ */

static int above_plot(const struct mmu_chart *chart)
{
	return TITLE + in_key(chart, chart->ncurves).y + mark_height(chart) +
	       GAP;
}

static double most_of(const struct mmu_chart *chart)
{
	double most = 0;

	for (unsigned int i = 0; i < chart->ncurves; i++)
		for (unsigned int j = 0; j < chart->npoints; j++)
			if (chart->curve[i].y[j] > most)
				most = chart->curve[i].y[j];
	return most > 0 ? most : 1;
}

static void draw(struct svg *svg, const struct mmu_chart *chart, int top)
{
	struct frame f = {.svg = svg,
			  .chart = chart,
			  .top = top + above_plot(chart),
			  .first = scale(chart, chart->x[0]),
			  .last = scale(chart, chart->x[chart->npoints - 1]),
			  .most = most_of(chart)};

	f.bottom = f.top + PLOT;
	f.step = tick_step(f.most, 8);
	f.most = f.step * (double)(uint64_t)(f.most / f.step + 0.999);
	svg_text(svg, "b", LEFT - 50, top + 24, "%s", chart->title);
	draw_y(&f);
	draw_x(&f);
	draw_marks(&f);
	for (unsigned int i = 0; i < chart->ncurves; i++)
		draw_curve(&f, i, top + TITLE + 12);
}

static bool in_range(const struct mmu_chart *chart, double x)
{
	return x >= chart->x[0] && x <= chart->x[chart->npoints - 1];
}

static bool is_good(const struct mmu_chart *chart)
{
	if (chart->size != sizeof(*chart) || chart->npoints < 2 ||
	    !chart->ncurves || chart->ncurves > MMU_CHART_CURVES)
		return false;
	for (unsigned int j = 0; j < chart->npoints; j++) {
		if (!isfinite(chart->x[j]) ||
		    (j && chart->x[j] <= chart->x[j - 1]))
			return false;
		for (unsigned int i = 0; i < chart->ncurves; i++)
			if (!isfinite(chart->curve[i].y[j]) ||
			    chart->curve[i].y[j] < 0)
				return false;
	}
	for (unsigned int i = 0; i < chart->nmarks; i++)
		if (!in_range(chart, chart->mark[i].x))
			return false;
	return !chart->log2_x || chart->x[0] > 0;
}

int mmu_chart_svg(const struct mmu_chart *chart, unsigned int n,
		  mmu_write_fn *write, void *arg)
{
	struct svg svg = {.write = write, .arg = arg};
	int height = 0;

	for (unsigned int i = 0; i < n; i++) {
		if (!is_good(&chart[i]))
			return -EINVAL;
		height += above_plot(&chart[i]) + PLOT + BELOW;
	}
	if (!n)
		return -EINVAL;
	svg_begin(&svg, WIDTH, height, chart[0].title);
	svg_raw(&svg, style);
	height = 0;
	for (unsigned int i = 0; i < n; i++) {
		draw(&svg, &chart[i], height);
		height += above_plot(&chart[i]) + PLOT + BELOW;
	}
	svg_end(&svg);
	return svg.stopped;
}
