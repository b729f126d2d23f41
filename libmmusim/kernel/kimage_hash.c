/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_hash.c - SipHash-2-4, and SipHash-1-3 under the name hsiphash; the
 * generator prandom_u32_state(); UUIDs; as code of the kernel image.
 *
 * Reference: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012;
 * L'Ecuyer, "Tables of Maximally-Equidistributed Combined LFSR Generators", 1999;
 * RFC 4122; Linux 6.1, lib/siphash.c, lib/random32.c, lib/uuid.c.
 */
#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/kimage_sync.h"

#define ERR_INVAL (-22)

/* --- SipHash ------------------------------------------------------------------------- */

struct sip {
	uint64_t v0, v1, v2, v3;
};

KIMAGE_INLINE uint64_t rotate(uint64_t x, unsigned int by)
{
	return x << by | x >> (64 - by);
}

KIMAGE_INLINE void rounds(struct sip *s, unsigned int n)
{
	while (n--) {
		s->v0 += s->v1;
		s->v1 = rotate(s->v1, 13) ^ s->v0;
		s->v0 = rotate(s->v0, 32);
		s->v2 += s->v3;
		s->v3 = rotate(s->v3, 16) ^ s->v2;
		s->v0 += s->v3;
		s->v3 = rotate(s->v3, 21) ^ s->v0;
		s->v2 += s->v1;
		s->v1 = rotate(s->v1, 17) ^ s->v2;
		s->v2 = rotate(s->v2, 32);
	}
}

KIMAGE_INLINE void begin(struct sip *s, const uint64_t *key)
{
	s->v0 = 0x736f6d6570736575ull ^ key[0];
	s->v1 = 0x646f72616e646f6dull ^ key[1];
	s->v2 = 0x6c7967656e657261ull ^ key[0];
	s->v3 = 0x7465646279746573ull ^ key[1];
}

KIMAGE_INLINE void take(struct sip *s, uint64_t word, unsigned int c)
{
	s->v3 ^= word;
	rounds(s, c);
	s->v0 ^= word;
}

/* The last word has the length in its highest byte; c rounds a word, d at the
 * end. */
KIMAGE_INLINE uint64_t finish(struct sip *s, uint64_t rest, size_t len,
			      unsigned int c, unsigned int d)
{
	take(s, rest | (uint64_t)len << 56, c);
	s->v2 ^= 0xff;
	rounds(s, d);
	return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

KIMAGE_INLINE uint64_t hash(const void *data, size_t len, const uint64_t *key,
			    unsigned int c, unsigned int d)
{
	const unsigned char *p = data;
	uint64_t rest = 0;
	struct sip s;
	size_t i;

	begin(&s, key);
	for (i = 0; i + 8 <= len; i += 8)
		take(&s, *(const uint64_t *)(p + i), c);
	for (unsigned int n = 0; i < len; i++, n += 8)
		rest |= (uint64_t)p[i] << n;
	return finish(&s, rest, len, c, d);
}

KIMAGE_DEFINE(uint64_t, __siphash_unaligned, const void *data, size_t len,
	      const uint64_t *key)
{
	return hash(data, len, key, 2, 4);
}

KIMAGE_DEFINE(uint32_t, __hsiphash_unaligned, const void *data, size_t len,
	      const uint64_t *key)
{
	return (uint32_t)hash(data, len, key, 1, 3);
}

/* Of words that need not lie in memory. */
KIMAGE_DEFINE(uint64_t, siphash_1u64, uint64_t a, const uint64_t *key)
{
	return hash(&a, 8, key, 2, 4);
}

KIMAGE_DEFINE(uint64_t, siphash_2u64, uint64_t a, uint64_t b,
	      const uint64_t *key)
{
	uint64_t word[2];

	word[0] = a;
	word[1] = b;
	return hash(word, sizeof(word), key, 2, 4);
}

KIMAGE_DEFINE(uint64_t, siphash_3u64, uint64_t a, uint64_t b, uint64_t c,
	      const uint64_t *key)
{
	uint64_t word[3];

	word[0] = a;
	word[1] = b;
	word[2] = c;
	return hash(word, sizeof(word), key, 2, 4);
}

KIMAGE_DEFINE(uint64_t, siphash_4u64, uint64_t a, uint64_t b, uint64_t c,
	      uint64_t d, const uint64_t *key)
{
	uint64_t word[4];

	word[0] = a;
	word[1] = b;
	word[2] = c;
	word[3] = d;
	return hash(word, sizeof(word), key, 2, 4);
}

KIMAGE_DEFINE(uint64_t, siphash_1u32, uint32_t a, const uint64_t *key)
{
	return hash(&a, 4, key, 2, 4);
}

KIMAGE_DEFINE(uint64_t, siphash_3u32, uint32_t a, uint32_t b, uint32_t c,
	      const uint64_t *key)
{
	uint64_t word[2];

	word[0] = a | (uint64_t)b << 32;
	word[1] = c;
	return hash(word, 12, key, 2, 4);
}

KIMAGE_DEFINE(uint32_t, hsiphash_1u32, uint32_t a, const uint64_t *key)
{
	return (uint32_t)hash(&a, 4, key, 1, 3);
}

KIMAGE_DEFINE(uint32_t, hsiphash_2u32, uint32_t a, uint32_t b,
	      const uint64_t *key)
{
	uint64_t word = a | (uint64_t)b << 32;

	return (uint32_t)hash(&word, 8, key, 1, 3);
}

KIMAGE_DEFINE(uint32_t, hsiphash_3u32, uint32_t a, uint32_t b, uint32_t c,
	      const uint64_t *key)
{
	uint64_t word[2];

	word[0] = a | (uint64_t)b << 32;
	word[1] = c;
	return (uint32_t)hash(word, 12, key, 1, 3);
}

KIMAGE_DEFINE(uint32_t, hsiphash_4u32, uint32_t a, uint32_t b, uint32_t c,
	      uint32_t d, const uint64_t *key)
{
	uint64_t word[2];

	word[0] = a | (uint64_t)b << 32;
	word[1] = c | (uint64_t)d << 32;
	return (uint32_t)hash(word, 16, key, 1, 3);
}

/* --- numbers that look random ---------------------------------------------------------- */

KIMAGE_INLINE uint32_t tausworthe(uint32_t *s, unsigned int a, unsigned int b,
				  uint32_t keep, unsigned int d)
{
	*s = (*s & keep) << d ^ (*s << a ^ *s) >> b;
	return *s;
}

KIMAGE_DEFINE(uint32_t, prandom_u32_state, uint32_t state[4])
{
	uint32_t one = tausworthe(&state[0], 6, 13, ~1u, 18);
	uint32_t two = tausworthe(&state[1], 2, 27, ~7u, 2);
	uint32_t three = tausworthe(&state[2], 13, 21, ~15u, 7);

	return one ^ two ^ three ^ tausworthe(&state[3], 3, 12, ~127u, 13);
}

KIMAGE_DEFINE(void, prandom_bytes_state, uint32_t state[4], void *buf,
	      size_t len)
{
	unsigned char *p = buf;

	while (len) {
		uint32_t word = kimg_prandom_u32_state(state);

		for (unsigned int i = 0; i < 4 && len; i++, len--) {
			*p++ = (unsigned char)word;
			word >>= 8;
		}
	}
}

/* --- UUIDs -------------------------------------------------------------------------------- */

HIDDEN void kimg_get_random_bytes(void *buf, size_t len);

/* Where the digits of the i-th byte stand. A GUID begins with numbers whose lowest
 * byte comes first. */
KIMAGE_INLINE unsigned int place(unsigned int i, bool guid)
{
	if (guid && i < 4)
		i = 3 - i;
	else if (guid && i < 8)
		i ^= 1;
	return 2 * i + (i > 3) + (i > 5) + (i > 7) + (i > 9);
}

KIMAGE_INLINE bool is_hyphen_at(unsigned int i)
{
	return i == 8 || i == 13 || i == 18 || i == 23;
}

KIMAGE_TEXT int kimg_hex_to_bin(unsigned char c);

KIMAGE_DEFINE(bool, uuid_is_valid, const char *text)
{
	for (unsigned int i = 0; i < 36; i++)
		if (is_hyphen_at(i) ?
			    text[i] != '-' :
			    kimg_hex_to_bin((unsigned char)text[i]) < 0)
			return false;
	return true;
}

KIMAGE_INLINE int parse(const char *text, unsigned char to[16], bool guid)
{
	if (!kimg_uuid_is_valid(text))
		return ERR_INVAL;
	for (unsigned int i = 0; i < 16; i++) {
		const char *at = text + place(i, guid);
		int high = kimg_hex_to_bin((unsigned char)at[0]);
		int low = kimg_hex_to_bin((unsigned char)at[1]);

		to[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

KIMAGE_DEFINE(int, uuid_parse, const char *text, unsigned char to[16])
{
	return parse(text, to, false);
}

KIMAGE_DEFINE(int, guid_parse, const char *text, unsigned char to[16])
{
	return parse(text, to, true);
}

/* Version 4, of the variant of the RFC; the version stands in byte 6, or 7. */
KIMAGE_INLINE void generate(unsigned char to[16], unsigned int version)
{
	/* Not both at once: that would be a constant in memory. */
	volatile unsigned char *byte = to;

	kimg_get_random_bytes(to, 16);
	byte[version] = (byte[version] & 0x0f) | 0x40;
	byte[8] = (byte[8] & 0x3f) | 0x80;
}

KIMAGE_DEFINE(void, generate_random_uuid, unsigned char to[16])
{
	generate(to, 6);
}

KIMAGE_DEFINE(void, generate_random_guid, unsigned char to[16])
{
	generate(to, 7);
}

KIMAGE_DEFINE(void, uuid_gen, unsigned char to[16])
{
	generate(to, 6);
}

KIMAGE_DEFINE(void, guid_gen, unsigned char to[16])
{
	generate(to, 7);
}
