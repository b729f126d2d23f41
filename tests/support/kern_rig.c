/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kern_rig.c - see kern_rig.h. */
#include <stdio.h>

#include "kern_rig.h"

struct kern *kern_rig_boot(const struct mmu_config *machine)
{
	struct kern_config config = {.size = sizeof(config),
				     .machine = machine};
	struct kern *k;

	assert_int_equal(kern_boot(&config, &k), 0);
	return k;
}

int kern_rig_setup(void **state)
{
	*state = kern_rig_boot(NULL);
	return 0;
}

int kern_rig_teardown(void **state)
{
	kern_shutdown(*state);
	return 0;
}

const char *kern_rig_path(const char *module)
{
	static char path[256];

	snprintf(path, sizeof(path), "build/modules/%s.ko", module);
	return path;
}

int kern_rig_insmod(struct kern *k, const char *module)
{
	int status = -1;

	assert_int_equal(kern_insmod(k, kern_rig_path(module), NULL, &status),
			 0);
	return status;
}

int kern_rig_rmmod(struct kern *k, const char *module)
{
	int status = -1;

	assert_int_equal(kern_rmmod(k, module, &status), 0);
	return status;
}

static int print_text(const struct kern_log_line *line, void *file)
{
	fprintf(file, "%s\n", line->text);
	return 0;
}

char *kern_rig_log(struct kern *k, uint64_t from)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	assert_non_null(file);
	kern_log_each(k, from, print_text, file);
	fclose(file);
	return text;
}

bool kern_rig_logged(struct kern *k, uint64_t from, const char *text)
{
	char *log = kern_rig_log(k, from);
	bool found = strstr(log, text);

	free(log);
	return found;
}

static void show(struct kern *k, uint64_t from)
{
	char *log = kern_rig_log(k, from);

	print_message("%s", log);
	free(log);
}

void kern_rig_assert_logged(struct kern *k, uint64_t from, const char *text)
{
	if (kern_rig_logged(k, from, text))
		return;
	show(k, from);
	fail_msg("\"%s\" is not in the log", text);
}

void kern_rig_assert_not_logged(struct kern *k, uint64_t from, const char *text)
{
	if (!kern_rig_logged(k, from, text))
		return;
	show(k, from);
	fail_msg("\"%s\" is in the log", text);
}

void kern_rig_assert_order(struct kern *k, uint64_t from,
			   const char *const texts[])
{
	char *log = kern_rig_log(k, from), *at = log;
	const char *missing = NULL;

	for (; *texts && !missing; texts++) {
		at = strstr(at, *texts);
		if (at)
			at += strlen(*texts);
		else
			missing = *texts;
	}
	free(log);
	if (!missing)
		return;
	show(k, from);
	fail_msg("\"%s\" is not in the log, or too early", missing);
}

bool kern_rig_loaded(struct kern *k, const char *module)
{
	char *list = kern_proc_modules(k), line[80];
	bool found;

	assert_non_null(list);
	snprintf(line, sizeof(line), "\n%s ", module);
	found = strstr(list, line) ||
		!strncmp(list, line + 1, strlen(line + 1));
	free(list);
	return found;
}

void kern_rig_assert_modules(struct kern *k, const char *text)
{
	char *list = kern_proc_modules(k);

	assert_non_null(list);
	if (!strstr(list, text) || (!*text && *list))
		fail_msg("no \"%s\" in:\n%s", text, list);
	free(list);
}

bool kern_rig_under(const char *tool)
{
	const char *name = getenv("MMUSIM_TEST_TOOL");

	return name && strstr(name, tool);
}

void kern_rig_assert_file(struct kern *k, const char *path, int expected,
			  const char *text)
{
	char *found = NULL;
	int status = -1;

	assert_int_equal(kern_file_read(k, path, &found, &status), 0);
	assert_int_equal(status, expected);
	assert_string_equal(found ? found : "", text);
	free(found);
}
