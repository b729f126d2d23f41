/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ranges_race.c - for test_ranges_tsan.sh: exit status 0 if all is well. */
#include "ranges_race.h"

int main(void)
{
	static struct race race;

	return !race_run(&race, 200) || atomic_load(&race.wrong);
}
