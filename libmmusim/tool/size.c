/* SPDX-License-Identifier: GPL-2.0-or-later */
/* size.c - sizes and numbers as people write them: 64M. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/commands.h"

#define MOST_BITS \
	50 /* of a size in bytes: larger ones are an error of somebody's */

int parse_size(const char *text, uint64_t *bytes)
{
	static const char units[] = "kmgtpe";
	unsigned int shift = 0;
	const char *unit;
	uint64_t value;
	char *end;

	if (*text < '0' || *text > '9')
		return EINVAL;
	errno = 0;
	value = strtoull(text, &end, 0);
	if (*end) {
		unit = strchr(units, *end | 0x20);
		if (!unit || end[1])
			return EINVAL;
		shift = 10 * (unsigned int)(unit - units + 1);
	}
	if (errno || shift > MOST_BITS || value >> (MOST_BITS - shift))
		return ERANGE;
	*bytes = value << shift;
	return 0;
}

const char *size_error(int err)
{
	return err == ERANGE ? "is too large" : "is no size; write 64M";
}
