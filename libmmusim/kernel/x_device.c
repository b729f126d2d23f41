/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_device.c - messages of drivers: "driver device: text".
 *
 *   struct device   00 kobj.name  50 init_name  60 bus  68 driver  2b0 class
 *
 * Of a driver, a bus and a class the name comes first. What is printed of a
 * device that is not one faults where the name is read.
 *
 * Reference: Linux 6.1, drivers/base/core.c, dev_driver_string(), dev_name(),
 * __dev_printk().
 */
#include <stdio.h>
#include <string.h>

#include "kernel/exports.h"
#include "kernel/format.h"
#include "kernel/kern.h"

enum { NAME_LEN = 64 };
enum {
	KOBJ_NAME = 0,
	INIT_NAME = 0x50,
	BUS = 0x60,
	DRIVER = 0x68,
	CLASS = 0x2b0,
};

/* The text that a pointer there leads to; "" for NULL. False: it faults. */
static bool text_at(struct kern_call *call, uint64_t at, char text[NAME_LEN])
{
	uint64_t ptr;

	text[0] = 0;
	if (kern_call_read(call, &ptr, at, sizeof(ptr)))
		return false;
	return !ptr || !kern_call_string(call, text, ptr, NAME_LEN);
}

/* dev_driver_string(): the first of these that there is. */
static bool driver_name(struct kern_call *call, uint64_t dev,
			char text[NAME_LEN])
{
	static const unsigned int member[] = {DRIVER, BUS, CLASS};
	uint64_t ptr;

	text[0] = 0;
	for (size_t i = 0; i < sizeof(member) / sizeof(member[0]); i++) {
		if (kern_call_read(call, &ptr, dev + member[i], sizeof(ptr)))
			return false;
		if (ptr)
			return text_at(call, ptr, text);
	}
	return true;
}

/* dev_name() */
static bool device_name(struct kern_call *call, uint64_t dev,
			char text[NAME_LEN])
{
	if (!text_at(call, dev + INIT_NAME, text))
		return false;
	return *text || text_at(call, dev + KOBJ_NAME, text);
}

/* (dev, format, ...), of which dev is argument at, and the format another one; what
 * comes first of all, and before the text. */
static uint64_t say_with(struct kern_call *call, const char *level,
			 unsigned int at, unsigned int format,
			 const char *first, const char *before)
{
	char driver[NAME_LEN], name[NAME_LEN];
	char text[KERN_LOG_LINE_MAX], line[KERN_LOG_LINE_MAX + 4 * NAME_LEN];
	uint64_t dev = call->arg[at];

	if (dev &&
	    (!driver_name(call, dev, driver) || !device_name(call, dev, name)))
		return 0;
	if (kern_call_format_with(call, format, format + 1, text,
				  sizeof(text)) < 0)
		return 0;
	if (dev)
		snprintf(line, sizeof(line), "%s%s%s %s: %s%s", level, first,
			 driver, name, before, text);
	else
		snprintf(line, sizeof(line), "%s%s(NULL device *): %s%s", level,
			 first, before, text);
	line[KERN_LOG_LINE_MAX - 1] = 0;
	kern_log_emit(call->kern, line);
	return 0;
}

/* The same, with the format behind dev. */
static uint64_t say(struct kern_call *call, const char *level, unsigned int at)
{
	return say_with(call, level, at, at + 1, "", "");
}

uint64_t kern_say_of_device(struct kern_call *call, const char *level,
			    unsigned int at, const char *first)
{
	return say_with(call, level, at, at + 1, first, "");
}

/* int dev_err_probe(const struct device *dev, int err, format, ...) */
uint64_t kern_x_dev_err_probe(struct kern_call *call)
{
	enum { EPROBE_DEFER = 517 };
	int err = (int)call->arg[1];
	char before[48];

	if (err != -EPROBE_DEFER) {
		const char *name = kern_errname(-err);

		if (name)
			snprintf(before, sizeof(before), "error %s: ", name);
		else
			snprintf(before, sizeof(before), "error %d: ", err);
		say_with(call, KERN_ERR, 0, 2, "", before);
	}
	return (uint64_t)(int64_t)err;
}

/* const char *dev_driver_string(const struct device *dev) */
uint64_t kern_x_dev_driver_string(struct kern_call *call)
{
	static const unsigned int member[] = {DRIVER, BUS, CLASS};
	uint64_t ptr, name;

	for (size_t i = 0; i < sizeof(member) / sizeof(member[0]); i++) {
		if (kern_call_read(call, &ptr, call->arg[0] + member[i],
				   sizeof(ptr)))
			return 0;
		if (ptr && !kern_call_read(call, &name, ptr, sizeof(name)))
			return name;
	}
	return kern_host(call->kern,
			 kern_image_symbol(call->kern, "empty_text", false));
}

/* void _dev_printk(const char *level, const struct device *dev, format, ...) */
uint64_t kern_x__dev_printk(struct kern_call *call)
{
	char level[8];

	if (kern_call_string(call, level, call->arg[0], sizeof(level)))
		return 0;
	return say(call, level, 1);
}

/* void _dev_info(const struct device *dev, format, ...) and its like */
#define LEVEL(name, level)                                  \
	uint64_t kern_x__dev_##name(struct kern_call *call) \
	{                                                   \
		return say(call, level, 0);                 \
	}

LEVEL(emerg, KERN_EMERG)
LEVEL(alert, KERN_ALERT)
LEVEL(crit, KERN_CRIT)
LEVEL(err, KERN_ERR)
LEVEL(warn, KERN_WARNING)
LEVEL(notice, KERN_NOTICE)
LEVEL(info, KERN_INFO)
