/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * irq_line.c - interrupt lines, seen from the library: which the kernel's own
 * drivers have, /proc/interrupts, and how a person raises one:
 *
 *   echo trigger > /sys/kernel/debug/irq/irqs/11
 *
 * as with Linux's CONFIG_GENERIC_IRQ_INJECTION. The lines themselves are in the
 * kernel image: kimage_irq.c. Behind those that have an owner there is no device;
 * they are taken so that modules get the answers that they get on a PC.
 *
 * Reference: Linux 6.1, kernel/irq/proc.c, kernel/irq/debugfs.c, manage.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/image_data.h"
#include "kernel/irq.h"
#include "kernel/text.h"
#include "kernel/warn.h"

enum { NAME_MAX_LEN = 64, MANY = 1000 };

static const struct {
	unsigned int irq, flags;
	const char *symbol; /* image_data.inc has the name */
} owners[] = {
	{0, 0x15a00, "irq_name_timer"},
	{1, KERN_IRQ_SHARED, "irq_name_i8042"},
	{4, 0, "irq_name_ttyS0"},
	{8, 0, "irq_name_rtc0"},
	{9, KERN_IRQ_SHARED, "irq_name_acpi"},
	{12, KERN_IRQ_SHARED, "irq_name_i8042"},
};

static uint64_t line_at(unsigned int irq)
{
	return KERN_IMAGE_START + KERN_IMAGE_DATA_OFFSET +
	       offsetof(struct image_data, irq) + irq * sizeof(struct irq_line);
}

void kern_irq_lines_init(struct kern *k)
{
	for (size_t i = 0; i < sizeof(owners) / sizeof(owners[0]); i++) {
		struct irq_line line = {.flags = owners[i].flags};
		uint64_t name = kern_host(
			k, kern_image_symbol(k, owners[i].symbol, false));

		line.owner = (const char *)(uintptr_t)name;
		kern_poke(k, line_at(owners[i].irq), &line, sizeof(line));
		kern_wrote(k, line_at(owners[i].irq), sizeof(line));
	}
}

static bool peek_line(struct kern *k, unsigned int irq, struct irq_line *line)
{
	return irq < KERN_IRQ_LINES &&
	       kern_peek(k, line_at(irq), line, sizeof(*line));
}

/* --- /proc/interrupts ----------------------------------------------------------------- */

/* A name in memory of a module's, which may be gone. */
static void add_name(struct kern *k, struct kern_text *t, const char *at)
{
	uint64_t la = kern_lift(k, (uint64_t)(uintptr_t)at);
	char name[NAME_MAX_LEN] = "";

	for (size_t i = 0; at && i < sizeof(name) - 1; i++)
		if (!kern_peek(k, la + i, &name[i], 1) || !name[i])
			break;
	kern_text_add(t, "%s", name);
}

static const char *chip_of(unsigned int irq)
{
	return irq == 2 ? "   XT-PIC" : "  IO-APIC";
}

static void show_line(struct kern *k, struct kern_text *t, unsigned int irq,
		      const struct irq_line *line)
{
	const struct irq_action *at = line->first;
	bool level = irq == 5 || (irq >= 9 && irq <= 11);
	struct irq_action action;
	const char *between = "";

	kern_text_add(t, "%3u: %10u %s", irq, line->count, chip_of(irq));
	if (irq == 2)
		kern_text_add(t, "%9s", "");
	else
		kern_text_add(t, "%4u-%-8s", irq ? irq : 2,
			      level ? "fasteoi" : "edge");
	kern_text_add(t, "  ");
	if (line->owner) {
		add_name(k, t, line->owner);
		between = ", ";
	}
	for (int i = 0; at && i < MANY; i++, at = action.next) {
		if (!kern_peek(k, kern_lift(k, (uint64_t)(uintptr_t)at),
			       &action, sizeof(action)))
			break;
		kern_text_add(t, "%s", between);
		add_name(k, t, action.name);
		between = ", ";
	}
	kern_text_add(t, "\n");
}

void kern_show_irq_lines(struct kern *k, struct kern_text *t)
{
	struct irq_line line;

	for (unsigned int irq = 0; irq < KERN_IRQ_LINES; irq++)
		if (peek_line(k, irq, &line) && (line.first || line.owner))
			show_line(k, t, irq, &line);
}

/* --- raising one ------------------------------------------------------------------------ */

bool kern_irq_of_file(const char *path, unsigned int *irq)
{
	char *end;

	if (strncmp(path, KERN_IRQ_FOLDER, strlen(KERN_IRQ_FOLDER)))
		return false;
	path += strlen(KERN_IRQ_FOLDER);
	*irq = (unsigned int)strtoul(path, &end, 10);
	return end != path && !*end && *irq < KERN_IRQ_LINES;
}

bool kern_irq_requested(struct kern *k, unsigned int irq)
{
	struct irq_line line;

	return peek_line(k, irq, &line) && line.first;
}

int kern_irq_raise(struct kern *k, unsigned int irq)
{
	if (!kern_irq_requested(k, irq))
		return -EINVAL;
	if (kern_irq_prepare(k))
		return -ENOMEM;
	k->irq->raised |= 1u << irq;
	return 0;
}

void kern_irq_show_file(struct kern *k, unsigned int irq, struct kern_text *t)
{
	struct irq_line line;

	if (!peek_line(k, irq, &line))
		return;
	kern_text_add(t, "handler:  %s\n",
		      irq == 5 || (irq >= 9 && irq <= 11) ?
			      "handle_fasteoi_irq" :
			      "handle_edge_irq");
	kern_text_add(t, "ddepth:   %u\n", line.depth);
	kern_text_add(t, "pending:  %u\n", line.pending);
	kern_text_add(t, "count:    %u\n", line.count);
}

/* --- what kimage_irq.c has to say ---------------------------------------------------------- */

uint64_t kern_e_irq_mismatch(struct kern_call *call)
{
	char name[NAME_MAX_LEN], old[NAME_MAX_LEN];

	if (kern_call_string(call, name, call->arg[2], sizeof(name)) ||
	    kern_call_string(call, old, call->arg[4], sizeof(old)))
		return 0;
	kern_printk(call->kern,
		    KERN_ERR "genirq: Flags mismatch irq %u. %08x (%s) vs. "
			     "%08x (%s)\n",
		    (unsigned int)call->arg[0], (unsigned int)call->arg[1],
		    name, (unsigned int)call->arg[3], old);
	return 0;
}

uint64_t kern_e_irq_needs_oneshot(struct kern_call *call)
{
	char name[NAME_MAX_LEN];

	if (kern_call_string(call, name, call->arg[1], sizeof(name)))
		return 0;
	kern_printk(call->kern,
		    KERN_ERR "genirq: Threaded irq requested with handler=NULL "
			     "and !ONESHOT for %s (irq %u)\n",
		    name, (unsigned int)call->arg[0]);
	return 0;
}

uint64_t kern_e_irq_not_there(struct kern_call *call)
{
	static const struct kern_warning free = {"kernel/irq/manage.c:1887",
						 "free_irq", 0x1d3};

	kern_warning(call->kern, &free, "Trying to free already-free IRQ %u\n",
		     (unsigned int)call->arg[0]);
	return 0;
}

uint64_t kern_e_irq_unbalanced(struct kern_call *call)
{
	static const struct kern_warning unbalanced = {
		"kernel/irq/manage.c:781", "__enable_irq", 0x37};

	kern_warning(call->kern, &unbalanced, "Unbalanced enable for IRQ %u\n",
		     (unsigned int)call->arg[0]);
	return 0;
}

/* One that came while its line was off. */
uint64_t kern_e_irq_resend(struct kern_call *call)
{
	kern_irq_raise(call->kern, (unsigned int)call->arg[0]);
	return 0;
}
