// SPDX-License-Identifier: GPL-2.0-or-later
/* Files whose functions look at what they get, and do not do all that is asked. */
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
MODULE_LICENSE("GPL");

static struct class *class;
static int major;

static ssize_t name_read(struct file *file, char __user *buf, size_t len,
			 loff_t *pos)
{
	const struct inode *inode = file_inode(file);

	if (*pos)
		return 0;
	pr_info("files: %s is %lld bytes, of user %u, mode %o\n",
		file->f_path.dentry->d_name.name, i_size_read(inode),
		from_kuid(&init_user_ns, inode->i_uid), inode->i_mode & 0777);
	*pos = 1;
	if (copy_to_user(buf, "read\n", 5))
		return -EFAULT;
	return 5;
}

static ssize_t name_write(struct file *file, const char __user *buf,
			  size_t len, loff_t *pos)
{
	char text[4] = "";
	int number;

	if (kstrtoint_from_user(buf, len, 0, &number) == 0)
		pr_info("files: number %d\n", number);
	if (len > 3)
		len = 3;
	if (copy_from_user(text, buf, len))
		return -EFAULT;
	pr_info("files: took %s\n", text);
	return len;
}

static const struct proc_ops name_ops = {
	.proc_read = name_read,
	.proc_write = name_write,
	.proc_lseek = noop_llseek,
};

static ssize_t nothing(struct file *file, const char __user *buf, size_t len,
		       loff_t *pos)
{
	return 0;
}

static const struct proc_ops nothing_ops = {.proc_write = nothing};

static void *start(struct seq_file *m, loff_t *pos)
{
	return *pos < 2 ? &major : NULL;
}

/* The mistake: the position stays. */
static void *stuck_next(struct seq_file *m, void *v, loff_t *pos)
{
	return NULL;
}

static void stop(struct seq_file *m, void *v)
{
}

static int show(struct seq_file *m, void *v)
{
	seq_puts(m, "line\n");
	return 0;
}

static const struct seq_operations stuck_ops = {
	.start = start,
	.next = stuck_next,
	.stop = stop,
	.show = show,
};

static int thread(void *data)
{
	pr_info("files: the thread runs\n");
	return 0;
}

static const struct file_operations fops = {.owner = THIS_MODULE};

static int __init module_begins(void)
{
	struct proc_dir_entry *entry =
		proc_create("files_name", 0644, NULL, &name_ops);

	proc_set_size(entry, 80);
	proc_set_user(entry, KUIDT_INIT(7), KGIDT_INIT(8));
	proc_create("files_nothing", 0222, NULL, &nothing_ops);
	proc_create_seq("files_stuck", 0444, NULL, &stuck_ops);
	major = register_chrdev(0, "files", &fops);
	pr_info("files: major %d\n", major);
	class = class_create(THIS_MODULE, "files");
	kthread_run(thread, NULL, "files");
	pr_info("files: the thread is made\n");
	device_create(class, NULL, MKDEV(major, 0), NULL, "files");
	pr_info("files: the device is made\n");
	pr_info("files: again: %ld\n",
		PTR_ERR(device_create(class, NULL, MKDEV(major, 0), NULL,
				      "files2")));
	return 0;
}

static void __exit module_ends(void)
{
	device_destroy(class, MKDEV(major, 0));
	class_destroy(class);
	unregister_chrdev(major, "files");
	remove_proc_entry("files_name", NULL);
	remove_proc_entry("files_nothing", NULL);
	remove_proc_entry("files_stuck", NULL);
}

module_init(module_begins);
module_exit(module_ends);
