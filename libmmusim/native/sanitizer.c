/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sanitizer.c - see sanitizer.h. */
#include "native/sanitizer.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif

#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

void native_note_exception_stack(struct stack_note *note,
				 const struct native_thread *thread)
{
	__sanitizer_start_switch_fiber(&note->fake, thread->stack,
				       NATIVE_STACK_SIZE);
	__sanitizer_finish_switch_fiber(NULL, &note->bottom, &note->size);
}

void native_note_old_stack(const struct stack_note *note)
{
	__sanitizer_start_switch_fiber(NULL, note->bottom, note->size);
	__sanitizer_finish_switch_fiber(note->fake, NULL, NULL);
}

void native_note_leaving(void **fake, const void *bottom, size_t size)
{
	__sanitizer_start_switch_fiber(fake, bottom, size);
}

void native_note_arrival(void *fake, struct stack_note *from)
{
	__sanitizer_finish_switch_fiber(fake, from ? &from->bottom : NULL,
					from ? &from->size : NULL);
}

/*
 * longjmp() made the frames that it left on the exception stack free for use,
 * but not those below sp that had called what faulted.
 */
void native_note_jump(const struct native_thread *thread, const void *sp)
{
	enum { FRAMES = 256 << 10 };
	size_t size = (uintptr_t)sp - (uintptr_t)thread->own_stack;

	if (!thread->own_stack || size > thread->own_stack_size)
		return;
	if (size > FRAMES)
		size = FRAMES;
	__sanitizer_start_switch_fiber(NULL, thread->own_stack,
				       thread->own_stack_size);
	__sanitizer_finish_switch_fiber(NULL, NULL, NULL);
	__asan_unpoison_memory_region((const char *)sp - size, size);
}
#else
void native_note_exception_stack(struct stack_note *note,
				 const struct native_thread *thread)
{
	(void)note;
	(void)thread;
}

void native_note_old_stack(const struct stack_note *note)
{
	(void)note;
}

void native_note_leaving(void **fake, const void *bottom, size_t size)
{
	(void)fake;
	(void)bottom;
	(void)size;
}

void native_note_arrival(void *fake, struct stack_note *from)
{
	(void)fake;
	(void)from;
}

void native_note_jump(const struct native_thread *thread, const void *sp)
{
	(void)thread;
	(void)sp;
}
#endif
