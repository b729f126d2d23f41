/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options by patterns: "uid=%u" finds "uid=17", and where the 17 is. %s, %d, %u, %o,
 * %x; %4s: no more than four characters; %%.
 */
#ifndef _LINUX_PARSER_H
#define _LINUX_PARSER_H

#include <linux/types.h>

/* The last one of a table has the pattern NULL. */
struct match_token {
	int token;
	const char *pattern;
};

typedef struct match_token match_table_t[];

enum { MAX_OPT_ARGS = 3 };

typedef struct {
	char *from;
	char *to;
} substring_t;

int match_token(char *s, const match_table_t table, substring_t args[]);
/* 0, -EINVAL, -ERANGE or -ENOMEM */
int match_int(substring_t *s, int *result);
int match_uint(substring_t *s, unsigned int *result);
int match_u64(substring_t *s, u64 *result);
int match_octal(substring_t *s, int *result);
int match_hex(substring_t *s, int *result);
bool match_wildcard(const char *pattern, const char *str);
size_t match_strlcpy(char *dest, const substring_t *src, size_t size);
/* The caller frees it with kfree(). */
char *match_strdup(const substring_t *s);

#endif
