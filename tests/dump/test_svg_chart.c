/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_svg_chart.c - curves: where their points lie, and what is no chart.
 */
#include <errno.h>
#include <math.h>

#include <mmusim/picture.h>

#include "../support/svg_rig.h"

static const double x[] = {10, 20, 30, 40}, powers[] = {1, 2, 8, 16};
static const double rising[] = {0, 100, 200, 400}, flat[] = {5, 5, 5, 5};

static const struct mmu_curve curves[] = {
	{"rising", rising},
	{"flat", flat},
	{"<&> a long name of a curve", flat},
	{"another name that is long", flat},
	{"and one more that is so", flat},
	{"six", flat},
	{"seven", flat},
};

static const struct mmu_chart_mark marks[] = {{10, {"here", "it is"}},
					      {20, {"one line", NULL}},
					      {40, {"at the very end", NULL}}};

static const struct mmu_chart good = {
	.size = sizeof(good),
	.title = "Something & something else",
	.x_label = "x of it",
	.y_label = "y of it",
	.npoints = 4,
	.ncurves = 2,
	.x = x,
	.curve = curves,
};

static char svg[65536];

static int draw(const struct mmu_chart *chart, unsigned int n)
{
	struct mmu_buffer out = {.buf = svg, .size = sizeof(svg)};
	int err = mmu_chart_svg(chart, n, mmu_write_buffer, &out);

	assert_true(out.len < sizeof(svg));
	if (err)
		assert_int_equal(out.len, 0);
	return err;
}

static void assert_says(const char *words)
{
	if (!strstr(svg, words))
		fail_msg("no \"%s\"", words);
}

/* The points of a curve, the first one of its class that is a path and has more
 * than the key's two. */
static void assert_points(const char *class, const int (*want)[2],
			  unsigned int n)
{
	char start[40], *at = svg;

	snprintf(start, sizeof(start), "<path class=\"%s\" d=\"M", class);
	at = strstr(at, start);
	assert_non_null(at);
	at = strstr(at + 1, start);
	assert_non_null(at);
	at += strlen(start);
	for (unsigned int i = 0; i < n; i++) {
		assert_int_equal(strtol(at, &at, 10), want[i][0]);
		assert_int_equal(strtol(at + 1, &at, 10), want[i][1]);
		assert_int_equal(*at++, i + 1 < n ? 'L' : '"');
	}
}

/* The plot is from 80 to 830 and 290 high; it ends at 388: 44 for the title, 20
 * for the key, 34 for the label, and 290. */
static void test_chart_points_lie_where_they_should(void **state)
{
	static const int want[][2] = {
		{80, 388}, {330, 316}, {580, 243}, {830, 98}};

	(void)state;
	assert_int_equal(draw(&good, 1), 0);
	assert_points("k0", want, 4);
	assert_legible(svg, "good");
	assert_says("Something &#38; something else");
	assert_says(">400<");
	assert_says(">35<");
}

static void test_chart_logarithmic(void **state)
{
	static const int want[][2] = {
		{80, 388}, {268, 316}, {643, 243}, {830, 98}};
	struct mmu_chart chart = good;

	(void)state;
	chart.log2_x = true;
	chart.x = powers;
	assert_int_equal(draw(&chart, 1), 0);
	assert_points("k0", want, 4);
	assert_says(">16<");
	assert_legible(svg, "logarithmic");
	chart.x = (const double[]){1024, 65536, 1 << 21, 1 << 30};
	assert_int_equal(draw(&chart, 1), 0);
	assert_says(">1 Ki<");
	assert_says(">4 Mi<");
	assert_says(">1 Gi<");
	assert_legible(svg, "large");
}

static void test_charts_stand_below_each_other(void **state)
{
	struct mmu_chart chart[3] = {good, good, good};
	static struct picture p;

	(void)state;
	chart[0].ncurves = MMU_CHART_CURVES;
	chart[1].nmarks = 3;
	chart[1].mark = marks;
	assert_int_equal(draw(chart, 3), 0);
	assert_legible(svg, "three");
	assert_says("&#60;&#38;&#62; a long name");
	assert_says("one line");
	parse(svg, &p);
	assert_true(p.whole.bottom > 3 * 450);
}

static void test_chart_of_zeros(void **state)
{
	static const double zero[4];
	struct mmu_curve nothing = {"nothing", zero};
	struct mmu_chart chart = good;

	(void)state;
	chart.ncurves = 1;
	chart.curve = &nothing;
	assert_int_equal(draw(&chart, 1), 0);
	assert_legible(svg, "zeros");
}

static void test_chart_refuses_what_is_none(void **state)
{
	struct mmu_curve negative = {"negative", (const double[]){1, 2, -3, 4}};
	struct mmu_curve lost = {"lost", (const double[]){1, NAN, 3, 4}};
	struct mmu_chart_mark outside = {41, {"outside", NULL}};
	struct mmu_chart bad[9];

	(void)state;
	for (int i = 0; i < 9; i++)
		bad[i] = good;
	bad[0].size--;
	bad[1].npoints = 1;
	bad[2].ncurves = 0;
	bad[3].ncurves = MMU_CHART_CURVES + 1;
	bad[4].x = (const double[]){1, 2, 2, 3};
	bad[5].x = (const double[]){0, 1, 2, 3};
	bad[5].log2_x = true;
	bad[6].curve = &negative;
	bad[6].ncurves = 1;
	bad[7].curve = &lost;
	bad[7].ncurves = 1;
	bad[8].nmarks = 1;
	bad[8].mark = &outside;
	for (int i = 0; i < 9; i++)
		if (draw(&bad[i], 1) != -EINVAL)
			fail_msg("chart %d was drawn", i);
	assert_int_equal(draw(&good, 0), -EINVAL);
	assert_int_equal(draw((struct mmu_chart[]){good, bad[1]}, 2), -EINVAL);
}

static int write_some(void *left, const char *text, size_t len)
{
	(void)text;
	(void)len;
	return --*(int *)left ? 0 : -ENOSPC;
}

static void test_chart_ends_when_it_cannot_be_written(void **state)
{
	int left = 20;

	(void)state;
	assert_int_equal(mmu_chart_svg(&good, 1, write_some, &left), -ENOSPC);
	assert_int_equal(left, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chart_points_lie_where_they_should),
		cmocka_unit_test(test_chart_logarithmic),
		cmocka_unit_test(test_charts_stand_below_each_other),
		cmocka_unit_test(test_chart_of_zeros),
		cmocka_unit_test(test_chart_refuses_what_is_none),
		cmocka_unit_test(test_chart_ends_when_it_cannot_be_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
