// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  a session is used after it was closed, and its memory is another's
 * Look: a page fault at two numbers; with slub_debug=FZPU "address 0x6b6b6b6b6b6b6b6b"
 * Fix:  nobody keeps a pointer to what was freed: stale_session_fixed.c
 */
#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a server that goes on with a session that it has closed");

static int requests = 8;
module_param(requests, int, 0444);
MODULE_PARM_DESC(requests, "how many to serve");

#define PER_SESSION 3

struct session {
	const char *reply;
	long served;
	char user[16];
};

struct visit {
	int number, length;
	struct list_head list;
	long spare;
};

static struct session *session;
static LIST_HEAD(visits);

static noinline struct session *session_open(void)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (s)
		s->reply = "hello, user";
	return s;
}

static noinline void session_close(struct session *s)
{
	kfree(s);
}

static noinline int session_serve(struct session *s)
{
	s->served++;
	return strlen(s->reply);
}

static noinline void visit_add(int number, int length)
{
	struct visit *visit = kzalloc(sizeof(*visit), GFP_KERNEL);

	if (!visit)
		return;
	visit->number = number;
	visit->length = length;
	list_add_tail(&visit->list, &visits);
}

static int __init stale_session_init(void)
{
	for (int n = 1; n <= requests; n++) {
		if (!session)
			session = session_open();
		if (!session)
			return -ENOMEM;
		visit_add(n, session_serve(session));
		if (n % PER_SESSION == 0)
			session_close(session);
	}
	pr_info("stale_session: %d requests served\n", requests);
	return 0;
}

static void __exit stale_session_exit(void)
{
	struct visit *visit, *next;

	list_for_each_entry_safe (visit, next, &visits, list)
		kfree(visit);
	if (session)
		session_close(session);
}

module_init(stale_session_init);
module_exit(stale_session_exit);
