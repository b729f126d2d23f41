/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab_bugs - three bugs with objects from kmalloc() and its caches: an overflow
 * by one byte, a use after free, a leak. Watch for who notices them, and when.
 *
 *   ./examples/slab_bugs
 *
 * The kernel is booted with slub_debug=FZPU. It notices the overflow when the
 * object is freed, the use after free when the object is handed out again, the
 * leak when its cache is destroyed; by then the culprit is gone, and what is
 * left is who allocated and who freed the object. Without options,
 *
 *   ./examples/slab_bugs ""
 *
 * it notices nothing but the leak. Memcheck is told of each object, so
 *
 *   valgrind --command-line-only=yes --leak-check=full \
 *	--vex-iropt-register-updates=allregs-at-mem-access ./examples/slab_bugs
 *
 * names each bug when it happens, at the instruction that does it. (Without
 * --command-line-only this folder's .valgrindrc has it keep silent about what
 * simulated code does.) Memcheck knows no names in a module: an address that it
 * shows as ??? is one of the module if it is a little above the one that is
 * printed after each insmod, else one of the kernel.
 */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mmusim/mmusim.h>

/* The modules lie beside this program. */
static const char *module_path(const char *name)
{
	static char path[4096];
	char self[3000];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[len > 0 ? len : 0] = '\0';
	snprintf(path, sizeof(path), "%s/modules/%s.ko", dirname(self), name);
	return path;
}

static void print_log(struct kern *kern, uint64_t from)
{
	char *log = kern_dmesg(kern, from);

	if (log)
		fputs(log, stdout);
	free(log);
}

/* Memcheck knows no names in a module, only addresses: say where it lies. */
static void print_place(struct kern *kern)
{
	char *text = kern_proc_modules(kern);
	char *la = text ? strstr(text, " 0x") : NULL;

	if (la)
		printf("(to Valgrind and gdb its code lies at %p)\n",
		       mmu_ptr(kern_machine(kern), strtoull(la, NULL, 16)));
	free(text);
}

/* Insert the module and remove it. */
static int run(struct kern *kern, const char *name)
{
	uint64_t from = kern_log_next(kern);
	int status = 0;
	int err;

	printf("\n# insmod %s.ko; rmmod %s; dmesg\n", name, name);
	fflush(stdout);
	err = kern_insmod(kern, module_path(name), NULL, &status);
	print_place(kern);
	if (!err && !status)
		err = kern_rmmod(kern, name, &status);
	print_log(kern, from);
	fflush(stdout);
	if (err)
		fprintf(stderr, "slab_bugs: %s: %s\n", name, strerror(-err));
	else if (status)
		fprintf(stderr, "%s\n", kern_last_error(kern));
	return err || status;
}

static void print_caches(struct kern *kern)
{
	char *text = kern_proc_slabinfo(kern);

	printf("\n# cat /proc/slabinfo\n%s", text ? text : "");
	free(text);
}

static void check_leaks(struct kern *kern)
{
	unsigned long lost;

	fflush(stdout);
	if (!kern_check_leaks(kern, &lost))
		printf("\nMemcheck: nothing points to %lu objects\n", lost);
}

int main(int argc, char **argv)
{
	static const char *const bugs[] = {"slab_overflow", "slab_uaf",
					   "slab_leak"};
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = argc > 1 ? argv[1] :
							   "slub_debug=FZPU"};
	struct kern *kern;
	int err = kern_boot(&config, &kern);

	if (err) {
		fprintf(stderr, "slab_bugs: %s\n", strerror(-err));
		return 1;
	}
	for (size_t i = 0; i < sizeof(bugs) / sizeof(bugs[0]) && !err; i++)
		err = run(kern, bugs[i]);
	print_caches(kern);
	check_leaks(kern);
	kern_shutdown(kern);
	return err;
}
