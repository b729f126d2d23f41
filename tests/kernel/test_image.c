/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_image.c - the kernel image's table of symbols: kernel/image.c. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "kernel/kern.h"
#include "kernel/unwind.h"
#include "../support/kern_rig.h"

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Of two with one name, a module would get either. */
static void test_image_exports_each_name_once(void **state)
{
	struct kern *k = kern_rig_boot(NULL);
	const char **names = NULL;
	struct kern_sym sym;
	bool exported;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; kern_image_nth(k, i, &sym, &exported); i++) {
		if (!exported)
			continue;
		names = realloc(names, (n + 1) * sizeof(*names));
		assert_non_null(names);
		names[n++] = sym.name;
	}
	assert_true(n > 500);
	qsort(names, n, sizeof(*names), by_name);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(names[i - 1], names[i]))
			fail_msg("%s is there twice", names[i]);
	free(names);
	kern_shutdown(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_image_exports_each_name_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
