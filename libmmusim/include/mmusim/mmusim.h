/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmusim.h - everything that libmmusim offers, layer by layer. */
#ifndef MMUSIM_MMUSIM_H
#define MMUSIM_MMUSIM_H

#include <mmusim/api.h>
#include <mmusim/x86.h>
#include <mmusim/machine.h>
#include <mmusim/cpu.h>
#include <mmusim/window.h>
#include <mmusim/kern.h>
#include <mmusim/kern_mm.h>
#include <mmusim/kern_reclaim.h>
#include <mmusim/kern_swap.h>
#include <mmusim/kern_trace.h>
#include <mmusim/kern_workingset.h>
#include <mmusim/kern_uaccess.h>
#include <mmusim/kern_oom.h>
#include <mmusim/kern_sysctl.h>
#include <mmusim/kern_fault_inject.h>
#include <mmusim/kern_task.h>
#include <mmusim/kern_explore.h>
#include <mmusim/snapshot.h>
#include <mmusim/try.h>
#include <mmusim/space.h>
#include <mmusim/picture.h>
#include <mmusim/explain.h>
#include <mmusim/debuginfo.h>

#endif
