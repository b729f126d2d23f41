/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_module.c - the end of a module: what its parameters hold is freed, by
 * functions that may be its own, and may fault; so this is code of the kernel
 * image.
 *
 * Reference: Linux 6.1, kernel/module/main.c, free_module(), load_module();
 * kernel/params.c, module_destroy_params().
 */
#include "kernel/kimage.h"
#include "kernel/kimage_param.h"

#define HIDDEN __attribute__((visibility("hidden")))

enum { MODULE_STATE_GOING = 2 };

/* module.c. The first two change the state; the third says where the parameters
 * are, and how many. */
HIDDEN void kimg_module_fails(void *module);
HIDDEN void kimg_module_unform(void *module);
HIDDEN const struct kernel_param *kimg_module_params(void *module,
						     unsigned long *count);
HIDDEN void kimg_module_release(void *module);

HIDDEN int kimg_notify_module(void *module, unsigned long state);

KIMAGE_DEFINE_INNER(void, module_destroy_params,
		    const struct kernel_param *params, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++)
		if (params[i].ops->free)
			params[i].ops->free(params[i].arg);
}

KIMAGE_INLINE void destroy_params(void *module)
{
	unsigned long count = 0;
	const struct kernel_param *params = kimg_module_params(module, &count);

	kimg_module_destroy_params(params, count);
}

/* From here on, traces do not know its functions. */
KIMAGE_DEFINE_INNER(void, free_module, void *module)
{
	kimg_module_unform(module);
	destroy_params(module);
	kimg_module_release(module);
}

/* Its end, when a parameter was not accepted. */
KIMAGE_DEFINE_INNER(void, load_module, void *module)
{
	kimg_module_fails(module);
	destroy_params(module);
	kimg_notify_module(module, MODULE_STATE_GOING);
}
