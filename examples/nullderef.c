/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nullderef - insert a faulty module into a simulated kernel and watch.
 *
 * The first half of the output is what a real console would show. The second
 * half is what a real console does not show: why.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mmusim/mmusim.h>

static bool colour;

/* Print a line; commands, and what matters most, in colour. */
static void print_line(const char *line)
{
	const char *attribute = "";

	if (!strncmp(line, "# ", 2) || !strncmp(line, "===", 3))
		attribute = "\033[1m";
	else if (strstr(line, "BUG: ") || strstr(line, "<- "))
		attribute = "\033[31m";
	if (colour && *attribute)
		printf("%s%s\033[0m\n", attribute, line);
	else
		printf("%s\n", line);
}

static void print(const char *text)
{
	char line[1200];

	while (*text) {
		size_t len = strcspn(text, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)len, text);
		print_line(line);
		text += len + (text[len] == '\n');
	}
}

/* Print, as grep does, the lines that contain a word. */
static void print_matching(char *text, const char *word)
{
	char *line = strtok(text, "\n");

	for (; line; line = strtok(NULL, "\n"))
		if (strstr(line, word))
			print_line(line);
}

/* --- What the console shows ---------------------------------------------- */

static void print_command(const char *command, const char *argument)
{
	char line[1200];

	snprintf(line, sizeof(line), "# %s%s", command, argument);
	print_line(line);
}

static void print_outcome(struct kern *kern, int status)
{
	if (status == 137)
		print_line("Killed");
	else if (status == 139)
		print_line("Segmentation fault");
	print(kern_last_error(kern));
}

/* What the module is called: the newest one stands first in /proc/modules. It
 * need not be the name of its file, but if it was refused, there is no other:
 * "dir/my-module.ko" gives my_module. */
static void module_name(struct kern *kern, const char *path, char *name,
			size_t size)
{
	char *modules = kern_proc_modules(kern);
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;

	if (modules && *modules)
		snprintf(name, size, "%.*s", (int)strcspn(modules, " "),
			 modules);
	else
		snprintf(name, size, "%.*s", (int)strcspn(file, "."), file);
	free(modules);
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
}

/* Insert the module, look at it, remove it if it lives. *status is insmod's. */
static int run_commands(struct kern *kern, const char *path, const char *shown,
			int *status)
{
	char name[64];
	char *modules;
	int err, removed;

	print_command("insmod ", shown);
	err = kern_insmod(kern, path, NULL, status);
	if (err)
		return err;
	print_outcome(kern, *status);
	module_name(kern, path, name, sizeof(name));

	print_command("lsmod | grep ", name);
	modules = kern_lsmod(kern);
	if (modules)
		print_matching(modules, name);
	free(modules);

	if (!*status) {
		print_command("rmmod ", name);
		err = kern_rmmod(kern, name, &removed);
		if (err)
			return err;
		print_outcome(kern, removed);
	}
	print_command("dmesg", "");
	return 0;
}

/* After a panic no command runs any more, but the console shows the log. */
static int show_console(struct kern *kern, const char *path, const char *shown)
{
	int status = 1;
	int err = run_commands(kern, path, shown, &status);
	char *log;

	if (err && !kern_panicked(kern)) {
		fprintf(stderr, "nullderef: %s\n", strerror(-err));
		return 1;
	}
	log = kern_dmesg(kern, 0);
	if (log)
		print(log);
	free(log);
	return status;
}

/* --- Why ------------------------------------------------------------------ */

static void print_source(const struct kern_oops_info *oops)
{
	char file[512], text[128];
	int line;

	if (mmu_source_line(oops->path, oops->symbol, oops->offset, file,
			    sizeof(file), &line))
		return;
	if (mmu_source_text(oops->path, file, line, text, sizeof(text)))
		text[0] = '\0';
	printf("Source line:   %s:%d: %s\n", strrchr(file, '/') + 1, line,
	       text);
}

static void print_instruction(struct kern *kern, uint64_t rip)
{
	unsigned char code[15];
	char text[96];
	size_t len;

	mmu_copy_in(kern_cpu(kern), code, rip, sizeof(code), MMU_PEEK, &len,
		    NULL);
	if (mmu_disasm(code, len, rip, text, sizeof(text)) > 0)
		printf("Instruction:   %s\n", text);
}

static void print_sentence(const struct mmu_fault *fault)
{
	const char *prefix = "";
	char text[192];

	if (fault->why == MMU_WHY_NONE) /* #DE, #UD ... */
		prefix = "the instruction raised ";
	else if (fault->vector == MMU_TRAP_DF)
		prefix = "double fault; the first was a ";
	mmu_fault_text(fault, text, sizeof(text));
	printf("What happened: %s%s\n", prefix, text);
}

static void explain(struct kern *kern, const struct kern_oops_info *oops)
{
	const struct mmu_fault *fault = &oops->frame.fault;
	char text[2048];

	print("\n=== Explanation ===\n");
	print_sentence(fault);
	kern_symbol(kern, oops->regs_la.rip, text, sizeof(text));
	printf("Where:         %s\n", text);
	print_source(oops);
	print_instruction(kern, oops->regs_la.rip);
	if (fault->why == MMU_WHY_NONE)
		return;
	mmu_explain(kern_machine(kern), &oops->mode, fault->la, fault->how,
		    text, sizeof(text));
	printf("\n");
	print(text);
}

/* --- The program ----------------------------------------------------------- */

/* modules/faulty.ko beside this program, wherever it is started from; programs
 * of other compilers lie elsewhere and are started from the top folder */
static void default_path(char *path, size_t size)
{
	ssize_t len = readlink("/proc/self/exe", path, size - 1);

	path[len < 0 ? 0 : len] = '\0';
	len = strrchr(path, '/') ? strrchr(path, '/') + 1 - path : 0;
	snprintf(path + len, size - len, "modules/faulty.ko");
	if (access(path, R_OK))
		snprintf(path, size, "examples/modules/faulty.ko");
}

static int usage(FILE *out)
{
	fprintf(out, "usage: nullderef [MODULE.ko]\n\n"
		     "Boots a simulated kernel, inserts the module (by default "
		     "one that follows a\nnull pointer), shows what a console "
		     "would show, and explains the fault.\n\n"
		     "Exit status: 0 when the module ran, whether it faulted "
		     "or not; 1 when it was\nrefused; 2 for a wrong usage.\n");
	return out == stdout ? 0 : 2;
}

int main(int argc, char **argv)
{
	struct kern_oops_info oops;
	struct kern *kern;
	char path[4096];
	int status, err;
	bool ran;

	if (argc > 2)
		return usage(stderr);
	if (argc == 2 && (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help")))
		return usage(stdout);
	if (argc == 2 && argv[1][0] == '-')
		return usage(stderr);
	colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	default_path(path, sizeof(path));

	err = kern_boot(NULL, &kern);
	if (err) {
		fprintf(stderr, "nullderef: cannot boot: %s\n",
			*mmu_last_error() ? mmu_last_error() : strerror(-err));
		return 1;
	}
	status = show_console(kern, argc == 2 ? argv[1] : path,
			      argc == 2 ? argv[1] : "faulty.ko");
	kern_last_oops(kern, &oops);
	if (oops.count)
		explain(kern, &oops);
	else if (!status)
		print("\nThe module ran without a fault.\n");
	ran = !status || oops.count || kern_panicked(kern);
	kern_shutdown(kern);
	if (fflush(stdout) || ferror(stdout)) {
		perror("nullderef: standard output");
		return 1;
	}
	return ran ? 0 : 1;
}
