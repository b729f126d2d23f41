#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/idr.h>
#include <linux/xarray.h>
#include <linux/rbtree.h>
#include <linux/llist.h>
#include <linux/kfifo.h>
#include <linux/slab.h>
#include <linux/hashtable.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("containers of the library");

struct node {
	struct rb_node rb;
	struct hlist_node hash;
	struct llist_node ll;
	int key;
};
static struct rb_root lib_containers_root = RB_ROOT;
static DEFINE_IDR(lib_containers_idr);
static DEFINE_XARRAY(lib_containers_xa);
static DEFINE_IDA(lib_containers_ida);
static LLIST_HEAD(lib_containers_ll);
static DEFINE_KFIFO(lib_containers_fifo, int, 8);
static DEFINE_HASHTABLE(lib_containers_hash, 4);

static void lib_containers_insert(struct node *new)
{
	struct rb_node **p = &lib_containers_root.rb_node, *parent = NULL;

	while (*p) {
		parent = *p;
		p = new->key < rb_entry(parent, struct node, rb)->key ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&new->rb, parent, p);
	rb_insert_color(&new->rb, &lib_containers_root);
}

static int __init lib_containers_init(void)
{
	static struct node nodes[8];
	struct rb_node *rb;
	struct node *node;
	struct llist_node *first;
	int i, n, a, b;

	for (i = 0; i < 8; i++) {
		nodes[i].key = (i * 5) % 8;
		lib_containers_insert(&nodes[i]);
		hash_add(lib_containers_hash, &nodes[i].hash, nodes[i].key);
		llist_add(&nodes[i].ll, &lib_containers_ll);
	}
	rb_erase(&nodes[2].rb, &lib_containers_root);
	for (rb = rb_first(&lib_containers_root); rb; rb = rb_next(rb))
		printk(KERN_INFO "lib_containers: key %d\n", rb_entry(rb, struct node, rb)->key);
	hash_for_each_possible(lib_containers_hash, node, hash, 3)
		if (node->key == 3)
			printk(KERN_INFO "lib_containers: hash has %d\n", node->key);
	first = llist_reverse_order(llist_del_all(&lib_containers_ll));
	printk(KERN_INFO "lib_containers: first %d\n", llist_entry(first, struct node, ll)->key);
	a = idr_alloc(&lib_containers_idr, nodes, 1, 0, GFP_KERNEL);
	b = idr_alloc(&lib_containers_idr, nodes + 1, 1, 0, GFP_KERNEL);
	printk(KERN_INFO "lib_containers: ids %d %d found %d\n", a, b, idr_find(&lib_containers_idr, b) == nodes + 1);
	idr_remove(&lib_containers_idr, a);
	idr_destroy(&lib_containers_idr);
	xa_store(&lib_containers_xa, 7, nodes + 7, GFP_KERNEL);
	printk(KERN_INFO "lib_containers: xa %d %d\n", xa_load(&lib_containers_xa, 7) == nodes + 7, !xa_load(&lib_containers_xa, 8));
	xa_destroy(&lib_containers_xa);
	printk(KERN_INFO "lib_containers: ida %d %d\n", ida_alloc(&lib_containers_ida, GFP_KERNEL), ida_alloc(&lib_containers_ida, GFP_KERNEL));
	ida_destroy(&lib_containers_ida);
	for (i = 0; i < 10; i++)
		n = kfifo_put(&lib_containers_fifo, i * i);
	while (kfifo_get(&lib_containers_fifo, &n))
		i += n;
	printk(KERN_INFO "lib_containers: fifo sum %d\n", i);
	return 0;
}

static void __exit lib_containers_exit(void)
{
	printk(KERN_INFO "lib_containers: unloaded\n");
}

module_init(lib_containers_init);
module_exit(lib_containers_exit);
