#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/timer.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("object of an own cache freed while its timer is pending, under slub_debug");

struct session {
	char peer[100];
	struct timer_list idle;
};

static struct kmem_cache *sessions;

static void session_idle(struct timer_list *t)
{
	struct session *s = from_timer(s, t, idle);

	pr_info("tm_kfree_own: %s is idle\n", s->peer);
}

static noinline void session_close(struct session *s)
{
	pr_info("tm_kfree_own: closing %s\n", s->peer);
	kmem_cache_free(sessions, s);
}

static int __init tm_kfree_own_init(void)
{
	struct session *s;

	sessions = kmem_cache_create("sessions", sizeof(*s), 0, 0, NULL);
	if (!sessions)
		return -ENOMEM;
	s = kmem_cache_zalloc(sessions, GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	strcpy(s->peer, "client");
	timer_setup(&s->idle, session_idle, 0);
	mod_timer(&s->idle, jiffies + 12);
	session_close(s);
	return 0;
}

static void __exit tm_kfree_own_exit(void)
{
	printk(KERN_INFO "tm_kfree_own: unloaded\n");
}

module_init(tm_kfree_own_init);
module_exit(tm_kfree_own_exit);
