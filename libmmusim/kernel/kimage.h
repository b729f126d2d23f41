/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage.h - what goes into the simulated kernel image.
 *
 * Code in section kimage_text is copied into simulated RAM and runs there as
 * code of the simulated kernel, at another address than it was linked for. So
 * it is position independent and calls or reads nothing outside the section.
 * Section kimage_syms is the table of its symbols; the linker provides its
 * bounds as __start_kimage_syms and __stop_kimage_syms.
 */
#ifndef KERNEL_KIMAGE_H
#define KERNEL_KIMAGE_H

#include <stddef.h>
#include <stdint.h>

#define KIMAGE_SYM_EXPORTED 1u /* modules may import it */
#define KIMAGE_SYM_LEAF	    2u /* calls nothing */
#define KIMAGE_SYM_DATA	    4u /* no function */
#define KIMAGE_SYM_PLACE    8u /* for what an oops points at: image_layout.inc */

/* One entry of the table. Assembly writes such entries, too: 24 bytes. */
struct kimage_symbol {
	const char *name;
	const void *start;
	unsigned int flags;
} __attribute__((aligned(8)));

_Static_assert(sizeof(struct kimage_symbol) == 24, "assembly relies on it");

#define KIMAGE_TEXT __attribute__((section("kimage_text"), used, noinline))

/* Enter kimg_NAME into the table as NAME, exported. Its address needs a
 * relocation, hence the table is not const. */
#define KIMAGE_EXPORT(NAME)                                                   \
	static struct kimage_symbol kimage_sym_##NAME                         \
		__attribute__((section("kimage_syms"), used, aligned(8))) = { \
			#NAME, (const void *)kimg_##NAME,                     \
			KIMAGE_SYM_EXPORTED | KIMAGE_SYM_LEAF}

/* What such functions share must become part of them: nothing outside of the section
 * is there when they run. */
#define KIMAGE_INLINE static inline __attribute__((always_inline))

/* The head of such a function: declared, exported, and its body follows. */
#define KIMAGE_DEFINE(ret, NAME, ...)             \
	KIMAGE_TEXT ret kimg_##NAME(__VA_ARGS__); \
	KIMAGE_EXPORT(NAME);                      \
	KIMAGE_TEXT ret kimg_##NAME(__VA_ARGS__)

/* The same, for a name in traces that modules cannot import. */
#define KIMAGE_INNER(NAME)                                                    \
	static struct kimage_symbol kimage_sym_##NAME                         \
		__attribute__((section("kimage_syms"), used, aligned(8))) = { \
			#NAME, (const void *)kimg_##NAME, 0}

#define KIMAGE_DEFINE_INNER(ret, NAME, ...)               \
	KIMAGE_TEXT __attribute__((visibility("hidden"))) \
	ret kimg_##NAME(__VA_ARGS__);                     \
	KIMAGE_INNER(NAME);                               \
	KIMAGE_TEXT ret kimg_##NAME(__VA_ARGS__)

/* image_string.S: as the kernel's functions of these names */
KIMAGE_TEXT void *kimg_memcpy(void *to, const void *from, size_t len);
KIMAGE_TEXT void *kimg_memmove(void *to, const void *from, size_t len);
KIMAGE_TEXT void *kimg_memset(void *to, int c, size_t len);
KIMAGE_TEXT int kimg_memcmp(const void *a, const void *b, size_t len);
KIMAGE_TEXT void *kimg_memchr(const void *s, int c, size_t len);
KIMAGE_TEXT size_t kimg_strlen(const char *s);
KIMAGE_TEXT size_t kimg_strnlen(const char *s, size_t max);
KIMAGE_TEXT char *kimg_strcpy(char *to, const char *from);
KIMAGE_TEXT char *kimg_strncpy(char *to, const char *from, size_t len);
KIMAGE_TEXT int64_t kimg_strscpy(char *to, const char *from, size_t size);
KIMAGE_TEXT size_t kimg_strlcpy(char *to, const char *from, size_t size);
KIMAGE_TEXT char *kimg_strcat(char *to, const char *from);
KIMAGE_TEXT char *kimg_strncat(char *to, const char *from, size_t len);
KIMAGE_TEXT int kimg_strcmp(const char *a, const char *b);
KIMAGE_TEXT int kimg_strncmp(const char *a, const char *b, size_t len);
KIMAGE_TEXT char *kimg_strchr(const char *s, int c);
KIMAGE_TEXT char *kimg_strrchr(const char *s, int c);
KIMAGE_TEXT char *kimg_strstr(const char *text, const char *part);

#endif
