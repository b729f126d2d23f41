/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_param.c - parameters that are numbers, which kstrtoint() and its like store
 * where the module says; and arrays: what sets and shows an element is called for
 * one after the other. That may fault; so this is code of the kernel image.
 *
 *   struct kernel_param   00 name  08 mod  10 ops  18 perm  1a level  1b flags
 *                         20 arg
 *   struct kparam_array   00 max   04 elemsize  08 num  10 ops  18 elem
 *
 * Reference: Linux 6.1, kernel/params.c, STANDARD_PARAM_DEF(), param_array().
 */
#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/kimage_param.h"

enum { EINVAL = 22 };

/* --- numbers ------------------------------------------------------------------ */

__attribute__((visibility("hidden"))) int
kimg__kstrtoul(const char *s, unsigned int base, unsigned long *result);

/* It is here that kstrtoull() stores the value. */
KIMAGE_DEFINE_INNER(int, _kstrtoull, const char *s, unsigned int base,
		    unsigned long long *result)
{
	unsigned long value;
	int err = kimg__kstrtoul(s, base, &value);

	if (!err)
		*result = value;
	return err;
}

KIMAGE_DEFINE(int, kstrtoull, const char *s, unsigned int base,
	      unsigned long long *result)
{
	*(const volatile char *)s;
	return kimg__kstrtoull(s, base, result);
}

#define PARSER(parser, type)                                     \
	__attribute__((visibility("hidden"))) int kimg_##parser( \
		const char *s, unsigned int base, type *result)

PARSER(kstrtou8, unsigned char);
PARSER(kstrtos16, short);
PARSER(kstrtou16, unsigned short);
PARSER(kstrtoint, int);
PARSER(kstrtouint, unsigned int);
PARSER(kstrtoll, long long);

#define SETTER(name, parser)                                  \
	KIMAGE_DEFINE(int, param_set_##name, const char *val, \
		      const struct kernel_param *kp)          \
	{                                                     \
		return kimg_##parser(val, 0, kp->arg);        \
	}

SETTER(byte, kstrtou8)
SETTER(short, kstrtos16)
SETTER(ushort, kstrtou16)
SETTER(int, kstrtoint)
SETTER(uint, kstrtouint)
SETTER(long, kstrtoll)
SETTER(ulong, kstrtoull)
SETTER(ullong, kstrtoull)
SETTER(hexint, kstrtouint)

__attribute__((visibility("hidden"))) int kimg_kstrtobool(const char *s,
							  bool *result);

/* A name alone says yes. */
KIMAGE_DEFINE(int, param_set_bool, const char *val,
	      const struct kernel_param *kp)
{
	char yes[2] = {'1', 0};

	return kimg_kstrtobool(val ? val : yes, kp->arg);
}

/* --- arrays -------------------------------------------------------------------- */

/* param_array_full(): the log says that there are too many. */
__attribute__((visibility("hidden"))) void
kimg_param_array_full(const char *name, unsigned int max);

/* The comma behind the first value, or the end of the text. */
static inline char *end_of(char *text)
{
	while (*text && *text != ',')
		text++;
	return text;
}

/* Each value is cut off in place, as Linux does: who refuses one has the log
 * show the text up to there. */
KIMAGE_TEXT int kimg_param_array_set(char *val, const struct kernel_param *kp);
KIMAGE_TEXT int kimg_param_array_set(char *val, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arr;
	struct kernel_param element = *kp;
	unsigned int count, *num = arr->num ? arr->num : &count;
	int result;
	char *end, was;

	*num = 0;
	element.arg = arr->elem;
	do {
		if (*num == arr->max) {
			kimg_param_array_full(kp->name, arr->max);
			return -EINVAL;
		}
		end = end_of(val);
		was = *end;
		*end = 0;
		result = arr->ops->set(val, &element);
		if (result)
			return result;
		element.arg = (char *)element.arg + arr->elemsize;
		val = end + 1;
		++*num;
	} while (was == ',');
	return 0;
}
KIMAGE_EXPORT(param_array_set);

/* "1,2,3\n": what each one gives, with commas in place of the newlines. */
KIMAGE_TEXT int kimg_param_array_get(char *buffer,
				     const struct kernel_param *kp);
KIMAGE_TEXT int kimg_param_array_get(char *buffer,
				     const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arr;
	struct kernel_param element = *kp;
	int used = 0;

	for (unsigned int i = 0; i < (arr->num ? *arr->num : arr->max); i++) {
		int len;

		if (i)
			buffer[used - 1] = ',';
		element.arg = arr->elem + (size_t)arr->elemsize * i;
		len = arr->ops->get(buffer + used, &element);
		if (len < 0)
			return len;
		used += len;
	}
	buffer[used] = 0;
	return used;
}
KIMAGE_EXPORT(param_array_get);

/* What was set, or all: who frees an element looks whether there is anything. */
KIMAGE_TEXT void kimg_param_array_free(void *arg);
KIMAGE_INNER(param_array_free);
KIMAGE_TEXT void kimg_param_array_free(void *arg)
{
	const struct kparam_array *arr = arg;

	if (!arr->ops->free)
		return;
	for (unsigned int i = 0; i < (arr->num ? *arr->num : arr->max); i++)
		arr->ops->free(arr->elem + (size_t)arr->elemsize * i);
}

/* --- strings -------------------------------------------------------------------- */

/* It may be the module's own text as well. */
__attribute__((visibility("hidden"))) void
kimg_maybe_kfree_parameter(void *param);

KIMAGE_TEXT void kimg_param_free_charp(void *arg);
KIMAGE_EXPORT(param_free_charp);
KIMAGE_TEXT void kimg_param_free_charp(void *arg)
{
	kimg_maybe_kfree_parameter(*(void **)arg);
}
