/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_mm_native.c - real pointers and native code in an address space.
 *
 *   AREA   a window of 64 pages; LITERAL is in none
 *   STACK  a window that ends where the stack does
 */
#include "../support/mm_rig.h"

#include <mmusim/cmocka.h>
#include "kernel/exports.h"
#include "kernel/task.h"
#include "native/native.h"

#define AREA	   0x10000000ull
#define AREA_PAGES 64
#define LITERAL	   0x20000ull /* where no tool has anything */
#define STACK_LEN  (16ull << 20)
#define STACK	   (KERN_TASK_SIZE_MAX - STACK_LEN)

/* User programs. A compiler may add accesses of its own. */
uint64_t user_copy_word(uint64_t to, uint64_t from);
uint64_t user_recurse(uint64_t depth);

__asm__(".text\n"
	"user_copy_word:	mov	(%rsi), %rax\n"
	"			mov	%rax, (%rdi)\n"
	"			ret\n"
	/* a page of stack for each call; 1 + 2 + ... + depth */
	"user_recurse:		xor	%eax, %eax\n"
	"			test	%rdi, %rdi\n"
	"			jz	1f\n"
	"			sub	$4088, %rsp\n"
	"			mov	%rdi, (%rsp)\n"
	"			dec	%rdi\n"
	"			call	user_recurse\n"
	"			add	(%rsp), %rax\n"
	"			add	$4088, %rsp\n"
	"1:			ret\n");

static void open_window(struct kern *k, uint64_t la, uint64_t len)
{
	struct mmu_window_config window = {
		.size = sizeof(window), .la = la, .len = len};

	assert_int_equal(mmu_window_open(k->machine, &window), 0);
}

static int setup(void **state)
{
	struct kern *k = kern_rig_boot(NULL);

	open_window(k, AREA, AREA_PAGES * PAGE);
	open_window(k, STACK, STACK_LEN);
	*state = k;
	return 0;
}

/* An address space with AREA mapped, in use at CPL 3. */
static struct kern_mm *enter(struct kern *k)
{
	struct kern_mm *mm = new_mm(k);

	assert_int_equal(mmu_cpu_enter(k->cpu), 0);
	map(mm, AREA, AREA_PAGES, RW, ANON | MAP_FIXED, NULL, 0);
	kern_use_mm(k, mm);
	kern_enter_user(k);
	return mm;
}

static void leave(struct kern_mm *mm)
{
	struct kern *k = mm->kern;

	assert_true(native_check(k->machine));
	kern_leave_user(k);
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
	assert_true(kern_mm_check_all(k));
	assert_true(native_check(k->machine));
	mmu_cpu_leave(k->cpu);
}

static volatile uint64_t *area(struct kern *k)
{
	return mmu_ptr(k->machine, AREA);
}

static int call(struct kern *k, void *fn, uint64_t a, uint64_t b, uint64_t *rax)
{
	struct mmu_call_args args = {
		.size = sizeof(args),
		.fn = (uint64_t)(uintptr_t)fn,
		.arg = {a, b},
		.sp = (uint64_t)(uintptr_t)mmu_ptr(k->machine,
						   KERN_TASK_SIZE_MAX - PAGE) +
		      PAGE - 64,
		.stack_len = STACK_LEN - 64,
	};

	return mmu_call(k->cpu, &args, rax);
}

/* --- pointers ------------------------------------------------------------------------ */

static void test_native_pointers_fault_pages_in(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = enter(k);
	volatile uint64_t *word = area(k);

	assert_fault_count(1, word[0] = 5);
	assert_fault_count(0, assert_int_equal(word[0], 5));
	for (int i = 0; i < AREA_PAGES; i++)
		word[512 * i] = (uint64_t)i;
	for (int i = 0; i < AREA_PAGES; i++)
		assert_int_equal(word[512 * i], i);
	assert_int_equal(mm->min_flt, AREA_PAGES);
	leave(mm);
}

static void test_native_fork_and_write(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = enter(k), *child;
	volatile uint64_t *word = area(k);

	word[0] = 1;
	word[512] = 10;
	child = dup_mm(mm);
	word[0] = 2; /* the host page was writable */
	kern_leave_user(k);
	kern_use_mm(k, child);
	kern_enter_user(k);
	assert_int_equal(word[0], 1);
	word[512] = 11;
	kern_leave_user(k);
	kern_use_mm(k, mm);
	kern_enter_user(k);
	assert_int_equal(word[0], 2);
	assert_int_equal(word[512], 10);
	kern_mm_put(child);
	leave(mm);
}

/* What the host writes into a pinned page must not get lost by a fork. */
static void test_native_fork_leaves_pinned_pages_alone(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = enter(k), *child;
	volatile uint64_t *word = area(k);
	uint64_t *pinned;

	word[0] = 1;
	word[1] = 1;
	assert_int_equal(
		mmu_pin((void *)word, PAGE, MMU_WRITE, (void **)&pinned), PAGE);
	child = dup_mm(mm);
	assert_true(kern_mm_check_all(k));
	word[1] = 2;
	pinned[0] = 3;
	assert_int_equal(word[0], 3);
	assert_int_equal(pinned[1], 2);
	mmu_unpin(pinned);
	kern_leave_user(k);
	assert_int_equal(peek(child, AREA), 1);
	kern_mm_put(child);
	leave(mm);
}

static void test_native_rights_follow_mprotect(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = enter(k);
	volatile uint64_t *word = area(k);

	word[0] = 1;
	assert_int_equal(kern_mprotect(mm, AREA, PAGE, PROT_READ), 0);
	assert_page_fault(word[0] = 2, AREA, MMU_PF_P | MMU_PF_WR | MMU_PF_US);
	assert_signal(mm, SIGSEGV, SEGV_ACCERR, AREA);
	assert_int_equal(word[0], 1);
	assert_int_equal(kern_munmap(mm, AREA, PAGE), 0);
	assert_page_fault(word[0] = 2, AREA, MMU_PF_WR | MMU_PF_US);
	assert_signal(mm, SIGSEGV, SEGV_MAPERR, AREA);
	leave(mm);
}

static void test_native_smap_stops_the_kernel(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = enter(k);
	volatile uint64_t *word = area(k);

	word[0] = 1;
	kern_leave_user(k);
	assert_page_fault(word[0] = 2, AREA, MMU_PF_P | MMU_PF_WR);
	assert_page_fault(word[512] = 2, AREA + PAGE, MMU_PF_WR);
	kern_enter_user(k);
	assert_int_equal(mm->signals, 0);
	leave(mm);
}

/* --- code ---------------------------------------------------------------------------- */

static void test_native_code_uses_literal_addresses(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = enter(k);
	uint64_t from = map(mm, LITERAL, 2, RW, ANON | MAP_FIXED, NULL, 0);
	uint64_t value = 77;

	assert_int_equal(kern_access_vm(mm, from, &value, 8, true), 0);
	assert_int_equal(call(k, user_copy_word, from + PAGE, from, NULL), 0);
	assert_int_equal(kern_access_vm(mm, from + PAGE, &value, 8, false), 0);
	assert_int_equal(value, 77);
	/* and to a window */
	assert_int_equal(call(k, user_copy_word, (uint64_t)(uintptr_t)area(k),
			      from, NULL),
			 0);
	assert_int_equal(area(k)[0], 77);
	/* A null pointer of the user is a signal, and no oops. */
	assert_int_equal(call(k, user_copy_word, 0, from, NULL), MMU_TRAP_PF);
	assert_signal(mm, SIGSEGV, SEGV_MAPERR, 0);
	assert_int_equal(k->oops_count, 0);
	leave(mm);
}

static void test_native_stack_grows_to_its_limit(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = enter(k);
	uint64_t sum = 0;

	assert_int_equal(call(k, user_recurse, 500, 0, &sum), 0);
	assert_int_equal(sum, 500 * 501 / 2);
	assert_true(kern_vma_pages(kern_find_vma(mm, KERN_TASK_SIZE_MAX - 1)) >=
		    500);
	assert_int_equal(call(k, user_recurse, 100000, 0, &sum), MMU_TRAP_PF);
	assert_int_equal(mm->siginfo.signo, SIGSEGV);
	assert_int_equal(mm->siginfo.code, SEGV_MAPERR);
	assert_in_range(mm->siginfo.addr,
			KERN_TASK_SIZE_MAX - mm->stack_limit - PAGE,
			KERN_TASK_SIZE_MAX - mm->stack_limit);
	leave(mm);
}

/* --- the kernel for its user -------------------------------------------------------------- */

static uint64_t uaccess(struct kern *k, kern_export_fn *fn, uint64_t to,
			uint64_t from, uint64_t len)
{
	struct kern_call c = {.kern = k, .arg = {to, from, len}};
	uint64_t left = fn(&c);

	assert_false(c.fault);
	return left;
}

static void test_native_uaccess_brings_pages_in(void **state)
{
	struct kern *k = *state;
	struct kern_mm *mm = new_mm(k);
	uint64_t la = map_anon(mm, 4), faults;
	uint64_t buf =
		kern_vmalloc(k, 4 * PAGE, KERN_AREA_VMALLOC, KERN_PAGE_KERNEL);
	uint64_t ptr = kern_host(k, buf), word = 0x6867666564636261;

	kern_use_mm(k, mm);
	kern_poke(k, buf + PAGE, &word, 8);
	assert_int_equal(uaccess(k, kern_x__copy_to_user, la, ptr, 3 * PAGE),
			 0);
	assert_int_equal(peek(mm, la + PAGE), word);
	assert_int_equal(mm->min_flt, 3);
	/* Missing bytes are counted: the fifth page does not exist. */
	assert_int_equal(uaccess(k, kern_x__copy_from_user, ptr,
				 la + 2 * PAGE + 100, 3 * PAGE),
			 PAGE + 100);
	assert_int_equal(uaccess(k, kern_x_clear_user, la + PAGE, 4, 0), 0);
	assert_int_equal(peek(mm, la + PAGE), word >> 32 << 32);
	/* Copy-on-write, too, and no rights that the user has not. */
	kern_leave_user(k);
	struct kern_mm *child = dup_mm(mm);
	faults = mm->min_flt;
	assert_int_equal(uaccess(k, kern_x_clear_user, la, 8, 0), 0);
	assert_int_equal(mm->min_flt, faults + 1);
	assert_int_equal(kern_mprotect(mm, la, PAGE, PROT_READ), 0);
	assert_int_equal(uaccess(k, kern_x_clear_user, la, 8, 0), 8);
	assert_int_equal(mm->signals, 0);
	kern_mm_put(child);
	kern_use_mm(k, NULL);
	kern_mm_put(mm);
	kern_vfree(k, buf);
}

/* A task's address space is one of these. */
static void test_native_task_has_an_address_space(void **state)
{
	struct kern *k = *state;
	struct kern_task *task = kern_task_create(k, "insmod");
	char *maps = kern_proc_pid(k, task->pid, "maps");

	assert_string_equal(
		maps, "00400000-00402000 r-xp 00000000 00:01 1"
		      "                                  /usr/sbin/insmod\n"
		      "7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0"
		      "                          [stack]\n");
	free(maps);
	assert_true(kern_mm_check_all(k));
	kern_task_destroy(k, task);
	assert_true(kern_mm_check_all(k));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_native_pointers_fault_pages_in),
		TEST(test_native_fork_and_write),
		TEST(test_native_fork_leaves_pinned_pages_alone),
		TEST(test_native_rights_follow_mprotect),
		TEST(test_native_smap_stops_the_kernel),
		TEST(test_native_code_uses_literal_addresses),
		TEST(test_native_stack_grows_to_its_limit),
		TEST(test_native_uaccess_brings_pages_in),
		TEST(test_native_task_has_an_address_space),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
