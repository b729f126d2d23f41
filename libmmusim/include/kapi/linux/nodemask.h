/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * linux/nodemask.h - NUMA nodes, of which there is one.
 */
#ifndef _LINUX_NODEMASK_H
#define _LINUX_NODEMASK_H

#include <linux/numa.h>

extern unsigned int nr_node_ids;
#define num_online_nodes()   1
#define num_possible_nodes() 1
#define node_online(node)    ((node) == 0)

#endif
