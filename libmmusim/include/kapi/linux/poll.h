/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for files: the poll() of a file says what can be done with it now, and
 * where to wait for more.
 */
#ifndef _LINUX_POLL_H
#define _LINUX_POLL_H

#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#define EPOLLIN	    ((__force __poll_t)0x00000001)
#define EPOLLPRI    ((__force __poll_t)0x00000002)
#define EPOLLOUT    ((__force __poll_t)0x00000004)
#define EPOLLERR    ((__force __poll_t)0x00000008)
#define EPOLLHUP    ((__force __poll_t)0x00000010)
#define EPOLLNVAL   ((__force __poll_t)0x00000020)
#define EPOLLRDNORM ((__force __poll_t)0x00000040)
#define EPOLLRDBAND ((__force __poll_t)0x00000080)
#define EPOLLWRNORM ((__force __poll_t)0x00000100)
#define EPOLLWRBAND ((__force __poll_t)0x00000200)

#define POLLIN	    0x0001
#define POLLPRI	    0x0002
#define POLLOUT	    0x0004
#define POLLERR	    0x0008
#define POLLHUP	    0x0010
#define POLLNVAL    0x0020
#define POLLRDNORM  0x0040
#define POLLRDBAND  0x0080
#define POLLWRNORM  0x0100
#define POLLWRBAND  0x0200

typedef struct poll_table_struct {
	void (*_qproc)(struct file *file, wait_queue_head_t *queue,
		       struct poll_table_struct *table);
	__poll_t _key;
} poll_table;

static_assert(sizeof(poll_table) == 16);

static inline void poll_wait(struct file *file, wait_queue_head_t *queue,
			     poll_table *table)
{
	if (table && table->_qproc && queue)
		table->_qproc(file, queue, table);
}

/* What is asked for. */
static inline __poll_t poll_requested_events(const poll_table *table)
{
	return table ? table->_key : ~(__poll_t)0;
}

#endif
