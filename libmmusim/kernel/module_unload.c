/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module_unload.c - the end of a module: of one that rmmod names, and of one that
 * was refused while it was loaded.
 *
 *   __do_sys_delete_module -> [prepare_exit] -> exit function -> notifiers
 *     -> [note_unloaded] -> free_module
 *   free_module -> [module_unform] -> functions that free its parameters
 *     -> [module_release]
 *
 * What stands in brackets is the library's, here; the rest runs as simulated
 * code (image.S, kimage_module.c). A module that is dying of its parameters stays
 * unformed: nobody lists it, traces do not know its functions.
 *
 * Reference: Linux 6.1, kernel/module/main.c, delete_module(), free_module().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "kernel/entries.h"
#include "kernel/modfile.h"
#include "kernel/module.h"
#include "kernel/params.h"
#include "kernel/task.h"
#include "kernel/uaccess.h"

#define LIST_POISON1 0xdead000000000100ull

/* --- delete_module(2) --------------------------------------------------------- */

static struct kern_module *user_module(struct kern *k)
{
	char name[sizeof(((struct kern_module *)0)->name)];

	if (!kern_user_string(k, KERN_USER_REGISTER(k, di), name, sizeof(name)))
		return NULL;
	return kern_find_module(k, name);
}

/* try_force_unload() */
static bool forced(struct kern_call *call)
{
	if (!(KERN_USER_REGISTER(call->kern, si) & O_TRUNC))
		return false;
	kern_add_taint(call->kern, KERN_TAINT_FORCED_RMMOD);
	return true;
}

/* Does a module have a symbol of this one? It must go first, also by force. */
static bool has_users(const struct kern *k, const struct kern_module *mod)
{
	const struct kern_module *user = k->modules;

	while (user && !kern_module_uses(user, mod))
		user = user->next;
	return user;
}

/* Its struct module, and at args[1] the exit function, 0 for none; or a negative
 * errno. */
uint64_t kern_e_prepare_exit(struct kern_call *call)
{
	struct kern_module *mod = user_module(call->kern);

	if (!mod)
		return (uint64_t)-ENOENT;
	if (has_users(call->kern, mod))
		return (uint64_t)-EWOULDBLOCK;
	if (mod->state != KERN_MODULE_LIVE)
		return (uint64_t)-EBUSY;
	if (mod->init_fn && !mod->exit_fn && !forced(call)) /* permanent */
		return (uint64_t)-EBUSY;
	if (mod->refcount < 0) /* try_release_module_ref() */
		return kern_call_bug(call, "kernel/module/main.c:656"), 0;
	if (mod->refcount && !forced(call))
		return (uint64_t)-EWOULDBLOCK;
	mod->state = KERN_MODULE_GOING;
	if (!mod->refcount) /* the loader's own reference goes */
		mod->refcount = -1;
	kern_module_publish(call->kern, mod);
	kern_call_write(call, call->arg[1], &mod->exit_fn,
			sizeof(mod->exit_fn));
	return kern_host(call->kern, mod->this_module);
}

/* The one that goes; NULL: a module has spoilt our registers, and the call faults. */
static struct kern_module *passed_going(struct kern_call *call)
{
	struct kern_module *mod = kern_passed_module(call);

	if (mod &&
	    (mod->state != KERN_MODULE_GOING || has_users(call->kern, mod))) {
		kern_call_fault(call, LIST_POISON1, false);
		return NULL;
	}
	return mod;
}

/* For the list of modules in an oops. */
uint64_t kern_e_note_unloaded(struct kern_call *call)
{
	struct kern_module *mod = passed_going(call);
	char letters[24];

	if (!mod)
		return 0;
	kern_taint_letters(mod->taints, letters);
	snprintf(call->kern->last_unloaded, sizeof(call->kern->last_unloaded),
		 letters[0] ? "%s(%s)" : "%s", mod->name, letters);
	mod->unloaded = true;
	return 0;
}

/* --- For kimage_module.c -------------------------------------------------------- */

/* parse_args() failed. */
uint64_t kern_e_module_fails(struct kern_call *call)
{
	struct kern_module *mod = kern_passed_module(call);

	if (mod)
		kern_module_going(call->kern, mod);
	return 0;
}

uint64_t kern_e_module_unform(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_module *mod = passed_going(call);

	if (!mod)
		return 0;
	if (mod->param_lock) { /* mod_sysfs_teardown() waits for the task */
		kern_modfile_wait(call);
		return 0;
	}
	mod->state = KERN_MODULE_UNFORMED;
	kern_module_publish(k, mod);
	kern_module_unuse(k, mod);
	return 0;
}

/* Where they are, and at args[1] how many. */
uint64_t kern_e_module_params(struct kern_call *call)
{
	const struct kern_module *mod = kern_passed_module(call);
	uint64_t count;

	if (!mod)
		return 0;
	count = (mod->params.end - mod->params.start) /
		sizeof(struct kern_param);
	kern_call_write(call, call->arg[1], &count, sizeof(count));
	return kern_host(call->kern, mod->params.start);
}

uint64_t kern_e_module_release(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_module *mod = kern_passed_module(call);

	if (!mod || mod->state != KERN_MODULE_UNFORMED)
		return 0;
	kern_module_unlink(k, mod);
	if (mod->unloaded)
		kern_module_keep_unloaded(k, mod);
	kern_module_free(k, mod);
	return 0;
}
