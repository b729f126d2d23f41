/* SPDX-License-Identifier: GPL-2.0-or-later */
/* svg_rig.h - pictures on the test bench: a parser, no larger than what it
 * reads, and texts that must not lie over each other. */
#ifndef SUPPORT_SVG_RIG_H
#define SUPPORT_SVG_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct box {
	int left, top, right, bottom;
};

struct picture {
	struct box whole;
	struct box text[1024];
	unsigned int ntexts;
};

static inline int attribute(const char *tag, const char *end, const char *name)
{
	char key[16];
	const char *at;

	snprintf(key, sizeof(key), " %s=\"", name);
	at = strstr(tag, key);
	assert_true(at && at < end);
	return atoi(at + strlen(key));
}

/* A character is 3/5 of the font's size; &#60; is one character. */
static inline struct box text_box(const char *tag, const char *end,
				  const char *next)
{
	bool small = false, large = false, middle = false, right = false;
	const char *class = strstr(tag, "class=\"") + 7;
	int x = attribute(tag, end, "x"), y = attribute(tag, end, "y");
	int size, width = 0;

	for (; *class != '"'; class ++) {
		small |= *class == 's' && strchr(" \"", class[1]);
		large |= *class == 'l' && strchr(" \"", class[1]);
		middle |= *class == 'm' && class[1] != 'i' && class[-1] != 'i';
	}
	right = class[-1] == 'e' && strchr(" \"", class[-2]);
	size = small ? 9 : large ? 18 : 12;
	for (const char *c = end + 1; c < next; c++, width++)
		if (*c == '&')
			c = strchr(c, ';');
	width = (width * size * 3 + 4) / 5;
	if (middle)
		x -= width / 2;
	if (right)
		x -= width;
	return (struct box){x, y - size * 3 / 4, x + width, y + size / 5};
}

/* Elements must be closed in order, attributes quoted, text escaped. */
static inline void parse(const char *svg, struct picture *picture)
{
	const char *stack[8], *at = svg, *end, *next;
	unsigned int depth = 0;

	picture->ntexts = 0;
	while ((at = strchr(at, '<'))) {
		end = strchr(at, '>');
		assert_non_null(end);
		next = strchr(end, '<');
		if (at[1] == '/') {
			assert_true(depth > 0);
			depth--;
			assert_int_equal(
				strncmp(at + 2, stack[depth], end - at - 2), 0);
		} else if (end[-1] != '/') {
			assert_true(depth < 8);
			stack[depth++] = at + 1;
		}
		if (!strncmp(at, "<svg ", 5))
			picture->whole = (struct box){
				.right = attribute(at, end, "width"),
				.bottom = attribute(at, end, "height")};
		if (!strncmp(at, "<text ", 6)) {
			assert_true(picture->ntexts < 1024);
			picture->text[picture->ntexts++] =
				text_box(at, end, next);
		}
		at = end;
	}
	assert_int_equal(depth, 0);
}

static inline bool overlap(const struct box *a, const struct box *b)
{
	return a->left < b->right && b->left < a->right && a->top < b->bottom &&
	       b->top < a->bottom;
}

static inline void assert_legible(const char *svg, const char *title)
{
	static struct picture p;

	parse(svg, &p);
	assert_true(p.ntexts > 5);
	for (unsigned int i = 0; i < p.ntexts; i++) {
		const struct box *t = &p.text[i];

		if (t->left < 0 || t->top < 0 || t->right > p.whole.right ||
		    t->bottom > p.whole.bottom)
			fail_msg("%s: text %u is cut", title, i);
		for (unsigned int j = 0; j < i; j++)
			if (overlap(t, &p.text[j]))
				fail_msg("%s: texts %u and %u overlap", title,
					 j, i);
	}
}

#endif
