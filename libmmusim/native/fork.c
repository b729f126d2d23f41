/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fork.c - the locks of native/ while the process forks.
 *
 * A child has but one thread. A lock that another thread held would stay
 * locked there for ever, over data that are half changed; so the thread that
 * forks takes all of them before.
 */
#include "native/native.h"
#include "native/window.h"

static void prepare(void)
{
	native_lock_threads(true);
	native_lock_signals(true);
	native_lock_pins(true);
	native_lock_registry(true);
}

static void done(void)
{
	native_lock_registry(false);
	native_lock_pins(false);
	native_lock_signals(false);
	native_lock_threads(false);
}

unsigned int native_forks;

static void in_child(void)
{
	native_forks++;
	native_bury_threads();
	native_part_pins();
	done();
}

void native_watch_forks(void)
{
	static const struct cpu_fork_ops ops = {prepare, done, in_child};

	cpu_fork_set_native(&ops);
}
