/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a module says about itself, and its parameters.
 *
 *	static int size = 4;
 *	module_param(size, int, 0644);
 *	MODULE_PARM_DESC(size, "how many there are");
 *
 * The last argument of module_param() says who may read and write it in
 * /sys/module/NAME/parameters; with 0 it has no file there.
 */
#ifndef _LINUX_MODULEPARAM_H
#define _LINUX_MODULEPARAM_H

#include <linux/compiler.h>
#include <linux/stddef.h>
#include <linux/stringify.h>
#include <linux/types.h>

/* One string "tag=text" in the section .modinfo. */
#define __MODULE_INFO(tag, name, info)                                     \
	static const char __UNIQUE_ID(name)[] __used __section(".modinfo") \
		__aligned(1) = __stringify(tag) "=" info

#define __MODULE_PARM_TYPE(name, type) \
	__MODULE_INFO(parmtype, name##_type, #name ":" type)
#define MODULE_PARM_DESC(name, desc) __MODULE_INFO(parm, name, #name ":" desc)

struct module;
struct kernel_param;

enum {
	KERNEL_PARAM_OPS_FL_NOARG = 1 << 0, /* may be given without a value */
};

enum {
	KERNEL_PARAM_FL_UNSAFE = 1 << 0, /* setting it taints the kernel */
};

/**
 * struct kernel_param_ops - what sets and shows a parameter
 * @flags: KERNEL_PARAM_OPS_FL_NOARG
 * @set:   the new value is val; NULL when there was none. 0 or -errno
 * @get:   print into buffer, of PAGE_SIZE bytes. Length or -errno
 * @free:  what arg points to goes with the module, or what it points to; NULL
 */
struct kernel_param_ops {
	unsigned int flags;
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buffer, const struct kernel_param *kp);
	void (*free)(void *arg);
};

struct kernel_param {
	const char *name;
	struct module *mod;
	const struct kernel_param_ops *ops;
	const u16 perm;
	s8 level;
	u8 flags;
	union {
		void *arg;
		const struct kparam_string *str;
		const struct kparam_array *arr;
	};
};

struct kparam_string {
	unsigned int maxlen;
	char *string;
};

struct kparam_array {
	unsigned int max;
	unsigned int elemsize;
	unsigned int *num;
	const struct kernel_param_ops *ops;
	void *elem;
};

#define __module_param_call(name, ops, arg, perm, flags)       \
	static const char __param_str_##name[] = #name;        \
	static struct kernel_param __used __section("__param") \
		__aligned(sizeof(void *))                      \
			__param_##name = {__param_str_##name,  \
					  &__this_module,      \
					  ops,                 \
					  perm,                \
					  -1,                  \
					  flags,               \
					  {arg}}

#define module_param_cb(name, ops, arg, perm) \
	__module_param_call(name, ops, (void *)(arg), perm, 0)

/* Setting such a parameter taints the kernel. */
#define module_param_cb_unsafe(name, ops, arg, perm)        \
	__module_param_call(name, ops, (void *)(arg), perm, \
			    KERNEL_PARAM_FL_UNSAFE)

#define module_param_named(name, value, type, perm)               \
	param_check_##type(name, &(value));                       \
	module_param_cb(name, &param_ops_##type, &(value), perm); \
	__MODULE_PARM_TYPE(name, #type)

#define module_param(name, type, perm) \
	module_param_named(name, name, type, perm)

#define module_param_named_unsafe(name, value, type, perm)               \
	param_check_##type(name, &(value));                              \
	module_param_cb_unsafe(name, &param_ops_##type, &(value), perm); \
	__MODULE_PARM_TYPE(name, #type)

#define module_param_unsafe(name, type, perm) \
	module_param_named_unsafe(name, name, type, perm)

#define module_param_string(name, string, len, perm)                        \
	static const struct kparam_string __param_string_##name = {len,     \
								   string}; \
	module_param_cb(name, &param_ops_string, &__param_string_##name,    \
			perm);                                              \
	__MODULE_PARM_TYPE(name, "string")

#define module_param_array_named(name, array, type, nump, perm)               \
	param_check_##type(name, &(array)[0]);                                \
	static const struct kparam_array __param_arr_##name = {               \
		sizeof(array) / sizeof((array)[0]), sizeof((array)[0]), nump, \
		&param_ops_##type, array};                                    \
	module_param_cb(name, &param_array_ops, &__param_arr_##name, perm);   \
	__MODULE_PARM_TYPE(name, "array of " #type)

#define module_param_array(name, type, nump, perm) \
	module_param_array_named(name, name, type, nump, perm)

/* Has the compiler look at the variable's type. */
#define __param_check(name, p, type)                             \
	static inline type __always_unused *__check_##name(void) \
	{                                                        \
		return (p);                                      \
	}

extern const struct kernel_param_ops param_ops_byte, param_ops_short,
	param_ops_ushort, param_ops_int, param_ops_uint, param_ops_long,
	param_ops_ulong, param_ops_ullong, param_ops_hexint, param_ops_charp,
	param_ops_bool, param_ops_invbool, param_ops_bint, param_ops_string,
	param_array_ops;

#define param_check_byte(name, p)    __param_check(name, p, unsigned char)
#define param_check_short(name, p)   __param_check(name, p, short)
#define param_check_ushort(name, p)  __param_check(name, p, unsigned short)
#define param_check_int(name, p)     __param_check(name, p, int)
#define param_check_uint(name, p)    __param_check(name, p, unsigned int)
#define param_check_long(name, p)    __param_check(name, p, long)
#define param_check_ulong(name, p)   __param_check(name, p, unsigned long)
#define param_check_ullong(name, p)  __param_check(name, p, unsigned long long)
#define param_check_hexint(name, p)  param_check_uint(name, p)
#define param_check_charp(name, p)   __param_check(name, p, char *)
#define param_check_bool(name, p)    __param_check(name, p, bool)
#define param_check_invbool(name, p) __param_check(name, p, bool)
#define param_check_bint	     param_check_int

/* What these do for their type, for ops of one's own. */
int param_set_byte(const char *val, const struct kernel_param *kp);
int param_get_byte(char *buffer, const struct kernel_param *kp);
int param_set_short(const char *val, const struct kernel_param *kp);
int param_get_short(char *buffer, const struct kernel_param *kp);
int param_set_ushort(const char *val, const struct kernel_param *kp);
int param_get_ushort(char *buffer, const struct kernel_param *kp);
int param_set_int(const char *val, const struct kernel_param *kp);
int param_get_int(char *buffer, const struct kernel_param *kp);
int param_set_uint(const char *val, const struct kernel_param *kp);
int param_get_uint(char *buffer, const struct kernel_param *kp);
int param_set_long(const char *val, const struct kernel_param *kp);
int param_get_long(char *buffer, const struct kernel_param *kp);
int param_set_ulong(const char *val, const struct kernel_param *kp);
int param_get_ulong(char *buffer, const struct kernel_param *kp);
int param_set_ullong(const char *val, const struct kernel_param *kp);
int param_get_ullong(char *buffer, const struct kernel_param *kp);
int param_set_hexint(const char *val, const struct kernel_param *kp);
int param_get_hexint(char *buffer, const struct kernel_param *kp);
int param_set_charp(const char *val, const struct kernel_param *kp);
int param_get_charp(char *buffer, const struct kernel_param *kp);
void param_free_charp(void *arg);
int param_set_bool(const char *val, const struct kernel_param *kp);
int param_get_bool(char *buffer, const struct kernel_param *kp);
int param_set_invbool(const char *val, const struct kernel_param *kp);
int param_get_invbool(char *buffer, const struct kernel_param *kp);
int param_set_bint(const char *val, const struct kernel_param *kp);
int param_set_copystring(const char *val, const struct kernel_param *kp);
int param_get_string(char *buffer, const struct kernel_param *kp);

#endif
