/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kprobe.c - a module has a function called when an instruction is reached.
 *
 *   register_kprobe()        INT3 replaces the first byte of the instruction
 *   #BP -> kern_kprobe_hit() pre_handler(p, regs), below the stack that is there
 *                            the instruction: in its slot, or performed
 *   slot:  insn | INT3       post_handler(p, regs, 0), and on behind it
 *
 * A probe at a function's entry calls its handlers as ftrace would: as a part of
 * the function, and not of an exception.
 *
 * What the library does by itself is no code that anybody could reach: it can be
 * probed at the entry of what modules call, such as hrtimer_start(). Functions of
 * Linux that are not there are not found (-ENOENT).
 *
 * Simplified: code that a jump label may change can be probed.
 *
 * Reference: Linux 6.1, kernel/kprobes.c, arch/x86/kernel/kprobes/core.c, ftrace.c.
 */
#include <errno.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/kprobe_state.h"
#include "kernel/module.h"
#include "kernel/warn.h"
#include "native/native.h"

static struct kern_kprobes *make_kprobes(struct kern *k)
{
	struct kern_kprobes *all = k->kprobes;

	if (all)
		return all;
	all = pool_zalloc(k->pool, sizeof(*all));
	if (!all)
		return NULL;
	LIST_INIT(&all->places);
	TAILQ_INIT(&all->probes);
	all->slots = kern_vmalloc(k, KERN_PAGE, KERN_AREA_MODULE,
				  KERN_PAGE_KERNEL_ROX);
	if (!all->slots) {
		pool_free(k->pool, all);
		return NULL;
	}
	k->kprobes = all;
	return all;
}

struct place *kern_kprobe_place(struct kern *k, uint64_t la)
{
	struct place *place;

	if (!k->kprobes)
		return NULL;
	LIST_FOREACH(place, &k->kprobes->places, all)
	if (place->la == la)
		return place;
	return NULL;
}

bool kern_was_probed(struct kern *k, uint64_t la)
{
	return kern_kprobe_place(k, la);
}

static struct kprobe *kprobe_at(struct kern *k, uint64_t ptr)
{
	struct kprobe *p;

	if (!k->kprobes)
		return NULL;
	TAILQ_FOREACH(p, &k->kprobes->probes, all)
	if (p->ptr == ptr)
		return p;
	return NULL;
}

static void change_code(struct kern *k, uint64_t la, const void *code,
			size_t len)
{
	kern_poke(k, la, code, len);
	native_code_changed((const void *)(uintptr_t)kern_host(k, la), len);
}

void kern_kprobe_original(struct kern *k, uint64_t la, unsigned char *code,
			  size_t len)
{
	const struct place *place;

	if (!k->kprobes)
		return;
	LIST_FOREACH(place, &k->kprobes->places, all)
	if (place->la - la < len)
		code[place->la - la] = place->byte;
}

/* --- where? --------------------------------------------------------------------------- */

/* Code that what a kprobe needs goes through itself. */
static bool is_blacklisted(const char *name)
{
	static const char *const prefixes[] = {
		"entry_SYSCALL", "do_syscall_64", "asm_",    "exc_",
		"kprobe_",	 "do_int3",	  "__x86_",  "__fentry__",
		"native_safe",	 "ftrace_regs",	  "sysvec_", "do_idle",
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

/* "NAME", or "MODULE:NAME". Linear address, or 0. */
static uint64_t find_symbol(struct kern *k, const char *name)
{
	const char *colon = strchr(name, ':');
	size_t len = colon ? (size_t)(colon - name) : 0;
	uint64_t la = colon ? 0 : kern_image_symbol(k, name, false);

	for (struct kern_module *mod = kern_module_formed(k->modules);
	     mod && !la; mod = kern_module_formed(mod->next)) {
		if (colon && (strncmp(mod->name, name, len) || mod->name[len]))
			continue;
		for (size_t i = 0; i < mod->nsyms && !la; i++)
			if (!strcmp(mod->sym[i].name, colon ? colon + 1 : name))
				la = mod->sym[i].la;
	}
	return la;
}

/* _kprobe_addr(): 0; -EINVAL, -ENOENT, -EFAULT after kern_call_fault(). */
static int find_address(struct kern_call *call, uint64_t *la)
{
	uint64_t ptr = call->arg[0], addr, symbol;
	char name[KERN_SYMBOL_LEN];
	struct kern_sym sym;
	uint32_t offset;

	if (kern_call_read(call, &addr, ptr + KPROBE_ADDR, 8) ||
	    kern_call_read(call, &symbol, ptr + KPROBE_SYMBOL, 8) ||
	    kern_call_read(call, &offset, ptr + KPROBE_OFFSET, 4))
		return -EFAULT;
	if (!addr == !symbol)
		return -EINVAL;
	*la = kern_call_la(call, addr);
	if (symbol) {
		if (kern_call_string(call, name, symbol, sizeof(name)))
			return -EFAULT;
		*la = find_symbol(call->kern, name);
		if (!*la)
			return -ENOENT;
	}
	*la += offset;
	return kern_lookup(call->kern, *la, &sym) ? 0 : -ENOENT;
}

/* can_probe(): does an instruction begin there? */
static bool is_instruction(struct kern *k, const struct kern_sym *sym,
			   uint64_t la)
{
	uint64_t at = sym->start;

	while (at < la) {
		unsigned int len = native_insn_length(k->cpu, kern_host(k, at));

		if (!len)
			return false;
		at += len;
	}
	return at == la;
}

/* Functions of the image have no call of __fentry__, which is 5 bytes long. */
static bool is_in_fentry(const struct kern_sym *sym, uint64_t la)
{
	return !*sym->module && la != sym->start && la < sym->start + 5;
}

/* HLT stands for the instruction, which cannot be moved. */
static bool is_patched(struct kern *k, uint64_t la, unsigned int len)
{
	unsigned char code[NATIVE_PROBE_SLOT], now[NATIVE_PROBE_SLOT];

	if (!kern_peek(k, la, now, len))
		return true;
	memcpy(code, now, len);
	kern_original_code(k, la, code, len);
	return memcmp(code, now, len);
}

/* check_kprobe_address_safe() */
static int check_address(struct kern *k, uint64_t la, struct kern_sym *sym)
{
	const struct kern_layout *layout;
	const struct kern_module *mod = kern_module_address(k, la, &layout);

	if (!kern_text_address(k, la) || !kern_lookup(k, la, sym) ||
	    sym->data || is_blacklisted(sym->name))
		return -EINVAL;
	if (mod && mod->state == KERN_MODULE_GOING)
		return -ENOENT;
	return 0;
}

/* --- setting and removing ---------------------------------------------------------- */

static int take_slot(struct kern_kprobes *all, unsigned int *slot)
{
	for (*slot = 0; *slot < SLOTS; ++*slot)
		if (!all->used[*slot]) {
			all->used[*slot] = true;
			return 0;
		}
	return -ENOMEM;
}

static void free_place(struct kern *k, struct place *place)
{
	LIST_REMOVE(place, all);
	k->kprobes->used[place->slot] = false;
	pool_free(k->pool, place);
}

/* The copy is ready before the breakpoint is. */
static int arm(struct kern *k, struct place *place)
{
	static const unsigned char int3 = NATIVE_PROBE_INT3;
	uint64_t slot = kern_kprobe_slot(k->kprobes, place->slot);
	int err = native_probe_prepare(k->cpu, kern_host(k, place->la),
				       kern_host(k, slot), &place->probe);

	if (!err && is_patched(k, place->la, place->probe.len))
		err = -EOPNOTSUPP;
	if (err)
		return err;
	if (place->probe.step == NATIVE_PROBE_COPY)
		change_code(k, slot, place->probe.copy, NATIVE_PROBE_SLOT);
	kern_peek(k, place->la, &place->byte, 1);
	change_code(k, place->la, &int3, 1);
	return 0;
}

static int make_place(struct kern *k, uint64_t la, struct place **made)
{
	struct kern_kprobes *all = make_kprobes(k);
	struct place *place;
	struct kern_sym sym;
	int err = check_address(k, la, &sym);

	if (err)
		return err;
	if (is_in_fentry(&sym, la) || !is_instruction(k, &sym, la))
		return -EILSEQ;
	place = all ? pool_zalloc(k->pool, sizeof(*place)) : NULL;
	if (!place || take_slot(all, &place->slot)) {
		pool_free(k->pool, place);
		return -ENOMEM;
	}
	place->la = la;
	place->entry = la == sym.start;
	err = arm(k, place);
	LIST_INSERT_HEAD(&all->places, place, all);
	if (err)
		free_place(k, place);
	else
		*made = place;
	return err;
}

/* What the module may look at. */
static void publish(struct kern_call *call, const struct place *place)
{
	uint64_t ptr = call->arg[0], zero = 0;
	uint64_t addr = kern_call_ptr(call, place->la);
	uint64_t slot =
		place->entry ?
			0 :
			kern_call_ptr(call,
				      kern_kprobe_slot(call->kern->kprobes,
						       place->slot));
	uint32_t flags = 0;

	kern_call_read(call, &flags, ptr + KPROBE_FLAGS, sizeof(flags));
	flags = (flags & FLAG_DISABLED) | (place->entry ? FLAG_FTRACE : 0);
	kern_call_write(call, ptr + KPROBE_NMISSED, &zero, 8);
	kern_call_write(call, ptr + KPROBE_ADDR, &addr, 8);
	kern_call_write(call, ptr + KPROBE_OPCODE, &place->byte, 1);
	kern_call_write(call, ptr + KPROBE_INSN, &slot, 8);
	kern_call_write(call, ptr + KPROBE_FLAGS, &flags, sizeof(flags));
}

/* kprobe_on_func_entry() of a kretprobe, and that it is not registered yet. */
uint64_t kern_e_kprobe_on_func_entry(struct kern_call *call)
{
	static const struct kern_warning again = {
		"kernel/kprobes.c:1532", "register_kretprobe.part.0", 0x1db};
	struct kern_sym sym;
	uint64_t la;
	int err = find_address(call, &la);

	if (err)
		return (uint64_t)(int64_t)err;
	if (!kern_lookup(call->kern, la, &sym) || sym.start != la)
		return (uint64_t)-EINVAL;
	if (!kprobe_at(call->kern, call->arg[0]))
		return 0;
	kern_warning_once(call->kern, &again, NULL);
	return (uint64_t)-EINVAL;
}

/* The handler of a kretprobe runs from now on, or no more. */
uint64_t kern_e_kprobe_busy(struct kern_call *call)
{
	if (call->kern->kprobes)
		call->kern->kprobes->running = (bool)call->arg[0];
	return 0;
}

static int do_register(struct kern_call *call)
{
	static const struct kern_warning again = {"kernel/kprobes.c:1532",
						  "register_kprobe", 0x47f};
	struct kern *k = call->kern;
	struct place *place;
	struct kprobe *p;
	uint64_t la;
	int err = find_address(call, &la);

	if (err)
		return err;
	if (kprobe_at(k, call->arg[0])) {
		kern_warning_once(k, &again, NULL);
		return -EINVAL;
	}
	place = kern_kprobe_place(k, la);
	err = place ? 0 : make_place(k, la, &place);
	if (err)
		return err;
	p = pool_zalloc(k->pool, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->number = ++k->kprobes->registered;
	p->ptr = call->arg[0];
	p->place = place;
	TAILQ_INSERT_TAIL(&k->kprobes->probes, p, all);
	publish(call, place);
	return 0;
}

/* int register_kprobe(struct kprobe *p) */
uint64_t kern_x_register_kprobe(struct kern_call *call)
{
	return (uint64_t)(int64_t)do_register(call);
}

static bool is_used(struct kern *k, const struct place *place)
{
	const struct kprobe *p;

	TAILQ_FOREACH(p, &k->kprobes->probes, all)
	if (p->place == place)
		return true;
	return false;
}

static void do_unregister(struct kern *k, struct kprobe *p)
{
	struct place *place = p->place;

	TAILQ_REMOVE(&k->kprobes->probes, p, all);
	pool_free(k->pool, p);
	if (!place || is_used(k, place))
		return;
	change_code(k, place->la, &place->byte, 1);
	free_place(k, place);
}

/* void unregister_kprobe(struct kprobe *p): of one that is none, nothing */
uint64_t kern_x_unregister_kprobe(struct kern_call *call)
{
	struct kprobe *p = kprobe_at(call->kern, call->arg[0]);
	const uint64_t zero = 0;

	if (!p) {
		kern_call_write(call, call->arg[0] + KPROBE_ADDR, &zero, 8);
		return 0;
	}
	do_unregister(call->kern, p);
	return 0;
}

/* int enable_kprobe(struct kprobe *p), disable_kprobe(): it stays registered */
static uint64_t set_disabled(struct kern_call *call, bool disabled)
{
	const struct kprobe *p = kprobe_at(call->kern, call->arg[0]);
	uint64_t at = call->arg[0] + KPROBE_FLAGS;
	uint32_t flags;

	if (!p || !p->place || kern_call_read(call, &flags, at, sizeof(flags)))
		return (uint64_t)-EINVAL;
	flags = disabled ? flags | FLAG_DISABLED :
			   flags & ~(uint32_t)FLAG_DISABLED;
	kern_call_write(call, at, &flags, sizeof(flags));
	return 0;
}

uint64_t kern_x_enable_kprobe(struct kern_call *call)
{
	return set_disabled(call, false);
}

uint64_t kern_x_disable_kprobe(struct kern_call *call)
{
	return set_disabled(call, true);
}

static void kill_kprobe(struct kern *k, struct kprobe *p)
{
	uint64_t at = kern_lift(k, p->ptr) + KPROBE_FLAGS;
	uint32_t flags;

	p->place = NULL;
	if (!kern_peek(k, at, &flags, sizeof(flags)))
		return;
	flags |= FLAG_GONE;
	kern_poke(k, at, &flags, sizeof(flags));
}

void kern_kprobes_gone(struct kern *k, const struct kern_layout *code)
{
	struct place *place, *next;
	struct kprobe *p;

	if (!k->kprobes)
		return;
	for (place = LIST_FIRST(&k->kprobes->places); place; place = next) {
		next = LIST_NEXT(place, all);
		if (!kern_layout_has(code, place->la))
			continue;
		TAILQ_FOREACH(p, &k->kprobes->probes, all)
		if (p->place == place)
			kill_kprobe(k, p);
		free_place(k, place);
	}
}
