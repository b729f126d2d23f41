/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jump_label.c - code that is changed while it runs: static keys, whose branches
 * are jumps or no-ops, and static calls, whose trampolines are jumps.
 *
 *   struct jump_entry { s32 code, target; s64 key; }   each counts from itself;
 *                        bit 0 of key: the branch is taken while the key is off
 *   struct static_key { int enabled; ... }
 *   struct static_call_key { void *func; ... }
 *
 * A module's entries are in its section __jump_table. The compiler wrote the code
 * for what the keys are at first; a key of another module may have changed.
 *
 * Calls in .static_call_sites stay calls of the trampoline, which Linux turns into
 * calls of what it jumps to.
 *
 * Reference: Linux 6.1, kernel/jump_label.c, kernel/static_call_inline.c,
 * arch/x86/kernel/jump_label.c, static_call.c.
 */
#include <errno.h>
#include <string.h>

#include "kernel/exports.h"
#include "kernel/image_bug.h"
#include "kernel/jump_label.h"
#include "native/native.h"

enum { ENTRY_SIZE = 16, SHORT = 2, LONG = 5, KEY_BITS = 3 };

/**
 * struct entry - a branch
 * @code, @target, @key: linear addresses
 * @inverted: it is taken while the key is off
 */
struct entry {
	uint64_t code, target, key;
	bool inverted;
};

static const unsigned char nop_short[SHORT] = {0x66, 0x90};
static const unsigned char nop_long[LONG] = {0x0f, 0x1f, 0x44, 0x00, 0x00};

static bool read_entry(struct kern *k, uint64_t la, struct entry *entry)
{
	uint64_t at = kern_host(k, la), key;
	struct {
		int32_t code, target;
		int64_t key;
	} raw;

	if (!kern_peek(k, la, &raw, sizeof(raw)))
		return false;
	entry->code = kern_lift(k, at + (uint64_t)(int64_t)raw.code);
	entry->target = kern_lift(k, at + 4 + (uint64_t)(int64_t)raw.target);
	key = at + 8 + (uint64_t)raw.key;
	entry->key = kern_lift(k, key & ~(uint64_t)KEY_BITS);
	entry->inverted = key & 1;
	return true;
}

/* A jump or no-op that can be told from what the compiler writes: its length,
 * or 0. */
static unsigned int branch_length(struct kern *k, uint64_t la)
{
	unsigned char code[LONG];

	if (!kern_peek(k, la, code, SHORT))
		return 0;
	if (code[0] == 0xeb || !memcmp(code, nop_short, SHORT))
		return SHORT;
	if (!kern_peek(k, la, code, LONG))
		return 0;
	if (code[0] == 0xe9 || !memcmp(code, nop_long, LONG))
		return LONG;
	return 0;
}

static void change_code(struct kern *k, uint64_t la, const void *code,
			size_t len)
{
	unsigned char now[LONG];

	if (kern_peek(k, la, now, len) && !memcmp(now, code, len))
		return;
	kern_poke(k, la, code, len);
	native_code_changed((const void *)(uintptr_t)kern_host(k, la), len);
}

static void make_jump(unsigned char code[LONG], unsigned int len, uint64_t from,
		      uint64_t to)
{
	int32_t offset = (int32_t)(to - (from + len));

	code[0] = len == SHORT ? 0xeb : 0xe9;
	memcpy(code + 1, &offset, len - 1);
}

static bool is_on(struct kern *k, uint64_t key)
{
	int32_t enabled = 0;

	kern_peek(k, key, &enabled, sizeof(enabled));
	return enabled > 0;
}

static void update(struct kern *k, const struct entry *entry)
{
	unsigned int len = branch_length(k, entry->code);
	unsigned char code[LONG];

	if (!len)
		return;
	if (is_on(k, entry->key) != entry->inverted)
		make_jump(code, len, entry->code, entry->target);
	else
		memcpy(code, len == SHORT ? nop_short : nop_long, len);
	change_code(k, entry->code, code, len);
}

/* Code that was freed with the init area has no entry any more. */
static bool is_code(const struct kern_module *mod, uint64_t la)
{
	const struct kern_layout *layout = &mod->core;

	if (!kern_layout_has(layout, la))
		layout = &mod->init;
	return kern_layout_has(layout, la) &&
	       la - layout->base < layout->end[KERN_TEXT];
}

void kern_jump_label_update(struct kern *k, const struct kern_module *mod,
			    uint64_t key)
{
	struct entry entry;

	for (uint64_t la = mod->jump_table.start;
	     la + ENTRY_SIZE <= mod->jump_table.end; la += ENTRY_SIZE)
		if (read_entry(k, la, &entry) && (!key || entry.key == key) &&
		    is_code(mod, entry.code))
			update(k, &entry);
}

bool kern_jump_label_check(struct kern *k, const struct kern_module *mod)
{
	struct entry entry;
	int64_t distance;

	for (uint64_t la = mod->jump_table.start;
	     la + ENTRY_SIZE <= mod->jump_table.end; la += ENTRY_SIZE) {
		unsigned int len;

		if (!read_entry(k, la, &entry) || !is_code(mod, entry.code) ||
		    !is_code(mod, entry.target))
			return false;
		len = branch_length(k, entry.code);
		distance = (int64_t)(entry.target - (entry.code + len));
		if (!len || (len == SHORT && distance != (int8_t)distance))
			return false;
	}
	return true;
}

/* --- keys ------------------------------------------------------------------- */

static void set_key(struct kern_call *call, int32_t value)
{
	struct kern *k = call->kern;
	uint64_t key = kern_call_la(call, call->arg[0]);
	bool was = is_on(k, key);

	if (kern_call_write(call, call->arg[0], &value, sizeof(value)) ||
	    was == (value > 0))
		return;
	for (struct kern_module *mod = k->modules; mod; mod = mod->next)
		kern_jump_label_update(k, mod, key);
}

/* int static_key_count(struct static_key *key) */
uint64_t kern_x_static_key_count(struct kern_call *call)
{
	int32_t enabled = 0;

	kern_call_read(call, &enabled, call->arg[0], sizeof(enabled));
	return (uint64_t)(int64_t)enabled;
}

/* void static_key_slow_inc(struct static_key *key) */
uint64_t kern_x_static_key_slow_inc(struct kern_call *call)
{
	int32_t enabled = (int32_t)kern_x_static_key_count(call);

	if (!call->fault)
		set_key(call, enabled + 1);
	return 0;
}

/* void static_key_slow_dec(struct static_key *key) */
uint64_t kern_x_static_key_slow_dec(struct kern_call *call)
{
	static const struct kern_warning underflow = {
		"kernel/jump_label.c:279", "static_key_dec_not_one", 0x2e};
	int32_t enabled = (int32_t)kern_x_static_key_count(call);

	if (call->fault)
		return 0;
	if (enabled > 0)
		set_key(call, enabled - 1);
	else
		kern_warn_once(call->kern, &underflow);
	return 0;
}

/* void static_key_enable(struct static_key *key) */
uint64_t kern_x_static_key_enable(struct kern_call *call)
{
	static const struct kern_warning counted = {
		"kernel/jump_label.c:200", "static_key_enable_cpuslocked",
		0x49};
	uint64_t enabled = kern_x_static_key_count(call);

	if (call->fault)
		return 0;
	if (!enabled)
		set_key(call, 1);
	else if (enabled != 1)
		kern_warn_once(call->kern, &counted);
	return 0;
}

/* void static_key_disable(struct static_key *key) */
uint64_t kern_x_static_key_disable(struct kern_call *call)
{
	static const struct kern_warning counted = {
		"kernel/jump_label.c:231", "static_key_disable_cpuslocked",
		0x6d};
	uint64_t enabled = kern_x_static_key_count(call);

	if (call->fault)
		return 0;
	if (enabled == 1)
		set_key(call, 0);
	else if (enabled)
		kern_warn_once(call->kern, &counted);
	return 0;
}

void kern_static_key_set(struct kern *k, uint64_t key, bool on)
{
	const int32_t value = on;

	kern_poke(k, key, &value, sizeof(value));
	kern_wrote(k, key, sizeof(value));
	for (struct kern_module *mod = k->modules; mod; mod = mod->next)
		kern_jump_label_update(k, mod, key);
}

/* --- static calls ------------------------------------------------------------- */

/* void __static_call_update(struct static_call_key *key, void *tramp,
 * void *func): NULL makes the call return at once */
uint64_t kern_x___static_call_update(struct kern_call *call)
{
	static const unsigned char nothing[LONG] = {0xc3, 0xcc, 0xcc, 0xcc,
						    0xcc};
	struct kern *k = call->kern;
	uint64_t tramp = kern_call_la(call, call->arg[1]);
	uint64_t func = kern_call_la(call, call->arg[2]);
	const struct kern_layout *layout;
	const struct kern_module *mod = kern_module_address(k, tramp, &layout);
	unsigned char code[LONG];

	if (kern_call_write(call, call->arg[0], &call->arg[2], 8) || !mod ||
	    !is_code(mod, tramp) || !is_code(mod, tramp + LONG - 1))
		return 0;
	memcpy(code, nothing, LONG);
	if (call->arg[2]) /* as pointers: they may be in two windows */
		make_jump(code, LONG, kern_host(k, tramp), kern_host(k, func));
	change_code(k, tramp, code, LONG);
	return 0;
}
