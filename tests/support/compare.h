/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare.h - our log beside one of a real kernel, by tests/oopscmp.py.
 */
#ifndef SUPPORT_COMPARE_H
#define SUPPORT_COMPARE_H

#include <stdbool.h>

/**
 * struct score - what the comparison says
 * @text: the table's: "100", "-" where there is nothing to compare
 */
struct score {
	int lines, same, added;
	char text[24];
};

/* Copy a log without what cannot be the same: names that GCC gives to functions
 * that it specialises, and where the program lies. */
void compare_plain(const char *from, const char *to);

/* All that the script prints goes to the file diff. option: one, or "". */
void compare_logs(const char *option, const char *real, const char *ours,
		  const char *diff, struct score *score);

/* No more comparisons. */
void compare_end(void);

bool compare_is_whole(const struct score *score);
void compare_show(const char *diff);

#endif
