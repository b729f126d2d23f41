#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("objects from a cache with a constructor, one byte too many into the name");

struct pupil {
	int id;
	char name[20];
};

static void pupil_ctor(void *p)
{
	struct pupil *s = p;

	s->id = -1;
	memset(s->name, '.', sizeof(s->name));
}

static noinline void pupil_rename(struct pupil *s, int n)
{
	char *c = s->name;
	int i;

	for (i = 0; i <= n; i++)
		WRITE_ONCE(c[i], 'x');
}

static int __init ctor_redzone_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("pupil", sizeof(struct pupil), 0, SLAB_RED_ZONE, pupil_ctor);
	struct pupil *s;

	if (!cache)
		return -ENOMEM;
	s = kmem_cache_alloc(cache, GFP_KERNEL);
	pr_info("ctor_redzone: id %d, size %u\n", s->id, kmem_cache_size(cache));
	pupil_rename(s, sizeof(s->name));
	kmem_cache_free(cache, s);
	kmem_cache_destroy(cache);
	return 0;
}

static void __exit ctor_redzone_exit(void)
{
	pr_info("ctor_redzone: unloaded\n");
}

module_init(ctor_redzone_init);
module_exit(ctor_redzone_exit);
