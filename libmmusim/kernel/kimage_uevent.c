/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_uevent.c - events of kobjects: what programs would hear, and what the
 * functions of their kset add to it; as code of the kernel image. No program listens.
 *
 * Reference: Linux 6.1, lib/kobject_uevent.c.
 */
#include "kernel/kimage_uevent.h"

USES_TEXT(uevent_action);
USES_TEXT(uevent_devpath);
USES_TEXT(uevent_subsystem);
USES_TEXT(uevent_add);
USES_TEXT(uevent_remove);
USES_TEXT(uevent_change);
USES_TEXT(uevent_move);
USES_TEXT(uevent_online);
USES_TEXT(uevent_offline);
USES_TEXT(uevent_bind);
USES_TEXT(uevent_unbind);

KIMAGE_DEFINE(int, add_uevent_var, struct uevent_env *env, const char *format,
	      ...)
{
	va_list ap;
	int n;

	if (env->n >= KERN_UEVENT_VARIABLES)
		return ERR_NOMEM;
	va_start(ap, format);
	n = kimg_vsnprintf(env->buf + env->len,
			   (size_t)(KERN_UEVENT_BUFFER - env->len), format, ap);
	va_end(ap);
	if (n >= KERN_UEVENT_BUFFER - env->len)
		return ERR_NOMEM;
	env->envp[env->n++] = env->buf + env->len;
	env->len += n + 1;
	return 0;
}

KIMAGE_INLINE const char *action_name(int action)
{
	if (action == KERN_KOBJ_ADD)
		return TEXT(uevent_add);
	if (action == KERN_KOBJ_REMOVE)
		return TEXT(uevent_remove);
	if (action == KERN_KOBJ_CHANGE)
		return TEXT(uevent_change);
	if (action == KERN_KOBJ_MOVE)
		return TEXT(uevent_move);
	if (action == KERN_KOBJ_ONLINE)
		return TEXT(uevent_online);
	if (action == KERN_KOBJ_OFFLINE)
		return TEXT(uevent_offline);
	return action == KERN_KOBJ_BIND ? TEXT(uevent_bind) :
					  TEXT(uevent_unbind);
}

KIMAGE_INLINE struct kset *kset_of(struct kobject *kobj)
{
	while (!kobj->kset && kobj->parent)
		kobj = kobj->parent;
	return kobj->kset;
}

KIMAGE_INLINE void note_sent(struct kobject *kobj, int action)
{
	if (action == KERN_KOBJ_ADD)
		kobj->state |= STATE_ADD_UEVENT_SENT;
	else if (action == KERN_KOBJ_REMOVE)
		kobj->state |= STATE_REMOVE_UEVENT_SENT;
}

KIMAGE_INLINE int fill(struct uevent_env *env, struct kobject *kobj, int action,
		       const char *subsystem, char *variables[])
{
	char *path = kimg_kobject_get_path(kobj, GFP_KERNEL);
	int err;

	if (!path)
		return ERR_NOENT;
	err = kimg_add_uevent_var(env, TEXT(uevent_action),
				  action_name(action));
	if (!err)
		err = kimg_add_uevent_var(env, TEXT(uevent_devpath), path);
	if (!err)
		err = kimg_add_uevent_var(env, TEXT(uevent_subsystem),
					  subsystem);
	kimg_kfree(path);
	for (int i = 0; variables && variables[i] && !err; i++)
		env->envp[env->n++] = variables[i];
	return err;
}

KIMAGE_DEFINE(int, kobject_uevent_env, struct kobject *kobj, int action,
	      char *variables[])
{
	struct kset *kset;
	const struct kset_uevent_ops *ops;
	struct uevent_env *env;
	const char *subsystem;
	int err;

	if (action == KERN_KOBJ_REMOVE)
		kobj->state |= STATE_REMOVE_UEVENT_SENT;
	kset = kset_of(kobj);
	if (!kset)
		return ERR_INVAL;
	ops = kset->uevent_ops;
	if (kobj->state & STATE_UEVENT_SUPPRESS)
		return 0;
	if (ops && ops->filter && !ops->filter(kobj))
		return 0;
	subsystem = ops && ops->name ? ops->name(kobj) : kset->kobj.name;
	if (!subsystem)
		return 0;
	env = kimg___kmalloc(sizeof(*env), GFP_KERNEL_ZERO);
	if (!env)
		return ERR_NOMEM;
	err = fill(env, kobj, action, subsystem, variables);
	if (!err && ops && ops->uevent)
		err = ops->uevent(kobj, env);
	if (!err)
		note_sent(kobj, action);
	kimg_kfree(env);
	return err;
}

KIMAGE_DEFINE(int, kobject_uevent, struct kobject *kobj, int action)
{
	return kimg_kobject_uevent_env(kobj, action, NULL);
}
