/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module.c - the life of a module, from finit_module() on; module_unload.c has its
 * end.
 *
 *   __do_sys_finit_module -> [load_module] -> do_init_module
 *     -> [prepare_init] -> do_one_initcall -> init function -> [finish_init]
 *
 * What stands in brackets is the library's, here; the rest runs as simulated
 * code (image.S). A module whose init oopsed stays as it was: Loading, in use.
 *
 * Reference: Linux 6.1, kernel/module/main.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/gfp.h"
#include "kernel/gdb_jit.h"
#include "kernel/irq.h"
#include "kernel/kprobe.h"
#include "kernel/mm.h"
#include "kernel/modfile.h"
#include "kernel/params.h"
#include "kernel/module.h"
#include "kernel/reclaim.h"
#include "kernel/sim.h"
#include "kernel/task.h"
#include "kernel/uaccess.h"

#define FREE_INIT_SIZE 40
#define WORKER_PID     17
#define LIST_POISON1   0xdead000000000100ull

void kern_layout_free(struct kern *k, struct kern_layout *layout)
{
	kern_kprobes_gone(k, layout);
	if (layout->base)
		kern_vfree(k, layout->base);
	layout->base = 0;
	layout->size = 0;
}

void kern_module_unuse(struct kern *k, struct kern_module *mod)
{
	for (size_t i = 0; i < mod->nuses; i++) {
		mod->uses[i]->refcount--;
		kern_module_publish(k, mod->uses[i]);
	}
	mod->nuses = 0;
}

void kern_module_free(struct kern *k, struct kern_module *mod)
{
	if (!mod)
		return;
	kern_jit_forget(k, mod);
	kern_srcu_module_going(k, mod);
	kern_module_unuse(k, mod);
	kern_params_end(k, mod);
	kern_module_unpublish(k, mod);
	kern_percpu_free(k, mod->percpu);
	kern_layout_free(k, &mod->core);
	kern_layout_free(k, &mod->init);
	pool_free(k->pool, mod->uses);
	pool_free(k->pool, mod->patches);
	for (size_t i = 0; i < mod->nsections; i++)
		pool_free(k->pool, mod->section[i].name);
	pool_free(k->pool, mod->section);
	pool_free(k->pool, mod->version);
	pool_free(k->pool, mod->srcversion);
	pool_free(k->pool, mod->path);
	pool_free(k->pool, mod->sym);
	pool_free(k->pool, mod->names);
	pool_free(k->pool, mod);
}

void kern_layout_protect(struct kern *k, const struct kern_layout *layout,
			 bool init_done)
{
	const uint64_t rights[KERN_NPARTS] = {
		[KERN_TEXT] = KERN_PAGE_KERNEL_ROX,
		[KERN_RODATA] = KERN_PAGE_KERNEL_RO,
		[KERN_RO_AFTER_INIT] = init_done ? KERN_PAGE_KERNEL_RO :
						   KERN_PAGE_KERNEL,
		[KERN_DATA] = KERN_PAGE_KERNEL,
	};
	uint64_t start = 0;

	for (int part = 0; part < KERN_NPARTS; part++) {
		if (layout->end[part] > start)
			kern_set_memory(k, layout->base + start,
					(layout->end[part] - start) / KERN_PAGE,
					rights[part]);
		start = layout->end[part];
	}
}

/* --- finding -------------------------------------------------------------- */

struct kern_module *kern_module_formed(struct kern_module *mod)
{
	while (mod && mod->state == KERN_MODULE_UNFORMED)
		mod = mod->next;
	return mod;
}

struct kern_module *kern_find_module_all(struct kern *k, const char *name)
{
	struct kern_module *mod = k->modules;

	while (mod && strcmp(mod->name, name))
		mod = mod->next;
	return mod;
}

struct kern_module *kern_find_module(struct kern *k, const char *name)
{
	struct kern_module *mod = kern_find_module_all(k, name);

	return mod && mod->state != KERN_MODULE_UNFORMED ? mod : NULL;
}

/*
 * The module whose struct module the image passed. Simulated code may have
 * spoilt the pointer, on the stack or in a register; then the image faults as
 * it would by following it: where it points to, or, when something is there,
 * at what a list entry that was deleted holds.
 */
struct kern_module *kern_passed_module(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t la = kern_lift(k, call->arg[0]), word;
	struct kern_module *mod = k->modules;

	while (mod && mod->this_module != la)
		mod = mod->next;
	if (!mod && !kern_call_read(call, &word, call->arg[0], sizeof(word)))
		kern_call_fault(call, LIST_POISON1, false);
	return mod;
}

struct kern_module *kern_module_running(struct kern *k, uint64_t la,
					const struct kern_layout **layout)
{
	for (struct kern_module *mod = k->modules; mod; mod = mod->next) {
		*layout = &mod->init;
		if (kern_layout_has(&mod->init, la))
			return mod;
		*layout = &mod->core;
		if (kern_layout_has(&mod->core, la))
			return mod;
	}
	return NULL;
}

struct kern_module *kern_module_address(struct kern *k, uint64_t la,
					const struct kern_layout **layout)
{
	struct kern_module *mod = kern_module_running(k, la, layout);

	return mod && mod->state != KERN_MODULE_UNFORMED ? mod : NULL;
}

/* --- the list ------------------------------------------------------------- */

const char *kern_module_flags(const struct kern_module *mod, char buf[32])
{
	char letters[24];
	const char *state = mod->state == KERN_MODULE_COMING ? "+" :
			    mod->state == KERN_MODULE_GOING  ? "-" :
							       "";

	kern_taint_letters(mod->taints, letters);
	buf[0] = 0;
	if (letters[0] || state[0])
		snprintf(buf, 32, "(%s%s)", letters, state);
	return buf;
}

void kern_module_unlink(struct kern *k, const struct kern_module *mod)
{
	struct kern_module **link = &k->modules;

	while (*link != mod)
		link = &(*link)->next;
	*link = mod->next;
}

/* --- loading -------------------------------------------------------------- */

static const char *task_file(const struct kern_task *task, uint64_t fd)
{
	if (fd - KERN_FIRST_FILE >= KERN_NFILES)
		return NULL;
	return task->file[fd - KERN_FIRST_FILE];
}

/* Returns the host pointer of the struct module, or a negative errno. */
uint64_t kern_e_load_module(struct kern_call *call)
{
	struct kern *k = call->kern;
	const char *path = task_file(k->current, KERN_USER_REGISTER(k, di));
	char params[1024];
	struct kern_module *mod;
	int err;

	if (!path)
		return (uint64_t)-EBADF;
	if (!kern_user_string(k, KERN_USER_REGISTER(k, si), params,
			      sizeof(params)))
		return (uint64_t)-EFAULT;
	err = kern_elf_load(k, path, (unsigned int)KERN_USER_REGISTER(k, dx),
			    &mod);
	if (err)
		return (uint64_t)err;
	err = kern_srcu_module_coming(k, mod);
	if (!err)
		err = kern_params_begin(k, mod, params);
	if (err) {
		kern_module_free(k, mod);
		return (uint64_t)err;
	}
	mod->state = KERN_MODULE_COMING;
	mod->refcount = 1;
	mod->next = k->modules;
	k->modules = mod;
	kern_module_publish(k, mod);
	return kern_host(k, mod->this_module);
}

/* refuse_module(module, errno): a notifier, or a parameter, does not want it. */
uint64_t kern_e_refuse_module(struct kern_call *call)
{
	struct kern_module *mod = kern_passed_module(call);

	if (!mod)
		return 0;
	if (mod->state == KERN_MODULE_LIVE) /* it spoilt our registers */
		return kern_call_fault(call, LIST_POISON1, false);
	kern_module_unlink(call->kern, mod);
	kern_module_free(call->kern, mod);
	return (uint64_t)(int64_t)(int)call->arg[1];
}

uint64_t kern_e_prepare_init(struct kern_call *call)
{
	struct kern_module *mod = kern_passed_module(call);

	if (!mod)
		return 0;
	mod->free_init =
		kern_kmalloc(call->kern, FREE_INIT_SIZE, KERN_GFP_KERNEL);
	return mod->free_init ? mod->init_fn : 0;
}

/*
 * Linux frees the init area when no CPU can be in it any more: a worker does,
 * who learns of it by an object that was allocated before the module began.
 * Simplified: the area itself is freed at once.
 */
static void queue_free_init(struct kern *k, struct kern_module *mod)
{
	uint64_t *grown = pool_realloc(k->pool, k->free_init,
				       (k->nfree_init + 1) * sizeof(grown[0]));

	if (!grown) { /* Simplified: ours needs memory for the queue */
		kern_kfree(k, mod->free_init);
		mod->free_init = 0;
		return;
	}
	k->free_init = grown;
	k->free_init[k->nfree_init++] = mod->free_init;
	mod->free_init = 0;
}

/* Threads of modules, and interrupts that are due. */
static void run_threads(struct kern *k)
{
	struct kern_mm *mm = k->mms->current;
	uint64_t cr3 = mmu_cr3(k->cpu);

	if (k->panicked || k->current || k->sched->running || !k->irq->idle)
		return;
	kern_run_threads(k, NULL);
	k->mms->current = mm;
	mmu_set_cr3(k->cpu, cr3);
}

/* do_free_init(), by a thread of the kernel's. */
void kern_idle(struct kern *k)
{
	kern_kswapd(k);
	run_threads(k);
	struct kern_task worker = {.pid = WORKER_PID,
				   .comm = "kworker/0:1",
				   .work = "events do_free_init"};
	struct kern_task *current = k->current;

	if (k->panicked)
		return;
	k->current = &worker;
	for (size_t i = 0; i < k->nfree_init; i++)
		kern_kfree(k, k->free_init[i]);
	pool_free(k->pool, k->free_init);
	k->free_init = NULL;
	k->nfree_init = 0;
	k->current = current;
}

static void warn_result(struct kern *k, const struct kern_module *mod,
			int result)
{
	kern_printk(k,
		    KERN_WARNING
		    "do_init_module: '%s'->init suspiciously returned "
		    "%d, it should follow 0/-E convention\n"
		    "do_init_module: loading module anyway...\n",
		    mod->name, result);
	kern_dump_stack(k);
}

void kern_module_put(struct kern *k, struct kern_module *mod)
{
	if (mod->refcount >= 0) {
		mod->refcount--;
		return;
	}
	kern_cut_here(k);
	kern_warn_in(k, "kernel/module/main.c:857", "module_put", 0x8b);
}

void kern_module_going(struct kern *k, struct kern_module *mod)
{
	mod->state = KERN_MODULE_GOING;
	kern_module_publish(k, mod);
}

/* do_init_module() after the init function returned: 0; or a negative errno, and
 * the module goes. */
uint64_t kern_e_finish_init(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_module *mod = kern_passed_module(call);
	int result = (int)call->arg[1];

	if (!mod || mod->state != KERN_MODULE_COMING)
		return 0;
	if (!mod->free_init) /* then init did not run */
		result = -ENOMEM;
	if (result < 0) {
		kern_kfree(k, mod->free_init);
		kern_module_put(k, mod);
		kern_module_going(k, mod);
		return (uint64_t)(int64_t)result;
	}
	if (result > 0)
		warn_result(k, mod, result);
	mod->state = KERN_MODULE_LIVE;
	kern_module_publish(k, mod);
	return 0;
}

/* All have heard of it: what only its init function needs goes. */
uint64_t kern_e_trim_init(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_module *mod = kern_passed_module(call);

	if (!mod || mod->state != KERN_MODULE_LIVE || !mod->free_init)
		return 0;
	kern_module_put(k, mod);
	kern_layout_free(k, &mod->init);
	queue_free_init(k, mod);
	kern_module_publish(k, mod);
	kern_layout_protect(k, &mod->core, true);
	return 0;
}
