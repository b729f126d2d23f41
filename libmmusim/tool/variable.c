/* SPDX-License-Identifier: GPL-2.0-or-later */
/* variable.c - variables, positional parameters, the environment. */
#include <stdlib.h>
#include <string.h>

#include "tool/shell.h"

extern char **environ;

static struct variable *find(struct variable *v, const char *name)
{
	while (v && strcmp(v->name, name))
		v = v->next;
	return v;
}

static struct variable *add(struct variable **list, const char *name,
			    const char *value, bool exported)
{
	struct variable *v = must_alloc(1, sizeof(*v));

	v->name = must_copy(name);
	v->value = value ? must_copy(value) : NULL;
	v->exported = exported;
	v->next = *list;
	return *list = v;
}

/* One that the environment has is one of the shell from now on. */
static struct variable *take(struct shell *sh, const char *name)
{
	struct variable *v = find(sh->state.variables, name);
	const char *value = v ? NULL : getenv(name);

	return v ? v : add(&sh->state.variables, name, value, value);
}

const char *shell_find(struct shell *sh, const char *name)
{
	const struct variable *v = find(sh->state.variables, name);

	return v ? v->value : getenv(name);
}

const char *shell_get(struct shell *sh, const char *name)
{
	const char *value = shell_find(sh, name);

	return value ? value : "";
}

void shell_set(struct shell *sh, const char *name, const char *value)
{
	struct variable *v = take(sh, name);
	char *copy = value ? must_copy(value) : NULL;

	free(v->value);
	v->value = copy;
}

void shell_export(struct shell *sh, const char *name)
{
	take(sh, name)->exported = true;
}

void variable_keep(struct shell *sh, struct variable **kept, const char *name)
{
	const struct variable *v = take(sh, name);

	if (!find(*kept, name))
		add(kept, name, v->value, v->exported);
}

void variables_restore(struct shell *sh, struct variable **kept)
{
	for (struct variable *v = *kept; v; v = v->next) {
		shell_set(sh, v->name, v->value);
		find(sh->state.variables, v->name)->exported = v->exported;
	}
	variables_free(*kept);
	*kept = NULL;
}

struct variable *variables_copy(const struct variable *v)
{
	struct variable *copy = NULL;

	for (; v; v = v->next)
		add(&copy, v->name, v->value, v->exported);
	return copy;
}

void variables_free(struct variable *v)
{
	while (v) {
		struct variable *next = v->next;

		free(v->name);
		free(v->value);
		free(v);
		v = next;
	}
}

/* --- $1, $2 ... -------------------------------------------------------------------- */

void arguments_set(struct arguments *args, const char *name, char *const *words)
{
	size_t n = 0;
	char **copy;

	while (words && words[n])
		n++;
	copy = must_alloc(n + 2, sizeof(*copy));
	copy[0] = must_copy(name);
	for (size_t i = 0; i < n; i++)
		copy[i + 1] = must_copy(words[i]);
	arguments_free(args);
	*args = (struct arguments){.words = copy, .n = n};
}

void arguments_free(struct arguments *args)
{
	words_free(args->words);
	*args = (struct arguments){0};
}

/* --- the environment --------------------------------------------------------------- */

struct environment {
	char **words;
	size_t n;
};

/* The first of a name counts. */
static void add_word(struct environment *env, const char *word)
{
	size_t len = strcspn(word, "=");

	for (size_t i = 0; i < env->n; i++)
		if (!strncmp(env->words[i], word, len) &&
		    env->words[i][len] == '=')
			return;
	env->words = must_grow(env->words, env->n + 2, sizeof(*env->words));
	env->words[env->n++] = must_copy(word);
	env->words[env->n] = NULL;
}

char **environment_make(struct shell *sh, char *const *assigns)
{
	struct environment env = {.words = must_alloc(1, sizeof(char *))};

	for (; *assigns; assigns++)
		add_word(&env, *assigns);
	for (struct variable *v = sh->state.variables; v; v = v->next) {
		struct buffer b = {0};

		if (!v->exported || !v->value)
			continue;
		buffer_printf(&b, "%s=%s", v->name, v->value);
		add_word(&env, b.text);
		buffer_free(&b);
	}
	for (char **word = environ; *word; word++) {
		char *name = must_copy(*word);

		name[strcspn(name, "=")] = '\0';
		if (!find(sh->state.variables, name))
			add_word(&env, *word);
		free(name);
	}
	return env.words;
}
