// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bug:  two threads take objects from one free list without a lock. Between
 *           reading the head and writing it back the other one may come.
 * Look for: "object 0 is in use twice", and a free list that has an object twice,
 *           so that it never ends: whoever takes objects next gets the same ones.
 * The fix:  a lock around both: "insmod slab_race.ko locked=1".
 */
#include <linux/module.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define NOBJECTS 4

/* As in SLUB, the first word of a free object leads to the next one. */
struct object {
	struct object *next;
	const char *owner;
};

static struct object *slab, *freelist;
static DEFINE_SPINLOCK(list_lock);
static int running;

static bool locked;
module_param(locked, bool, 0444);
MODULE_PARM_DESC(locked, "take the lock that is missing");

/* On a machine with several processors, or with preemption, the other thread comes
 * when it comes. Here it comes where it is let in. */
static void point(void)
{
	if (!locked)
		yield();
}

static void lock(void)
{
	if (locked)
		spin_lock(&list_lock);
}

static void unlock(void)
{
	if (locked)
		spin_unlock(&list_lock);
}

static int number_of(const struct object *object)
{
	return object ? (int)(object - slab) : -1;
}

static struct object *slab_alloc(const char *who)
{
	struct object *object;

	lock();
	object = freelist;
	pr_info("%s: the head is object %d\n", who, number_of(object));
	point();
	freelist = object->next;
	pr_info("%s: takes object %d, the head is object %d\n", who,
		number_of(object), number_of(freelist));
	unlock();
	return object;
}

static void slab_free(const char *who, struct object *object)
{
	lock();
	object->next = freelist;
	point();
	freelist = object;
	pr_info("%s: frees object %d\n", who, number_of(object));
	unlock();
}

static void check_freelist(void)
{
	struct object *object = freelist;
	int n = 0;

	while (object && n <= NOBJECTS) {
		object = object->next;
		n++;
	}
	if (n == NOBJECTS)
		pr_info("the free list is in order\n");
	else
		pr_err("slab_race: the free list is corrupted: %s%d objects\n",
		       n > NOBJECTS ? "more than " : "",
		       n > NOBJECTS ? NOBJECTS : n);
}

static int worker(void *name)
{
	struct object *object = slab_alloc(name);

	object->owner = name;
	yield(); /* it has its object, and works with it */
	if (object->owner != name)
		pr_err("slab_race: object %d is in use twice, by %s and by %s\n",
		       number_of(object), (char *)name, object->owner);
	slab_free(name, object);
	if (!--running)
		check_freelist();
	return 0;
}

static int __init slab_race_init(void)
{
	static char *const names[] = {"a", "b"};

	slab = kcalloc(NOBJECTS, sizeof(*slab), GFP_KERNEL);
	if (!slab)
		return -ENOMEM;
	for (int i = 0; i < NOBJECTS - 1; i++)
		slab[i].next = &slab[i + 1];
	freelist = slab;
	for (int i = 0; i < 2; i++) {
		struct task_struct *thread =
			kthread_run(worker, names[i], "slab_race/%s", names[i]);

		if (!IS_ERR(thread))
			running++;
	}
	return 0;
}

static void __exit slab_race_exit(void)
{
	kfree(slab);
}

module_init(slab_race_init);
module_exit(slab_race_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A slab without a lock");
