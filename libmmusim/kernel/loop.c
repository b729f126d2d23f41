/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loop.c - code that calls nothing is interrupted: see loop.h.
 *
 * Only code of modules, and functions of the image that work for their caller alone; code of
 * tasks, but not what they call in libraries of the host, which may hold a lock
 * of the host's.
 *
 * Simplified: the time stamp counter is the host's, and goes on by itself.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "cpu/machine.h"
#include "kernel/irq.h"
#include "kernel/loop.h"
#include "kernel/module.h"
#include "kernel/program.h"
#include "kernel/sched.h"
#include "kernel/signal.h"
#include "kernel/sim.h"
#include "kernel/timer.h"
#include "native/host.h"
#include "native/native.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_DEFINED(at, len) ((void)(at), (void)(len))
#endif

#define SECOND	   1000000000ull
#define MS	   1000000ull
#define SLICE_NS   (4 * MS) /* of a user task */
#define FREE_PART  20	    /* of the limit, for which no time passes */
#define SLOWER	   20	    /* Valgrind */
#define SURE	   3
#define LONG_LOOKS 256 /* then nothing new is to be expected soon */
#define FINE_TICKS 2500
#define MAX_GAIN   SECOND
#define MAX_WORDS  (512u << 10)

/* --- what may be interrupted ---------------------------------------------------- */

static bool has_prefix(const char *name, const char *prefix)
{
	return !strncmp(name, prefix, strlen(prefix));
}

/* memcpy() and its like: no lock, and nothing but what the caller has. */
static bool works_for_caller(struct kern *k, uint64_t la)
{
	static const char *const prefixes[] = {
		"mem",	   "str",	   "rb_",	  "llist_",	 "sort",
		"bsearch", "skip_spaces",  "_find",	  "__bitmap_",	 "seq_",
		"single_", "match_string", "sysfs_streq", "param_array_"};
	struct kern_sym sym;

	if (!kern_lookup(k, la, &sym))
		return false;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (has_prefix(sym.name, prefixes[i]))
			return true;
	return false;
}

static bool may(struct mmu_cpu *cpu, uint64_t rip)
{
	struct kern *k = cpu->machine->kern;
	const struct kern_task *task = kern_running(k);
	const struct kern_layout *layout;
	uint64_t la = kern_lift(k, rip);

	if (!cpu->cpl)
		return la != rip && (kern_module_running(k, la, &layout) ||
				     works_for_caller(k, la));
	return task && task->program &&
	       kern_program_holds(task->program, rip, 1, PROT_EXEC);
}

/* --- does anything change? -------------------------------------------------------- */

static uint64_t cpu_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

/* What was seen until now does not count. */
static void watch(struct kern *k, bool yes)
{
	k->loop->nseen = k->loop->sure = 0;
	k->loop->watching = yes;
	if (yes)
		native_watch_writes(k->cpu);
	else
		native_end_watch(k->cpu);
}

/* Begin to look anew. */
static void look_again(struct kern *k)
{
	k->loop->looks = 0;
	watch(k, false);
}

/* Of variables, and what a sanitizer has put between them. */
static __attribute__((no_sanitize("address"), no_sanitize("thread"))) uint64_t
sum_of(const volatile uint64_t *at, uint64_t n)
{
	uint64_t sum = 0xcbf29ce484222325ull;

	for (uint64_t i = 0; i < n; i++)
		sum = (sum ^ at[i]) * 0x100000001b3ull;
	VALGRIND_MAKE_MEM_DEFINED(&sum, sizeof(sum));
	return sum;
}

/* Of the variables of a task's program, which lie where no page tables lead. Of
 * very many, those at the beginning. */
static uint64_t sum_of_data(const struct kern_task *task)
{
	const struct kern_program *program = task->program;
	uint64_t sum = 0;

	for (unsigned int i = 0; i < program->n; i++) {
		const struct kern_segment *segment = &program->segment[i];
		uint64_t start = (segment->start + 7) & ~7ull;
		uint64_t n = (segment->end - start) / 8;

		if (segment->prot & PROT_WRITE && segment->end > start)
			sum += sum_of((const uint64_t *)(uintptr_t)start,
				      n < MAX_WORDS ? n : MAX_WORDS);
	}
	return sum;
}

static bool was_seen(struct kern_loop *loop, const struct mmu_regs *regs)
{
	for (unsigned int i = 0; i < loop->nseen && i < KERN_LOOP_LOOKS; i++)
		if (!memcmp(&loop->seen[i], regs, sizeof(*regs)))
			return true;
	loop->seen[loop->nseen++ % KERN_LOOP_LOOKS] = *regs;
	return false;
}

/*
 * It was here before with the same registers. When that is said to be stationary,
 * writes were watched for from before the first time, and it happened SURE times:
 * on a busy host the timer may have come before an instruction was done.
 */
static bool is_stationary(struct kern *k, const struct mmu_regs *regs)
{
	struct kern_loop *loop = k->loop;
	bool watched = loop->watching;
	uint64_t sum;

	loop->looks++;
	if (watched && native_wrote(k->cpu)) {
		watch(k, false);
		return false;
	}
	if (!was_seen(loop, regs))
		return false;
	sum = k->cpu->cpl ? sum_of_data(k->current) : 0;
	if (watched && sum == loop->written)
		return ++loop->sure == SURE;
	loop->written = sum;
	watch(k, true);
	return false;
}

/* --- time passes -------------------------------------------------------------------- */

static void advance(struct kern *k, uint64_t until)
{
	if (k->clock_ns < until)
		k->clock_ns = until;
	kern_publish_jiffies(k);
}

/* How much virtual time does the code get now, for the CPU time that it has used?
 * At most so much at a time: others come in between. */
static uint64_t gain(struct kern_loop *loop, uint64_t max)
{
	uint64_t used = cpu_time() - loop->began;
	uint64_t unpaid = loop->limit_ns / FREE_PART;
	uint64_t ns = 0;

	if (used > unpaid)
		ns = (uint64_t)((unsigned __int128)(used - unpaid) *
				KERN_SOFTLOCKUP_NS /
				(loop->limit_ns - unpaid)) -
		     loop->given;
	if (ns > max)
		ns = max;
	loop->given += ns;
	return ns;
}

/* When code for which nothing changes notices something; the watchdog looks at
 * it then at the latest. After some seconds the steps become longer. */
static uint64_t next_change(struct kern *k)
{
	uint64_t next = kern_irq_next(k);
	uint64_t tick = kern_next_tick(k);
	struct kern_loop *loop = k->loop;

	if (native_touched(k->cpu, kern_image_symbol(k, "jiffies", true))) {
		if (loop->ticks++ > FINE_TICKS)
			tick += (loop->ticks - FINE_TICKS) / 64 * KERN_JIFFY_NS;
		if (tick < next)
			next = tick;
	}
	return next;
}

/* --- the interrupt --------------------------------------------------------------------- */

/* Code of a module's. */
static int interrupt_kernel(struct kern *k, struct mmu_regs *regs)
{
	uint64_t noticed = kern_noticed_at(k), next = noticed;

	if (is_stationary(k, regs)) {
		if (mmu_rflags(k->cpu) & MMU_RFLAGS_IF)
			next = next_change(k);
		advance(k, next < noticed ? next : noticed);
		look_again(k);
	} else {
		advance(k, k->clock_ns + gain(k->loop, MAX_GAIN));
	}
	if (k->clock_ns >= noticed) {
		int ended = kern_locked_up(k, regs);

		if (ended)
			return ended;
	}
	return kern_irq_due(k) ? kern_do_irq(k, regs) : 0;
}

/* Others may run. */
static int preempt(struct kern *k, struct mmu_regs *regs)
{
	struct kern_task *task = k->current;
	bool lives = true;

	k->cpu->cpl = 0;
	cpu_mode_changed(k->cpu);
	kern_note_stack(k, task, regs->gpr[MMU_RSP]);
	task->no_sleep = false;
	if (kern_may_sleep(k))
		kern_schedule(k);
	k->loop->from = k->clock_ns;
	if (kern_signal_pending(task))
		lives = kern_deliver(k, regs, NULL);
	k->cpu->cpl = 3;
	cpu_mode_changed(k->cpu);
	return lives ? 0 : KERN_END_TASK;
}

/* Code of a task's. Others get the CPU after each slice; when there are none, and
 * nothing changes, the next slice begins when something happens. */
static int interrupt_user(struct kern *k, struct mmu_regs *regs)
{
	uint64_t end = k->loop->from + SLICE_NS, next;

	if (is_stationary(k, regs)) {
		next = kern_next_event(k);
		if (next != KERN_NEVER && next > end && !k->sched->nrunnable)
			end = next;
		advance(k, end);
		look_again(k);
	} else {
		advance(k, k->clock_ns + gain(k->loop, SLICE_NS));
	}
	return k->clock_ns >= end ? preempt(k, regs) : 0;
}

/* Is it the code that was looked at last? */
static void begin(struct kern *k)
{
	struct kern_loop *loop = k->loop;

	if (loop->clock == k->clock_ns)
		return;
	look_again(k);
	loop->began = cpu_time();
	loop->given = loop->ticks = 0;
	loop->clock = loop->from = k->clock_ns;
}

void kern_loop_called(struct kern *k)
{
	if (!native_interrupt_missed() || k->panicked)
		return;
	begin(k);
	advance(k, k->clock_ns + gain(k->loop, MAX_GAIN));
	k->loop->clock = k->clock_ns;
}

static int take(struct mmu_cpu *cpu, struct mmu_regs *regs)
{
	struct kern *k = cpu->machine->kern;
	struct kern_loop *loop = k->loop;
	int ended;

	if (k->panicked)
		return 0;
	begin(k);
	ended = cpu->cpl ? interrupt_user(k, regs) : interrupt_kernel(k, regs);
	loop->clock = k->clock_ns;
	if (!ended && loop->looks < LONG_LOOKS)
		native_interrupt_soon();
	return ended;
}

int kern_loop_init(struct kern *k)
{
	static const struct native_interrupt_ops ops = {may, take};

	k->loop = pool_zalloc(k->pool, sizeof(*k->loop));
	if (!k->loop)
		return -ENOMEM;
	k->loop->clock = KERN_NEVER;
	k->loop->limit_ns = (uint64_t)k->loop_ms * MS;
	if (host_valgrind())
		k->loop->limit_ns *= SLOWER;
	native_set_interrupt(&ops);
	return 0;
}
