#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("timer frees an object that was freed before, under slub_debug");

struct frame { int number; char data[120]; };
static struct kmem_cache *frames;
static struct frame *shown;

static noinline void frame_drop(struct frame *f)
{
	kmem_cache_free(frames, f);
}

static void vsync(struct timer_list *t)
{
	frame_drop(shown);
}
static DEFINE_TIMER(vsync_timer, vsync);

static int __init tm_double_free_init(void)
{
	frames = kmem_cache_create("frames", sizeof(struct frame), 0, SLAB_HWCACHE_ALIGN, NULL);
	if (!frames)
		return -ENOMEM;
	shown = kmem_cache_zalloc(frames, GFP_KERNEL);
	frame_drop(shown);
	mod_timer(&vsync_timer, jiffies + 5);
	return 0;
}

static void __exit tm_double_free_exit(void)
{
	printk(KERN_INFO "tm_double_free: unloaded\n");
}

module_init(tm_double_free_init);
module_exit(tm_double_free_exit);
