#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("simple_write_to_buffer() is told more room than was allocated");

static char *swtb_heap_buf;
static struct dentry *swtb_heap_dir;

static ssize_t swtb_heap_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	return simple_write_to_buffer(swtb_heap_buf, PAGE_SIZE, pos, buf, n);
}
static const struct file_operations swtb_heap_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = swtb_heap_write,
	.llseek = default_llseek,
};

static int __init swtb_heap_init(void)
{
	swtb_heap_buf = kzalloc(24, GFP_KERNEL);
	if (!swtb_heap_buf)
		return -ENOMEM;
	swtb_heap_dir = debugfs_create_dir("swtb_heap", NULL);
	debugfs_create_file("name", 0600, swtb_heap_dir, NULL, &swtb_heap_fops);
	return 0;
}

static void __exit swtb_heap_exit(void)
{
	debugfs_remove_recursive(swtb_heap_dir);
	printk(KERN_INFO "swtb_heap: name was %s\n", swtb_heap_buf);
	kfree(swtb_heap_buf);
}

module_init(swtb_heap_init);
module_exit(swtb_heap_exit);
