#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/proc_fs.h>
#include <linux/mempool.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memory that is freed, measured or printed as what it is not");
static char table[64];
static struct kmem_cache *cache;
static mempool_t *pool;
static unsigned long u;
size_t sz = 16;
static char big[256];
static noinline unsigned long t_kfree(void *p)
{
	unsigned long r = 0;
	kfree(p);
	return r;
}
static noinline unsigned long t_ksize(void *p)
{
	unsigned long r = 0;
	r = ksize(p);
	return r;
}
static noinline unsigned long t_krealloc(void *p)
{
	unsigned long r = 0;
	r = !!krealloc(p, 9000, GFP_KERNEL);
	return r;
}
static noinline unsigned long t_krealloc0(void *p)
{
	unsigned long r = 0;
	r = !!krealloc(p, 0, GFP_KERNEL);
	return r;
}
static noinline unsigned long t_kfree_sensitive(void *p)
{
	unsigned long r = 0;
	kfree_sensitive(p);
	return r;
}
static noinline unsigned long t_kvfree(void *p)
{
	unsigned long r = 0;
	kvfree(p);
	return r;
}
static noinline unsigned long t_vfree(void *p)
{
	unsigned long r = 0;
	vfree(p);
	return r;
}
static noinline unsigned long t_vunmap(void *p)
{
	unsigned long r = 0;
	vunmap(p);
	return r;
}
static noinline unsigned long t_kmem_cache_free(void *p)
{
	unsigned long r = 0;
	kmem_cache_free(cache, p);
	return r;
}
static noinline unsigned long t_free_page(void *p)
{
	unsigned long r = 0;
	free_page((unsigned long)p);
	return r;
}
static noinline unsigned long t_vmalloc_to_page(void *p)
{
	unsigned long r = 0;
	r = !!vmalloc_to_page(p);
	return r;
}
static noinline unsigned long t_is_vmalloc_addr(void *p)
{
	unsigned long r = 0;
	r = is_vmalloc_addr(p);
	return r;
}
static noinline unsigned long t_virt_addr_valid(void *p)
{
	unsigned long r = 0;
	r = virt_addr_valid(p);
	return r;
}
static noinline unsigned long t_free_pages_exact(void *p)
{
	unsigned long r = 0;
	free_pages_exact(p, 5000);
	return r;
}
static noinline unsigned long t_kfree_const(void *p)
{
	unsigned long r = 0;
	kfree_const(p);
	return r;
}
static noinline unsigned long t_usercopy(void *p)
{
	unsigned long r = 0;
	r = copy_to_user((void __user *)u, p, sz);
	return r;
}
static noinline unsigned long t_usercopy_from(void *p)
{
	unsigned long r = 0;
	r = copy_from_user(p, (void __user *)u, sz);
	return r;
}
static noinline unsigned long t_mempool_free(void *p)
{
	unsigned long r = 0;
	mempool_free(p, pool);
	return r;
}
static noinline unsigned long t_pI6(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pI6", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pi6(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pi6", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pi4(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pi4", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pI4h(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pI4h", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pISc(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pISpc", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pUl(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pUl", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pUB(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pUB", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pMR(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pMR", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pMF(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pMF", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pm(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pm", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_ptRd(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%ptRd", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_ptRt(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%ptRt", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_ptT(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%ptT", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pGg(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pGg", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pGv(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pGv", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_p4cc(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%p4cc", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_padma(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pad", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pbl(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%8pbl", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pb8(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%8pb", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_ph3(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%3phN", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pV(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "[%pV]", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_s20(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "[%-20s]", (char *)q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pK(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pK", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static noinline unsigned long t_pe(void *q)
{
	unsigned long r = snprintf(big, sizeof(big), "%pe", q);
	pr_info("wrong_frees: %s\n", big);
	return r;
}
static const struct { const char *name; unsigned long (*f)(void *); } tests[] = {
	{ "kfree", t_kfree },
	{ "ksize", t_ksize },
	{ "krealloc", t_krealloc },
	{ "krealloc0", t_krealloc0 },
	{ "kfree_sensitive", t_kfree_sensitive },
	{ "kvfree", t_kvfree },
	{ "vfree", t_vfree },
	{ "vunmap", t_vunmap },
	{ "kmem_cache_free", t_kmem_cache_free },
	{ "free_page", t_free_page },
	{ "vmalloc_to_page", t_vmalloc_to_page },
	{ "is_vmalloc_addr", t_is_vmalloc_addr },
	{ "virt_addr_valid", t_virt_addr_valid },
	{ "free_pages_exact", t_free_pages_exact },
	{ "kfree_const", t_kfree_const },
	{ "usercopy", t_usercopy },
	{ "usercopy_from", t_usercopy_from },
	{ "mempool_free", t_mempool_free },
	{ "pI6", t_pI6 },
	{ "pi6", t_pi6 },
	{ "pi4", t_pi4 },
	{ "pI4h", t_pI4h },
	{ "pISc", t_pISc },
	{ "pUl", t_pUl },
	{ "pUB", t_pUB },
	{ "pMR", t_pMR },
	{ "pMF", t_pMF },
	{ "pm", t_pm },
	{ "ptRd", t_ptRd },
	{ "ptRt", t_ptRt },
	{ "ptT", t_ptT },
	{ "pGg", t_pGg },
	{ "pGv", t_pGv },
	{ "p4cc", t_p4cc },
	{ "padma", t_padma },
	{ "pbl", t_pbl },
	{ "pb8", t_pb8 },
	{ "ph3", t_ph3 },
	{ "pV", t_pV },
	{ "s20", t_s20 },
	{ "pK", t_pK },
	{ "pe", t_pe },
};
static noinline void *make(int kind)
{
	int v = 0;
	switch (kind) {
	case 0: return (void *)table;
	case 1: return page_address(alloc_page(GFP_KERNEL));
	case 2: return (char *)kmalloc(32768, GFP_KERNEL) + 4096;
	case 3: return (char *)vzalloc(3 * PAGE_SIZE) + PAGE_SIZE;
	case 4: return (char *)vzalloc(PAGE_SIZE) + PAGE_SIZE;
	case 5: return (void *)((unsigned long)&v & ~4095UL);
	case 6: return (char *)vzalloc(PAGE_SIZE) + 24;
	case 7: return ZERO_SIZE_PTR;
	}
	return v ? NULL : big;
}
static ssize_t wrong_write(struct file *f, const char __user *ub, size_t len, loff_t *o)
{
	int v, kind;
	void *p;

	if (kstrtoint_from_user(ub, len, 0, &v))
		return -EINVAL;
	kind = v / 1000;
	v %= 1000;
	u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	p = v >= 18 ? (kind == 1 ? (void *)NULL : kind == 2 ? (void *)0x6b6b6b6b6b6b6b6b : make(4)) : make(kind);
	pr_info("wrong_frees: %d %s\n", kind, tests[v].name);
	pr_info("wrong_frees: returned %d\n", !!tests[v].f(p));
	return len;
}
static const struct proc_ops ops = { .proc_write = wrong_write };
static int __init wrong_init(void)
{
	cache = kmem_cache_create("surveyed", 640, 0, SLAB_POISON, NULL);
	pool = mempool_create_slab_pool(2, cache);
	mempool_alloc(pool, GFP_KERNEL);
	proc_create("wrong_frees", 0666, NULL, &ops);
	return 0;
}
static void __exit wrong_exit(void) { }
module_init(wrong_init);
module_exit(wrong_exit);
