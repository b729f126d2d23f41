/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_module_api.c - docs/module-api.md says what modules may import.
 *
 * The document is made of the export table of a booted kernel and of our
 * headers: "make module-api" has this program write it. Otherwise it compares.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>

#include "../support/kern_rig.h"

#include "kernel/kern.h"

#define DOC	"docs/module-api.md"
#define HEADERS "libmmusim/include/kapi"

enum { MAX_HEADERS = 256, MAX_NAMES = 2000 };

static struct header {
	char name[64];
	char *text;
} headers[MAX_HEADERS];
static size_t nheaders;

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	assert_non_null(file);
	if (getdelim(&text, &size, 0, file) < 0)
		text[0] = 0;
	fclose(file);
	return text;
}

static int by_header(const void *a, const void *b)
{
	return strcmp(((const struct header *)a)->name,
		      ((const struct header *)b)->name);
}

static void read_folder(const char *folder)
{
	struct dirent *entry;
	char path[512];
	DIR *dir;

	snprintf(path, sizeof(path), HEADERS "/%s", folder);
	dir = opendir(path);

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		if (!strstr(entry->d_name, ".h") ||
		    !strcmp(entry->d_name, "fortify-string.h"))
			continue; /* <linux/string.h> includes it */
		assert_true(nheaders < MAX_HEADERS);
		snprintf(headers[nheaders].name, sizeof(headers[nheaders].name),
			 "%s/%.50s", folder, entry->d_name);
		snprintf(path, sizeof(path), HEADERS "/%s",
			 headers[nheaders].name);
		headers[nheaders++].text = read_file(path);
	}
	closedir(dir);
}

/* Those of linux/ come first; what no other declares is found in asm/. */
static void read_headers(void)
{
	size_t nlinux;

	read_folder("linux");
	read_folder("linux/sched");
	nlinux = nheaders;
	read_folder("asm");
	qsort(headers, nlinux, sizeof(headers[0]), by_header);
	qsort(headers + nlinux, nheaders - nlinux, sizeof(headers[0]),
	      by_header);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Does the word stand in the text, and is it declared there: in a line that
 * does not begin as a comment's does? */
static bool declares(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += len) {
		const char *line = at;

		if ((at > text && is_word(at[-1])) || is_word(at[len]))
			continue;
		while (line > text && line[-1] != '\n')
			line--;
		if (line[0] != ' ' && line[0] != '/' && line[0] != '#')
			return true;
	}
	return false;
}

static const char *header_of(const char *name)
{
	for (size_t i = 0; i < nheaders; i++)
		if (declares(headers[i].text, name))
			return headers[i].name;
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Those that our headers declare, with the header; or the others. */
static void write_list(FILE *out, const char **names, size_t n, bool ours)
{
	for (size_t i = 0; i < n; i++) {
		const char *header = header_of(names[i]);

		if (ours && header)
			fprintf(out, "| `%s` | `%s` |\n", names[i], header);
		if (!ours && !header)
			fprintf(out, "- `%s`\n", names[i]);
	}
}

static void write_doc(FILE *out, const char **names, size_t n)
{
	fprintf(out,
		"<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n"
		"<!-- Made by `make module-api`. Do not edit. -->\n"
		"# What modules may import\n\n"
		"Every symbol that the kernel exports, %zu in all. What is not "
		"here is an unknown\nsymbol, and a module that needs it is "
		"refused.\n\n"
		"## Declared by our headers\n\n"
		"For modules that are compiled with `libmmusim/module.mk`. "
		"Macros and inline\nfunctions of the headers come on top of "
		"these.\n\n"
		"| symbol | header |\n| --- | --- |\n",
		n);
	write_list(out, names, n, true);
	fprintf(out, "\n## For binaries only\n\n"
		     "Modules that were built against the headers of Debian's "
		     "Linux 6.1 import these,\nmostly through inline "
		     "functions there.\n\n");
	write_list(out, names, n, false);
}

static char *make_doc(void)
{
	struct kern *k = kern_rig_boot(NULL);
	const char *names[MAX_NAMES], *name;
	struct kern_sym sym;
	size_t n = 0, len;
	bool exported;
	char *text;
	FILE *out = open_memstream(&text, &len);

	for (size_t i = 0; kern_image_nth(k, i, &sym, &exported); i++)
		if (exported && n < MAX_NAMES)
			names[n++] = sym.name;
	for (size_t i = 0; (name = kern_percpu_export(i)) && n < MAX_NAMES; i++)
		names[n++] = name;
	assert_true(n < MAX_NAMES);
	qsort(names, n, sizeof(names[0]), by_name);
	write_doc(out, names, n);
	fclose(out);
	kern_shutdown(k);
	return text;
}

static void test_document_is_up_to_date(void **state)
{
	char *doc, *is;

	(void)state;
	read_headers();
	doc = make_doc();
	if (getenv("MMUSIM_WRITE_DOC")) {
		FILE *out = fopen(DOC, "w");

		assert_non_null(out);
		fputs(doc, out);
		fclose(out);
	}
	is = read_file(DOC);
	if (strcmp(doc, is))
		fail_msg(DOC " is out of date: make module-api");
	free(is);
	free(doc);
	for (size_t i = 0; i < nheaders; i++)
		free(headers[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_document_is_up_to_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
