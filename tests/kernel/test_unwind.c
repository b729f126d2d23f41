/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_unwind.c - from a frame to its caller: kernel/unwind.c, kernel/orc.c.
 *
 * The stack is made by hand, in a vmalloc area; words on it are host pointers,
 * as simulated code leaves them:
 *
 *   stack + 0x100   SP
 *   stack + 0x200   a frame: saved RBP, return address
 *   stack + 0x300   the caller's frame, likewise
 */
#include "../support/kern_rig.h"

#include "kernel/module.h"
#include "kernel/regs.h"
#include "kernel/task.h"

struct bench {
	struct kern *k;
	uint64_t stack;
};

static void put(struct bench *b, uint64_t offset, uint64_t la)
{
	uint64_t ptr = kern_host(b->k, la);

	assert_true(kern_poke(b->k, b->stack + offset, &ptr, sizeof(ptr)));
}

static uint64_t image(struct bench *b, const char *name)
{
	uint64_t la = kern_image_symbol(b->k, name, false);

	assert_true(la);
	return la;
}

static int setup(void **state)
{
	static struct bench b;

	b.k = kern_rig_boot(NULL);
	b.stack = kern_vmalloc(b.k, KERN_PAGE, KERN_AREA_VMALLOC,
			       KERN_PAGE_KERNEL);
	assert_true(b.stack);
	for (uint64_t at = 0; at < KERN_PAGE; at += 8)
		put(&b, at, 0x1111);
	put(&b, 0x200, b.stack + 0x300);
	put(&b, 0x208, image(&b, "do_init_module") + 0x30);
	put(&b, 0x300, 0);
	put(&b, 0x308, image(&b, "do_syscall_64") + 0x20);
	*state = &b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	kern_shutdown(b->k);
	return 0;
}

static struct kern_unwind start(struct bench *b, uint64_t ip)
{
	struct kern_unwind unwind = {
		.ip = ip, .sp = b->stack + 0x100, .bp = b->stack + 0x200};

	kern_unwind_start(b->k, &unwind);
	return unwind;
}

/* --- by frame pointer ----------------------------------------------------- */

static void test_function_body_has_its_frame(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u = start(b, image(b, "do_one_initcall") + 6);

	assert_int_equal(u.ret_at, b->stack + 0x208);
	assert_int_equal(u.sp, b->stack + 0x210);
	assert_int_equal(u.bp, b->stack + 0x300);
	assert_false(u.error);
}

static void test_first_instruction_has_no_frame_yet(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u = start(b, image(b, "do_one_initcall"));

	assert_int_equal(u.ret_at, b->stack + 0x100);
	assert_int_equal(u.bp, b->stack + 0x200);
}

static void test_second_instruction_has_pushed(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u;

	put(b, 0x100, b->stack + 0x300);
	u = start(b, image(b, "do_one_initcall") + 1);
	assert_int_equal(u.ret_at, b->stack + 0x108);
	assert_int_equal(u.bp, b->stack + 0x300);
}

static void test_leaf_function_leaves_the_stack_alone(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u = start(b, image(b, "__fentry__"));

	assert_int_equal(u.ret_at, b->stack + 0x100);
	assert_false(u.error);
}

static void test_null_call_has_just_pushed(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u = start(b, 0);

	assert_int_equal(u.ret_at, b->stack + 0x100);
	assert_false(u.error);
}

static void test_where_no_code_is_nothing_is_found(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u = start(b, 0xffffdeadbeef0000);

	assert_int_equal(u.ret_at, 0);
	assert_true(u.error);
}

static void test_steps_go_from_frame_to_frame(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u = start(b, image(b, "do_one_initcall") + 6);

	kern_unwind_next(b->k, &u);
	assert_int_equal(u.ip, image(b, "do_init_module") + 0x30);
	assert_int_equal(u.ret_at, b->stack + 0x308);
	kern_unwind_next(b->k, &u);
	assert_int_equal(u.ip, image(b, "do_syscall_64") + 0x20);
	assert_true(u.error); /* its RBP is 0 */
}

/* A call that never returns may be a function's last instruction: the return
 * address is past it then. */
static void test_return_address_belongs_to_the_call(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u;

	put(b, 0x208, image(b, "entry_SYSCALL_64"));
	u = start(b, image(b, "do_one_initcall") + 6);
	kern_unwind_next(b->k, &u); /* in do_syscall_64, which has a frame */
	assert_int_equal(u.ret_at, b->stack + 0x308);
}

static void test_system_call_is_the_end(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u;

	put(b, 0x208, image(b, "entry_SYSCALL_64_after_hwframe") + 0xb);
	u = start(b, image(b, "do_syscall_64") + 6);
	kern_unwind_next(b->k, &u);
	assert_int_equal(u.ret_at, 0);
	assert_true(u.user);
}

static void test_lost_unwinder_does_not_find_the_user(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u;

	put(b, 0x208, image(b, "entry_SYSCALL_64_after_hwframe") + 0xb);
	u = start(b, 0xffffdeadbeef0000);
	kern_unwind_next(b->k, &u);
	assert_int_equal(u.ret_at, 0);
	assert_false(u.user);
}

/* --- what cannot be followed ---------------------------------------------- */

static void test_wild_frame_pointer_ends_it(void **state)
{
	static const uint64_t wild[] = {0,
					8,
					0x400000,
					0xffffdeadbeef0000,
					0xdead000000000000,
					~0ull,
					~0ull - 7};
	struct bench *b = *state;

	for (size_t i = 0; i < COUNT(wild); i++) {
		struct kern_unwind u = {
			.ip = image(b, "do_one_initcall") + 6,
			.sp = b->stack + 0x100,
			.bp = wild[i],
		};

		kern_unwind_start(b->k, &u);
		assert_true(u.error);
		kern_unwind_next(b->k, &u);
		assert_int_equal(u.ret_at, 0);
	}
}

static void test_frame_that_is_its_own_caller(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u;

	put(b, 0x200, b->stack + 0x200);
	u = start(b, image(b, "do_one_initcall") + 6);
	for (int i = 0; i < 100; i++)
		kern_unwind_next(b->k, &u);
	assert_int_equal(u.ret_at, b->stack + 0x208);
}

/* Without a task there is no stack that could be shown. */
static void test_trace_of_no_task_is_empty(void **state)
{
	struct bench *b = *state;
	struct kern_unwind u = {.ip = image(b, "_printk"),
				.sp = b->stack + 0x100};
	uint64_t from = kern_log_next(b->k);
	char *log;

	kern_show_trace(b->k, &u);
	log = kern_rig_log(b->k, from);
	assert_string_equal(log, "Call Trace:\n");
	free(log);
}

/* An overflow moves SP into the guard page before it is noticed. */
static void test_trace_begins_above_the_guard_page(void **state)
{
	struct bench *b = *state;
	struct kern_task task = {.stack = b->stack, .regs = b->stack + 0x400};
	struct kern_unwind u = {.ip = image(b, "do_one_initcall") + 6,
				.sp = b->stack - 0x80,
				.bp = b->stack + 0x200};

	b->k->current = &task;
	kern_show_trace(b->k, &u);
	b->k->current = NULL;
	kern_rig_assert_order(
		b->k, 0,
		(const char *[]){"Call Trace:\n <TASK>\n do_init_module+0x30/",
				 "\n do_syscall_64+0x20/", " </TASK>\n", NULL});
}

static void test_functions_are_known_by_name(void **state)
{
	struct bench *b = *state;
	uint64_t la = image(b, "do_syscall_64");

	assert_true(kern_in_function(b->k, la, "do_syscall_64"));
	assert_false(kern_in_function(b->k, la - 1, "do_syscall_64"));
	assert_false(kern_in_function(b->k, 0, "do_syscall_64"));
}

/* --- by ORC --------------------------------------------------------------- */

/* A module of the distribution's kind; its functions have no frame pointers. */
static struct kern_module *load_foreign(struct bench *b, const char *path)
{
	struct kern_module *mod;

	assert_int_equal(kern_elf_load(b->k, path, 0, &mod), 0);
	assert_true(mod->norc);
	mod->next = NULL;
	mod->state = KERN_MODULE_COMING;
	b->k->modules = mod;
	return mod;
}

static uint64_t symbol(const struct kern_module *mod, const char *name)
{
	for (size_t i = 0; i < mod->nsyms; i++)
		if (!strcmp(mod->sym[i].name, name))
			return mod->sym[i].la;
	fail_msg("no symbol %s", name);
	return 0;
}

/* null_rmw_init: call __fentry__; push %rbx; ... */
static void test_orc_counts_what_was_pushed(void **state)
{
	struct bench *b = *state;
	struct kern_module *mod =
		load_foreign(b, "tests/data/oops/ko/null_rmw.ko");
	uint64_t init = symbol(mod, "null_rmw_init");
	struct kern_unwind u = start(b, init + 5);

	assert_int_equal(u.ret_at, b->stack + 0x100);
	u = start(b, init + 6);
	assert_int_equal(u.ret_at, b->stack + 0x108);
	assert_int_equal(u.sp, b->stack + 0x110);
	assert_int_equal(u.bp, b->stack + 0x200);
	assert_false(u.error);
}

/* The end of a section may lie where the next one begins: entry "to" of the table is
 * made such an end, where entry "from" begins. */
static void end_section_there(struct bench *b, const struct kern_module *mod,
			      size_t from, size_t to)
{
	static const char undefined[6];
	int32_t relative;

	kern_peek(b->k, mod->orc_ip + 4 * from, &relative, sizeof(relative));
	relative += 4 * ((int32_t)from - (int32_t)to);
	kern_poke(b->k, mod->orc_ip + 4 * to, &relative, sizeof(relative));
	kern_poke(b->k, mod->orc + 6 * to, undefined, sizeof(undefined));
}

static void test_orc_of_a_section_goes_before_the_end_of_another(void **state)
{
	struct bench *b = *state;
	struct kern_module *mod =
		load_foreign(b, "tests/data/oops/ko/null_rmw.ko");
	uint64_t init = symbol(mod, "null_rmw_init");

	/* Whichever entry holds, it does not give way to the last one. */
	for (size_t i = 0; i + 1 < mod->norc; i++) {
		end_section_there(b, mod, i, mod->norc - 1);
		assert_int_equal(start(b, init + 6).ret_at, b->stack + 0x108);
	}
}

static void test_orc_tables_may_be_garbage(void **state)
{
	struct bench *b = *state;
	struct kern_module *mod =
		load_foreign(b, "tests/data/oops/ko/null_rmw.ko");
	uint64_t init = symbol(mod, "null_rmw_init");

	for (unsigned int byte = 0; byte < 256; byte++) {
		char fill[6];
		struct kern_unwind u;

		memset(fill, (int)byte, sizeof(fill));
		for (size_t i = 0; i < mod->norc; i++)
			kern_poke(b->k, mod->orc + 6 * i, fill, sizeof(fill));
		u = start(b, init + 6);
		for (int i = 0; i < 10; i++)
			kern_unwind_next(b->k, &u);
	}
}

#define unit(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(test_function_body_has_its_frame),
		unit(test_first_instruction_has_no_frame_yet),
		unit(test_second_instruction_has_pushed),
		unit(test_leaf_function_leaves_the_stack_alone),
		unit(test_null_call_has_just_pushed),
		unit(test_where_no_code_is_nothing_is_found),
		unit(test_steps_go_from_frame_to_frame),
		unit(test_return_address_belongs_to_the_call),
		unit(test_system_call_is_the_end),
		unit(test_lost_unwinder_does_not_find_the_user),
		unit(test_wild_frame_pointer_ends_it),
		unit(test_frame_that_is_its_own_caller),
		unit(test_trace_of_no_task_is_empty),
		unit(test_trace_begins_above_the_guard_page),
		unit(test_functions_are_known_by_name),
		unit(test_orc_counts_what_was_pushed),
		unit(test_orc_of_a_section_goes_before_the_end_of_another),
		unit(test_orc_tables_may_be_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
