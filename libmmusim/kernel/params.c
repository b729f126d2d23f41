/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * params.c - "insmod x.ko debug=1 name="a b"": what is said there reaches the
 * module's parameters before its init function runs.
 *
 * The string is copied to the kernel's memory, where values stay for as long as
 * the module does. The image asks for one parameter after the other, and calls
 * the function that sets it (image.S, __do_sys_finit_module).
 *
 * Reference: Linux 6.1, kernel/params.c, lib/cmdline.c, next_arg().
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/gfp.h"
#include "kernel/jump_label.h"
#include "kernel/params.h"

/* --- finding ---------------------------------------------------------------- */

static bool read_name(struct kern *k, uint64_t ptr, char name[KERN_PARAM_NAME])
{
	return kern_peek_string(k, kern_lift(k, ptr), name, KERN_PARAM_NAME) &&
	       name[0];
}

uint64_t kern_param_at(struct kern *k, const struct kern_module *mod, size_t i,
		       struct kern_param *kp, char name[KERN_PARAM_NAME])
{
	uint64_t at = mod->params.start + i * sizeof(*kp);

	if (at + sizeof(*kp) > mod->params.end ||
	    !kern_peek(k, at, kp, sizeof(*kp)) || !read_name(k, kp->name, name))
		return 0;
	return at;
}

static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

uint64_t kern_param_find(struct kern *k, const struct kern_module *mod,
			 const char *wanted, struct kern_param *kp)
{
	char name[KERN_PARAM_NAME];
	uint64_t at;

	for (size_t i = 0; (at = kern_param_at(k, mod, i, kp, name)); i++)
		if (same_name(name, wanted))
			return at;
	return 0;
}

const char *kern_param_name(struct kern *k, const struct kern_param *kp,
			    char name[KERN_PARAM_NAME])
{
	if (!read_name(k, kp->name, name))
		strcpy(name, "?");
	return name;
}

void kern_param_check_unsafe(struct kern *k, const struct kern_param *kp)
{
	char name[KERN_PARAM_NAME];

	if (!(kp->flags & KERN_PARAM_UNSAFE))
		return;
	kern_printk(k,
		    KERN_NOTICE "Setting dangerous option %s - tainting "
				"kernel\n",
		    kern_param_name(k, kp, name));
	kern_set_taint(k, KERN_TAINT_USER);
}

/* --- the command line --------------------------------------------------------- */

/**
 * struct word - one "name=value"
 * @value: NULL: there is none
 */
struct word {
	char *name;
	char *value;
};

/* Take the quotes off a text that begins with one. */
static char *unquote(char *text)
{
	size_t len;

	if (*text != '"')
		return text;
	text++;
	len = strlen(text);
	if (len && text[len - 1] == '"')
		text[len - 1] = 0;
	return text;
}

/* Cut off the first word; blanks in quotes belong to it. Returns the rest. */
static char *next_word(char *text, struct word *word)
{
	bool quoted = false;
	char *end, *equals = NULL;

	for (end = text; *end && (quoted || !isspace((unsigned char)*end));
	     end++) {
		if (*end == '"')
			quoted = !quoted;
		if (*end == '=' && !equals)
			equals = end;
	}
	if (*end)
		*end++ = 0;
	word->name = text;
	word->value = NULL;
	if (equals) {
		*equals = 0;
		word->value = unquote(equals + 1);
	} else {
		word->name = unquote(text);
	}
	return end;
}

static char *skip_blanks(char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	return text;
}

int kern_params_begin(struct kern *k, struct kern_module *mod, const char *text)
{
	size_t size = strlen(text) + 1;

	mod->args_text = pool_strdup(k->pool, text);
	mod->args = kern_kmalloc(k, size, KERN_GFP_KERNEL);
	if (!mod->args_text || !mod->args)
		return -ENOMEM;
	mod->args_at = mod->args_text;
	return 0;
}

void kern_params_end(struct kern *k, struct kern_module *mod)
{
	pool_free(k->pool, mod->args_text);
	if (mod->args)
		kern_kfree(k, mod->args);
	mod->args_text = NULL;
	mod->args = 0;
}

/* --- setting ------------------------------------------------------------------- */

/* The value as the module will see it: a pointer, 0 for none. */
static uint64_t publish(struct kern *k, const struct kern_module *mod,
			const char *value)
{
	uint64_t la;

	if (!value)
		return 0;
	la = mod->args + (uint64_t)(value - mod->args_text);
	kern_poke(k, la, value, strlen(value) + 1);
	kern_wrote(k, la, strlen(value) + 1);
	return kern_host(k, la);
}

/* parse_args(). What set the parameter may have changed the text. */
static void complain(struct kern *k, const struct kern_module *mod, int err)
{
	const char *value = mod->args_value;
	char now[KERN_LOG_LINE_MAX] = "";

	if (value)
		kern_peek_string(k,
				 mod->args + (uint64_t)(value - mod->args_text),
				 now, sizeof(now));
	value = now;

	kern_printk(k,
		    err == -ENOSPC ?
			    KERN_ERR "%s: `%s' too large for parameter `%s'\n" :
			    KERN_ERR "%s: `%s' invalid for parameter `%s'\n",
		    mod->name, value, mod->args_name);
}

/* Parameters that every module has. */
static bool is_for_all(struct kern *k, const struct kern_module *mod,
		       const struct word *word)
{
	if (!strcmp(word->name, "dyndbg"))
		kern_dynamic_debug(k, mod, word->value ? word->value : "+p");
	else
		return !strcmp(word->name, "async_probe");
	return true;
}

/* What sets this word. 1, or 0 if it is ignored, or -errno. */
static int prepare(struct kern *k, struct kern_module *mod,
		   const struct word *word, struct kern_param_call *next)
{
	struct kern_param_ops ops;
	struct kern_param kp;
	uint64_t at = kern_param_find(k, mod, word->name, &kp);

	uint64_t value = publish(k, mod, word->value);

	mod->args_name = word->name;
	mod->args_value = word->value;
	if (!at && is_for_all(k, mod, word))
		return 0;
	if (!at) {
		kern_printk(k,
			    KERN_WARNING "%s: unknown parameter '%s' ignored\n",
			    mod->name, word->name);
		return 0;
	}
	if (!kern_peek(k, kern_lift(k, kp.ops), &ops, sizeof(ops)) ||
	    !ops.set || (!word->value && !(ops.flags & KERN_PARAM_NOARG)))
		return -EINVAL;
	kern_param_check_unsafe(k, &kp);
	*next = (struct kern_param_call){
		.first = value,
		.second = kern_host(k, at),
		.function = ops.set,
	};
	return 1;
}

static int advance(struct kern *k, struct kern_module *mod,
		   struct kern_param_call *next)
{
	int found = 0;

	while (!found) {
		struct word word;

		mod->args_at = skip_blanks(mod->args_at);
		if (!*mod->args_at)
			return 0;
		mod->args_at = next_word(mod->args_at, &word);
		if (!strcmp(word.name, "--") && !word.value) {
			kern_printk(k,
				    KERN_WARNING "%s: parameters '%s' after "
						 "`--' ignored\n",
				    mod->name, skip_blanks(mod->args_at));
			return 0;
		}
		found = prepare(k, mod, &word, next);
	}
	return found;
}

/* next_param(module, call, result of the one before): 1 when there is
 * something to be called; 0 at the end; -errno, and the log says which. */
uint64_t kern_e_next_param(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_module *mod = kern_passed_module(call);
	struct kern_param_call next;
	int result = (int)call->arg[2];

	if (!mod)
		return 0;
	if (!result)
		result = advance(k, mod, &next);
	if (result == 1 &&
	    kern_call_write(call, call->arg[1], &next, sizeof(next)))
		return 0;
	if (result >= 0)
		return (uint64_t)result;
	complain(k, mod, result);
	return (uint64_t)(int64_t)result;
}
