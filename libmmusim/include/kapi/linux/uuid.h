/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Identifiers of 16 bytes. They are written alike, but of a guid the first three
 * numbers lie in memory with the low byte first: "%pUb" prints a uuid, "%pUl" a guid.
 */
#ifndef _LINUX_UUID_H
#define _LINUX_UUID_H

#include <linux/string.h>
#include <linux/types.h>

#define UUID_SIZE	16
#define UUID_STRING_LEN 36 /* "7e1bf3d0-6f5c-4b3a-9a57-0123456789ab" */

typedef struct {
	__u8 b[UUID_SIZE];
} uuid_t;

typedef struct {
	__u8 b[UUID_SIZE];
} guid_t;

#define __UUID_BYTE(value, n) (((value) >> (8 * (n))) & 0xff)

#define UUID_INIT(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)                   \
	((uuid_t){{__UUID_BYTE(a, 3), __UUID_BYTE(a, 2), __UUID_BYTE(a, 1),  \
		   __UUID_BYTE(a, 0), __UUID_BYTE(b, 1), __UUID_BYTE(b, 0),  \
		   __UUID_BYTE(c, 1), __UUID_BYTE(c, 0), d0, d1, d2, d3, d4, \
		   d5, d6, d7}})
#define GUID_INIT(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)                   \
	((guid_t){{__UUID_BYTE(a, 0), __UUID_BYTE(a, 1), __UUID_BYTE(a, 2),  \
		   __UUID_BYTE(a, 3), __UUID_BYTE(b, 0), __UUID_BYTE(b, 1),  \
		   __UUID_BYTE(c, 0), __UUID_BYTE(c, 1), d0, d1, d2, d3, d4, \
		   d5, d6, d7}})

extern const guid_t guid_null;
extern const uuid_t uuid_null;

static inline bool guid_equal(const guid_t *a, const guid_t *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline void guid_copy(guid_t *to, const guid_t *from)
{
	memcpy(to, from, sizeof(*to));
}

static inline bool guid_is_null(const guid_t *guid)
{
	return guid_equal(guid, &guid_null);
}

static inline bool uuid_equal(const uuid_t *a, const uuid_t *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline void uuid_copy(uuid_t *to, const uuid_t *from)
{
	memcpy(to, from, sizeof(*to));
}

static inline bool uuid_is_null(const uuid_t *uuid)
{
	return uuid_equal(uuid, &uuid_null);
}

/* A new one, of random bytes. */
void generate_random_uuid(unsigned char uuid[16]);
void generate_random_guid(unsigned char guid[16]);
void guid_gen(guid_t *guid);
void uuid_gen(uuid_t *uuid);

/* 0 or -EINVAL; what follows the 36 characters does not matter. */
bool __must_check uuid_is_valid(const char *uuid);
int guid_parse(const char *text, guid_t *guid);
int uuid_parse(const char *text, uuid_t *uuid);

#endif
