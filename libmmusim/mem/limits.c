/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limits.c - which limit of the host was hit, in words.
 *
 * The host says ENOMEM for half a dozen reasons. Which one it was follows from
 * its limits and from what the process uses, both of which can be read. A
 * page that cannot be mapped is found in the signal handler; so nothing here
 * allocates or uses stdio.
 */
#define _GNU_SOURCE /* for strerrordesc_np() */
#include "mem/limits.h"

#include <stdio.h>
#include <stdarg.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define PAGE	      4096ull
#define ADDRESS_SPACE (1ull << 47)

/* In the static block of thread storage: the handler must not allocate it. */
static _Thread_local struct {
	char text[384];
	size_t len;
} last __attribute__((tls_model("initial-exec")));

const char *mmu_last_error(void)
{
	return last.text;
}

void mem_error_begin(void)
{
	last.len = 0;
	last.text[0] = '\0';
}

static void say(const char *text)
{
	while (*text && last.len < sizeof(last.text) - 1)
		last.text[last.len++] = *text++;
	last.text[last.len] = '\0';
}

static void say_number(uint64_t n)
{
	char digits[24], *at = digits + sizeof(digits) - 1;

	*at = '\0';
	do {
		*--at = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	say(at);
}

/* In the largest unit that loses nothing worth knowing. */
static void say_bytes(uint64_t bytes)
{
	static const char *const unit[] = {" bytes", " KiB", " MiB", " GiB"};
	unsigned int i = 0;

	while (i < 3 && bytes >= 64 << 10) {
		bytes >>= 10;
		i++;
	}
	say_number(bytes);
	say(unit[i]);
}

/* strerror() translates, and may allocate for that. */
static const char *meaning(int err)
{
	const char *text;

#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 32)
	text = strerrordesc_np(-err);
#else
	text = strerror(-err);
#endif
	return text ? text : "unknown error";
}

/* --- reading /proc --------------------------------------------------------------- */

static size_t read_some(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[n < 0 ? 0 : n] = '\0';
	return n < 0 ? 0 : (size_t)n;
}

/* The number behind a word, or, without a word, the first one; 0: none. */
static uint64_t number_in(const char *path, const char *word)
{
	char text[2048], *at = text;
	uint64_t n = 0;

	read_some(path, text, sizeof(text));
	if (word)
		at = strstr(text, word);
	if (!at)
		return 0;
	while (*at && (*at < '0' || *at > '9'))
		at++;
	for (; *at >= '0' && *at <= '9'; at++)
		n = n * 10 + (uint64_t)(*at - '0');
	return n;
}

static uint64_t count_mappings(void)
{
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	char text[4096];
	uint64_t lines = 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, text, sizeof(text))) > 0)
		for (ssize_t i = 0; i < n; i++)
			lines += text[i] == '\n';
	if (fd >= 0)
		close(fd);
	return lines;
}

static uint64_t limit_of(int resource)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit) || limit.rlim_cur == RLIM_INFINITY)
		return ~0ull;
	return limit.rlim_cur;
}

/* --- one question for each limit --------------------------------------------------- */

static bool too_many_mappings(void)
{
	enum { NEAR = 8 }; /* a call may need a few at a time */
	uint64_t most = number_in("/proc/sys/vm/max_map_count", NULL);
	uint64_t used = most ? count_mappings() : 0;

	if (!most || used + NEAR < most)
		return false;
	say("vm.max_map_count is ");
	say_number(most);
	say(", and this process has ");
	say_number(used);
	say(" mappings; raise it with \"sysctl -w vm.max_map_count=");
	say_number(2 * most);
	say("\", or make the TLB smaller (mmu_config.tlb_sets)");
	return true;
}

/* A limit of bytes that ulimit sets, in KiB there. */
static bool beyond(int resource, const char *name, uint64_t used,
		   uint64_t bytes, const char *setting)
{
	uint64_t limit = limit_of(resource);

	if (limit == ~0ull || (used < limit && bytes <= limit - used))
		return false;
	say(name);
	say(" is ");
	say_bytes(limit);
	say(", and this process uses ");
	say_bytes(used);
	say(" and needs ");
	say_bytes(bytes);
	say(" more; raise it with \"");
	say(setting);
	say("\"");
	return true;
}

static bool beyond_commit(void)
{
	uint64_t limit = number_in("/proc/meminfo", "CommitLimit:");
	uint64_t used = number_in("/proc/meminfo", "Committed_AS:");

	if (number_in("/proc/sys/vm/overcommit_memory", NULL) != 2)
		return false;
	say("vm.overcommit_memory is 2, and of ");
	say_bytes(limit << 10);
	say(" that may be promised ");
	say_bytes(used << 10);
	say(" are; use \"sysctl -w vm.overcommit_memory=0\", or raise "
	    "vm.overcommit_ratio");
	return true;
}

static void say_no_memory(enum mem_need need, uint64_t bytes)
{
	uint64_t size = number_in("/proc/self/status", "VmSize:") << 10;
	uint64_t data = number_in("/proc/self/status", "VmData:") << 10;

	if (too_many_mappings())
		return;
	if (need != MEM_MAPPING &&
	    beyond(RLIMIT_AS, "RLIMIT_AS", size, bytes, "ulimit -v unlimited"))
		return;
	if (need == MEM_DATA && beyond(RLIMIT_DATA, "RLIMIT_DATA", data, bytes,
				       "ulimit -d unlimited"))
		return;
	if (need == MEM_DATA && beyond_commit())
		return;
	if (need != MEM_MAPPING && size + bytes >= ADDRESS_SPACE / 2)
		say("a process has 128 TiB of addresses, and of these no ");
	else
		say("the host has no free ");
	say_bytes(bytes);
	say(need == MEM_MAPPING ? "" : " in one piece");
}

static void say_no_file(int err)
{
	if (err == -EMFILE) {
		say("RLIMIT_NOFILE is ");
		say_number(limit_of(RLIMIT_NOFILE));
		say(", so many files are open, and each machine needs one; "
		    "raise it with \"ulimit -n\"");
		return;
	}
	say("fs.file-max is ");
	say_number(number_in("/proc/sys/fs/file-max", NULL));
	say(" for the whole host; raise it with \"sysctl -w fs.file-max=...\"");
}

static void say_why(int err, enum mem_need need, uint64_t bytes)
{
	if (err == -EMFILE || err == -ENFILE)
		say_no_file(err);
	else if (need == MEM_FILE_SIZE &&
		 beyond(RLIMIT_FSIZE, "RLIMIT_FSIZE", 0, bytes,
			"ulimit -f unlimited"))
		return;
	else if (err == -ENOMEM)
		say_no_memory(need, bytes);
	else
		say(meaning(err));
}

int mem_error_host(int err, const char *what, enum mem_need need,
		   uint64_t bytes)
{
	int saved_errno = errno;

	mem_error_begin();
	say("cannot have ");
	say(what);
	say(": ");
	say_why(err, need, bytes);
	errno = saved_errno;
	return err;
}

int mem_error(int err, const char *why)
{
	mem_error_begin();
	say(why);
	return err;
}

int mem_errorf(int err, const char *format, ...)
{
	char why[192];
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	return mem_error(err, why);
}

int mem_error_end(int err)
{
	if (err < 0 && !last.len)
		say(meaning(err));
	return err;
}
