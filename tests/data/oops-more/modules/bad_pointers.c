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
#include <linux/bitmap.h>
#include <linux/crc32.h>
#include <linux/sort.h>
#include <linux/bsearch.h>
#include <linux/rbtree.h>
#include <linux/kref.h>
#include <linux/mempool.h>
#include <linux/idr.h>
#include <linux/xarray.h>
#include <linux/kfifo.h>
#include <linux/parser.h>
#include <linux/device.h>
#include <linux/seq_file.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("functions of the library, each given a pointer that leads nowhere");
#pragma GCC diagnostic ignored "-Wformat-security"
static char *area, *big;
static char textbuf[64] = "teststring";
char *bad_text = textbuf;
#define text bad_text
size_t bad_n = 24;
#define n bad_n
int bad_c = 5;
#define c bad_c
static const char *strings[] = { "a", "b" };
static LIST_HEAD(head);
static struct rb_root root;
static DEFINE_KFIFO(fifo, char, 16);
static const match_table_t tokens = { { 1, "a=%d" }, { 0, NULL } };
static unsigned long u;
static int cmp(const void *a, const void *b) { return *(int *)a - *(int *)b; }
static noinline unsigned long t_strlen(void *p)
{
	unsigned long r = 0;
	r = strlen(p);
	return r;
}
static noinline unsigned long t_strnlen(void *p)
{
	unsigned long r = 0;
	r = strnlen(p, n);
	return r;
}
static noinline unsigned long t_strcpy_from(void *p)
{
	unsigned long r = 0;
	strcpy(big, p);
	return r;
}
static noinline unsigned long t_strcpy_to(void *p)
{
	unsigned long r = 0;
	strcpy(p, text);
	return r;
}
static noinline unsigned long t_strncpy_from(void *p)
{
	unsigned long r = 0;
	strncpy(big, p, n);
	return r;
}
static noinline unsigned long t_strncpy_to(void *p)
{
	unsigned long r = 0;
	strncpy(p, text, n);
	return r;
}
static noinline unsigned long t_strlcpy_from(void *p)
{
	unsigned long r = 0;
	r = strlcpy(big, p, n);
	return r;
}
static noinline unsigned long t_strscpy_from(void *p)
{
	unsigned long r = 0;
	r = strscpy(big, p, n);
	return r;
}
static noinline unsigned long t_strscpy_to(void *p)
{
	unsigned long r = 0;
	r = strscpy(p, text, n);
	return r;
}
static noinline unsigned long t_strcat_from(void *p)
{
	unsigned long r = 0;
	big[0] = 0; strcat(big, p);
	return r;
}
static noinline unsigned long t_strcat_to(void *p)
{
	unsigned long r = 0;
	strcat(p, text);
	return r;
}
static noinline unsigned long t_strncat_from(void *p)
{
	unsigned long r = 0;
	big[0] = 0; strncat(big, p, n);
	return r;
}
static noinline unsigned long t_strlcat_to(void *p)
{
	unsigned long r = 0;
	r = strlcat(p, text, n);
	return r;
}
static noinline unsigned long t_strcmp_a(void *p)
{
	unsigned long r = 0;
	r = strcmp(p, text);
	return r;
}
static noinline unsigned long t_strcmp_b(void *p)
{
	unsigned long r = 0;
	r = strcmp(text, p);
	return r;
}
static noinline unsigned long t_strncmp_b(void *p)
{
	unsigned long r = 0;
	r = strncmp(text, p, n);
	return r;
}
static noinline unsigned long t_strcasecmp_b(void *p)
{
	unsigned long r = 0;
	r = strcasecmp(text, p);
	return r;
}
static noinline unsigned long t_strncasecmp_a(void *p)
{
	unsigned long r = 0;
	r = strncasecmp(p, text, n);
	return r;
}
static noinline unsigned long t_strchr(void *p)
{
	unsigned long r = 0;
	r = !!strchr(p, c);
	return r;
}
static noinline unsigned long t_strchrnul(void *p)
{
	unsigned long r = 0;
	r = !!strchrnul(p, c);
	return r;
}
static noinline unsigned long t_strrchr(void *p)
{
	unsigned long r = 0;
	r = !!strrchr(p, c);
	return r;
}
static noinline unsigned long t_strnchr(void *p)
{
	unsigned long r = 0;
	r = !!strnchr(p, n, c);
	return r;
}
static noinline unsigned long t_skip_spaces(void *p)
{
	unsigned long r = 0;
	r = !!skip_spaces(p);
	return r;
}
static noinline unsigned long t_strim(void *p)
{
	unsigned long r = 0;
	r = !!strim(p);
	return r;
}
static noinline unsigned long t_strspn(void *p)
{
	unsigned long r = 0;
	r = strspn(p, text);
	return r;
}
static noinline unsigned long t_strcspn(void *p)
{
	unsigned long r = 0;
	r = strcspn(p, text);
	return r;
}
static noinline unsigned long t_strpbrk(void *p)
{
	unsigned long r = 0;
	r = !!strpbrk(p, text);
	return r;
}
static noinline unsigned long t_strsep(void *p)
{
	unsigned long r = 0;
	{ char *q = p; r = !!strsep(&q, text); }
	return r;
}
static noinline unsigned long t_sysfs_streq(void *p)
{
	unsigned long r = 0;
	r = sysfs_streq(p, text);
	return r;
}
static noinline unsigned long t_match_string(void *p)
{
	unsigned long r = 0;
	r = match_string(strings, 2, p);
	return r;
}
static noinline unsigned long t_strstr_a(void *p)
{
	unsigned long r = 0;
	r = !!strstr(p, text);
	return r;
}
static noinline unsigned long t_strstr_b(void *p)
{
	unsigned long r = 0;
	r = !!strstr(text, p);
	return r;
}
static noinline unsigned long t_strnstr(void *p)
{
	unsigned long r = 0;
	r = !!strnstr(p, text, n);
	return r;
}
static noinline unsigned long t_memset(void *p)
{
	unsigned long r = 0;
	memset(p, c, n);
	return r;
}
static noinline unsigned long t_memcpy_from(void *p)
{
	unsigned long r = 0;
	memcpy(big, p, n);
	return r;
}
static noinline unsigned long t_memcpy_to(void *p)
{
	unsigned long r = 0;
	memcpy(p, text, n);
	return r;
}
static noinline unsigned long t_memmove_from(void *p)
{
	unsigned long r = 0;
	memmove(big, p, n);
	return r;
}
static noinline unsigned long t_memmove_to(void *p)
{
	unsigned long r = 0;
	memmove(p, text, n);
	return r;
}
static noinline unsigned long t_memcmp(void *p)
{
	unsigned long r = 0;
	r = memcmp(p, text, n);
	return r;
}
static noinline unsigned long t_memchr(void *p)
{
	unsigned long r = 0;
	r = !!memchr(p, c, n);
	return r;
}
static noinline unsigned long t_memchr_inv(void *p)
{
	unsigned long r = 0;
	r = !!memchr_inv(p, c, n);
	return r;
}
static noinline unsigned long t_memscan(void *p)
{
	unsigned long r = 0;
	r = !!memscan(p, c, n);
	return r;
}
static noinline unsigned long t_strreplace(void *p)
{
	unsigned long r = 0;
	r = !!strreplace(p, 'a', 'b');
	return r;
}
static noinline unsigned long t_kstrdup(void *p)
{
	unsigned long r = 0;
	r = !!kstrdup(p, GFP_KERNEL);
	return r;
}
static noinline unsigned long t_kstrndup(void *p)
{
	unsigned long r = 0;
	r = !!kstrndup(p, n, GFP_KERNEL);
	return r;
}
static noinline unsigned long t_kmemdup(void *p)
{
	unsigned long r = 0;
	r = !!kmemdup(p, n, GFP_KERNEL);
	return r;
}
static noinline unsigned long t_kmemdup_nul(void *p)
{
	unsigned long r = 0;
	r = !!kmemdup_nul(p, n, GFP_KERNEL);
	return r;
}
static noinline unsigned long t_kasprintf(void *p)
{
	unsigned long r = 0;
	r = !!kasprintf(GFP_KERNEL, "%s", p);
	return r;
}
static noinline unsigned long t_kstrtoint(void *p)
{
	unsigned long r = 0;
	{ int v; r = kstrtoint(p, 0, &v); }
	return r;
}
static noinline unsigned long t_kstrtoul(void *p)
{
	unsigned long r = 0;
	{ unsigned long v; r = kstrtoul(p, 10, &v); }
	return r;
}
static noinline unsigned long t_kstrtoll16(void *p)
{
	unsigned long r = 0;
	{ long long v; r = kstrtoll(p, 16, &v); }
	return r;
}
static noinline unsigned long t_kstrtou8(void *p)
{
	unsigned long r = 0;
	{ u8 v; r = kstrtou8(p, 0, &v); }
	return r;
}
static noinline unsigned long t_kstrtobool(void *p)
{
	unsigned long r = 0;
	{ bool v; r = kstrtobool(p, &v); }
	return r;
}
static noinline unsigned long t_kstrtoint_out(void *p)
{
	unsigned long r = 0;
	r = kstrtoint("12", 0, (int *)p);
	return r;
}
static noinline unsigned long t_simple_strtoul(void *p)
{
	unsigned long r = 0;
	r = simple_strtoul(p, NULL, 0);
	return r;
}
static noinline unsigned long t_simple_strtol(void *p)
{
	unsigned long r = 0;
	r = simple_strtol(p, NULL, 10);
	return r;
}
static noinline unsigned long t_memparse(void *p)
{
	unsigned long r = 0;
	r = memparse(p, NULL);
	return r;
}
static noinline unsigned long t_get_option(void *p)
{
	unsigned long r = 0;
	{ char *q = p; int v; r = get_option(&q, &v); }
	return r;
}
static noinline unsigned long t_sscanf(void *p)
{
	unsigned long r = 0;
	{ int v; r = sscanf(p, "%d", &v); }
	return r;
}
static noinline unsigned long t_sscanf_s(void *p)
{
	unsigned long r = 0;
	r = sscanf("word", "%s", p);
	return r;
}
static noinline unsigned long t_sscanf_d(void *p)
{
	unsigned long r = 0;
	r = sscanf("12", "%d", (int *)p);
	return r;
}
static noinline unsigned long t_sprintf_to(void *p)
{
	unsigned long r = 0;
	r = sprintf(p, "hello %d", c);
	return r;
}
static noinline unsigned long t_snprintf_to(void *p)
{
	unsigned long r = 0;
	r = snprintf(p, n, "hello %d", c);
	return r;
}
static noinline unsigned long t_scnprintf_to(void *p)
{
	unsigned long r = 0;
	r = scnprintf(p, n, "%s", text);
	return r;
}
static noinline unsigned long t_snprintf_fmt(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, p);
	return r;
}
static noinline unsigned long t_fmt_s(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%s", p);
	return r;
}
static noinline unsigned long t_fmt_s5(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%.5s", p);
	return r;
}
static noinline unsigned long t_fmt_ph(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%*ph", 8, p);
	return r;
}
static noinline unsigned long t_fmt_phC(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%6phC", p);
	return r;
}
static noinline unsigned long t_fmt_pI4(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%pI4", p);
	return r;
}
static noinline unsigned long t_fmt_pI6(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%pI6c", p);
	return r;
}
static noinline unsigned long t_fmt_pM(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%pM", p);
	return r;
}
static noinline unsigned long t_fmt_pU(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%pUb", p);
	return r;
}
static noinline unsigned long t_fmt_pbl(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%*pbl", 70, p);
	return r;
}
static noinline unsigned long t_fmt_pb(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%*pb", 70, p);
	return r;
}
static noinline unsigned long t_fmt_pV(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%pV", p);
	return r;
}
static noinline unsigned long t_fmt_pap(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%pap", p);
	return r;
}
static noinline unsigned long t_fmt_pt(void *p)
{
	unsigned long r = 0;
	r = snprintf(big, 64, "%ptR", p);
	return r;
}
static noinline unsigned long t_printk_s(void *p)
{
	unsigned long r = 0;
	pr_info("bad_pointers: %s\n", (char *)p);
	return r;
}
static noinline unsigned long t_print_hex_dump(void *p)
{
	unsigned long r = 0;
	print_hex_dump(KERN_INFO, "bad_pointers: ", DUMP_PREFIX_NONE, 16, 1, p, 16, true);
	return r;
}
static noinline unsigned long t_hex_dump_to_buffer8(void *p)
{
	unsigned long r = 0;
	hex_dump_to_buffer(p, 16, 16, 8, big, 64, false);
	return r;
}
static noinline unsigned long t_bin2hex(void *p)
{
	unsigned long r = 0;
	r = !!bin2hex(big, p, n);
	return r;
}
static noinline unsigned long t_bin2hex_to(void *p)
{
	unsigned long r = 0;
	r = !!bin2hex(p, text, n);
	return r;
}
static noinline unsigned long t_hex2bin(void *p)
{
	unsigned long r = 0;
	r = hex2bin((u8 *)big, p, n);
	return r;
}
static noinline unsigned long t_hex2bin_to(void *p)
{
	unsigned long r = 0;
	r = hex2bin(p, "00112233445566", 4);
	return r;
}
static noinline unsigned long t_find_first_bit(void *p)
{
	unsigned long r = 0;
	r = find_first_bit(p, 300);
	return r;
}
static noinline unsigned long t_find_next_bit(void *p)
{
	unsigned long r = 0;
	r = find_next_bit(p, 300, 70);
	return r;
}
static noinline unsigned long t_bitmap_weight(void *p)
{
	unsigned long r = 0;
	r = bitmap_weight(p, 300);
	return r;
}
static noinline unsigned long t_bitmap_fill(void *p)
{
	unsigned long r = 0;
	bitmap_fill(p, c * 4);
	return r;
}
static noinline unsigned long t_bitmap_or(void *p)
{
	unsigned long r = 0;
	bitmap_or((unsigned long *)big, p, (unsigned long *)big, c + 200);
	return r;
}
static noinline unsigned long t_bitmap_parselist(void *p)
{
	unsigned long r = 0;
	r = bitmap_parselist(p, (unsigned long *)big, 64);
	return r;
}
static noinline unsigned long t_crc32(void *p)
{
	unsigned long r = 0;
	r = crc32(0, p, n);
	return r;
}
static noinline unsigned long t_sort(void *p)
{
	unsigned long r = 0;
	sort(p, 4, 4, cmp, NULL);
	return r;
}
static noinline unsigned long t_bsearch(void *p)
{
	unsigned long r = 0;
	r = !!bsearch(text, p, 4, 4, cmp);
	return r;
}
static noinline unsigned long t_list_add(void *p)
{
	unsigned long r = 0;
	list_add(p, &head); INIT_LIST_HEAD(&head);
	return r;
}
static noinline unsigned long t_list_del(void *p)
{
	unsigned long r = 0;
	list_del(p);
	return r;
}
static noinline unsigned long t_list_add_head(void *p)
{
	unsigned long r = 0;
	{ struct list_head e; list_add(&e, p); }
	return r;
}
static noinline unsigned long t_hlist_add(void *p)
{
	unsigned long r = 0;
	{ struct hlist_node e; hlist_add_head(&e, p); }
	return r;
}
static noinline unsigned long t_rb_insert(void *p)
{
	unsigned long r = 0;
	rb_insert_color(p, &root);
	return r;
}
static noinline unsigned long t_rb_erase(void *p)
{
	unsigned long r = 0;
	rb_erase(p, &root);
	return r;
}
static noinline unsigned long t_rb_first(void *p)
{
	unsigned long r = 0;
	r = !!rb_first(p);
	return r;
}
static noinline unsigned long t_rb_next(void *p)
{
	unsigned long r = 0;
	r = !!rb_next(p);
	return r;
}
static noinline unsigned long t_strncpy_from_user(void *p)
{
	unsigned long r = 0;
	r = strncpy_from_user(p, (char __user *)u, n);
	return r;
}
static noinline unsigned long t_copy_from_user(void *p)
{
	unsigned long r = 0;
	r = copy_from_user(p, (void __user *)u, n);
	return r;
}
static noinline unsigned long t_copy_to_user(void *p)
{
	unsigned long r = 0;
	r = copy_to_user((void __user *)u, p, n);
	return r;
}
static noinline unsigned long t_clear_user(void *p)
{
	unsigned long r = 0;
	r = clear_user((void __user *)p, n);
	return r;
}
static noinline unsigned long t_strndup_user(void *p)
{
	unsigned long r = 0;
	r = IS_ERR(strndup_user((char __user *)p, 10));
	return r;
}
static noinline unsigned long t_memdup_user(void *p)
{
	unsigned long r = 0;
	r = IS_ERR(memdup_user((char __user *)p, 10));
	return r;
}
static noinline unsigned long t_get_user(void *p)
{
	unsigned long r = 0;
	{ int v; r = get_user(v, (int __user *)p); }
	return r;
}
static noinline unsigned long t_kstrtoint_user(void *p)
{
	unsigned long r = 0;
	{ int v; r = kstrtoint_from_user((char __user *)p, 4, 0, &v); }
	return r;
}
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
	r = !!krealloc(p, 100, GFP_KERNEL);
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
static noinline unsigned long t_kmem_cache_alloc(void *p)
{
	unsigned long r = 0;
	r = !!kmem_cache_alloc(p, GFP_KERNEL);
	return r;
}
static noinline unsigned long t_kmem_cache_free(void *p)
{
	unsigned long r = 0;
	kmem_cache_free(p, big);
	return r;
}
static noinline unsigned long t_kmem_cache_size(void *p)
{
	unsigned long r = 0;
	r = kmem_cache_size(p);
	return r;
}
static noinline unsigned long t_put_page(void *p)
{
	unsigned long r = 0;
	put_page(p);
	return r;
}
static noinline unsigned long t_free_pages(void *p)
{
	unsigned long r = 0;
	free_pages((unsigned long)p, 0);
	return r;
}
static noinline unsigned long t_vunmap(void *p)
{
	unsigned long r = 0;
	vunmap(p);
	return r;
}
static noinline unsigned long t_vmalloc_to_page(void *p)
{
	unsigned long r = 0;
	r = !!vmalloc_to_page(p);
	return r;
}
static noinline unsigned long t_mempool_alloc(void *p)
{
	unsigned long r = 0;
	r = !!mempool_alloc(p, GFP_KERNEL);
	return r;
}
static noinline unsigned long t_idr_find(void *p)
{
	unsigned long r = 0;
	r = !!idr_find(p, 5);
	return r;
}
static noinline unsigned long t_idr_alloc(void *p)
{
	unsigned long r = 0;
	r = idr_alloc(p, big, 0, 0, GFP_KERNEL);
	return r;
}
static noinline unsigned long t_kfifo_in(void *p)
{
	unsigned long r = 0;
	r = __kfifo_in(p, big, 4);
	return r;
}
static noinline unsigned long t_kfifo_put_from(void *p)
{
	unsigned long r = 0;
	r = kfifo_in(&fifo, (char *)p, 8);
	return r;
}
static noinline unsigned long t_argv_split(void *p)
{
	unsigned long r = 0;
	r = !!argv_split(GFP_KERNEL, p, NULL);
	return r;
}
static noinline unsigned long t_match_token(void *p)
{
	unsigned long r = 0;
	{ substring_t a[2]; r = match_token(p, tokens, a); }
	return r;
}
static noinline unsigned long t_kobject_put(void *p)
{
	unsigned long r = 0;
	kobject_put(p);
	return r;
}
static noinline unsigned long t_kobject_get(void *p)
{
	unsigned long r = 0;
	r = !!kobject_get(p);
	return r;
}
static noinline unsigned long t_put_device(void *p)
{
	unsigned long r = 0;
	put_device(p);
	return r;
}
static noinline unsigned long t_module_put(void *p)
{
	unsigned long r = 0;
	module_put(p);
	return r;
}
static noinline unsigned long t_module_name(void *p)
{
	unsigned long r = 0;
	pr_info("bad_pointers: %s\n", module_name(p));
	return r;
}
static noinline unsigned long t_seq_printf(void *p)
{
	unsigned long r = 0;
	seq_printf(p, "x");
	return r;
}
static const struct { const char *name; unsigned long (*f)(void *); } tests[] = {
	{ "strlen", t_strlen },
	{ "strnlen", t_strnlen },
	{ "strcpy_from", t_strcpy_from },
	{ "strcpy_to", t_strcpy_to },
	{ "strncpy_from", t_strncpy_from },
	{ "strncpy_to", t_strncpy_to },
	{ "strlcpy_from", t_strlcpy_from },
	{ "strscpy_from", t_strscpy_from },
	{ "strscpy_to", t_strscpy_to },
	{ "strcat_from", t_strcat_from },
	{ "strcat_to", t_strcat_to },
	{ "strncat_from", t_strncat_from },
	{ "strlcat_to", t_strlcat_to },
	{ "strcmp_a", t_strcmp_a },
	{ "strcmp_b", t_strcmp_b },
	{ "strncmp_b", t_strncmp_b },
	{ "strcasecmp_b", t_strcasecmp_b },
	{ "strncasecmp_a", t_strncasecmp_a },
	{ "strchr", t_strchr },
	{ "strchrnul", t_strchrnul },
	{ "strrchr", t_strrchr },
	{ "strnchr", t_strnchr },
	{ "skip_spaces", t_skip_spaces },
	{ "strim", t_strim },
	{ "strspn", t_strspn },
	{ "strcspn", t_strcspn },
	{ "strpbrk", t_strpbrk },
	{ "strsep", t_strsep },
	{ "sysfs_streq", t_sysfs_streq },
	{ "match_string", t_match_string },
	{ "strstr_a", t_strstr_a },
	{ "strstr_b", t_strstr_b },
	{ "strnstr", t_strnstr },
	{ "memset", t_memset },
	{ "memcpy_from", t_memcpy_from },
	{ "memcpy_to", t_memcpy_to },
	{ "memmove_from", t_memmove_from },
	{ "memmove_to", t_memmove_to },
	{ "memcmp", t_memcmp },
	{ "memchr", t_memchr },
	{ "memchr_inv", t_memchr_inv },
	{ "memscan", t_memscan },
	{ "strreplace", t_strreplace },
	{ "kstrdup", t_kstrdup },
	{ "kstrndup", t_kstrndup },
	{ "kmemdup", t_kmemdup },
	{ "kmemdup_nul", t_kmemdup_nul },
	{ "kasprintf", t_kasprintf },
	{ "kstrtoint", t_kstrtoint },
	{ "kstrtoul", t_kstrtoul },
	{ "kstrtoll16", t_kstrtoll16 },
	{ "kstrtou8", t_kstrtou8 },
	{ "kstrtobool", t_kstrtobool },
	{ "kstrtoint_out", t_kstrtoint_out },
	{ "simple_strtoul", t_simple_strtoul },
	{ "simple_strtol", t_simple_strtol },
	{ "memparse", t_memparse },
	{ "get_option", t_get_option },
	{ "sscanf", t_sscanf },
	{ "sscanf_s", t_sscanf_s },
	{ "sscanf_d", t_sscanf_d },
	{ "sprintf_to", t_sprintf_to },
	{ "snprintf_to", t_snprintf_to },
	{ "scnprintf_to", t_scnprintf_to },
	{ "snprintf_fmt", t_snprintf_fmt },
	{ "fmt_s", t_fmt_s },
	{ "fmt_s5", t_fmt_s5 },
	{ "fmt_ph", t_fmt_ph },
	{ "fmt_phC", t_fmt_phC },
	{ "fmt_pI4", t_fmt_pI4 },
	{ "fmt_pI6", t_fmt_pI6 },
	{ "fmt_pM", t_fmt_pM },
	{ "fmt_pU", t_fmt_pU },
	{ "fmt_pbl", t_fmt_pbl },
	{ "fmt_pb", t_fmt_pb },
	{ "fmt_pV", t_fmt_pV },
	{ "fmt_pap", t_fmt_pap },
	{ "fmt_pt", t_fmt_pt },
	{ "printk_s", t_printk_s },
	{ "print_hex_dump", t_print_hex_dump },
	{ "hex_dump_to_buffer8", t_hex_dump_to_buffer8 },
	{ "bin2hex", t_bin2hex },
	{ "bin2hex_to", t_bin2hex_to },
	{ "hex2bin", t_hex2bin },
	{ "hex2bin_to", t_hex2bin_to },
	{ "find_first_bit", t_find_first_bit },
	{ "find_next_bit", t_find_next_bit },
	{ "bitmap_weight", t_bitmap_weight },
	{ "bitmap_fill", t_bitmap_fill },
	{ "bitmap_or", t_bitmap_or },
	{ "bitmap_parselist", t_bitmap_parselist },
	{ "crc32", t_crc32 },
	{ "sort", t_sort },
	{ "bsearch", t_bsearch },
	{ "list_add", t_list_add },
	{ "list_del", t_list_del },
	{ "list_add_head", t_list_add_head },
	{ "hlist_add", t_hlist_add },
	{ "rb_insert", t_rb_insert },
	{ "rb_erase", t_rb_erase },
	{ "rb_first", t_rb_first },
	{ "rb_next", t_rb_next },
	{ "strncpy_from_user", t_strncpy_from_user },
	{ "copy_from_user", t_copy_from_user },
	{ "copy_to_user", t_copy_to_user },
	{ "clear_user", t_clear_user },
	{ "strndup_user", t_strndup_user },
	{ "memdup_user", t_memdup_user },
	{ "get_user", t_get_user },
	{ "kstrtoint_user", t_kstrtoint_user },
	{ "kfree", t_kfree },
	{ "ksize", t_ksize },
	{ "krealloc", t_krealloc },
	{ "kfree_sensitive", t_kfree_sensitive },
	{ "kvfree", t_kvfree },
	{ "vfree", t_vfree },
	{ "kmem_cache_alloc", t_kmem_cache_alloc },
	{ "kmem_cache_free", t_kmem_cache_free },
	{ "kmem_cache_size", t_kmem_cache_size },
	{ "put_page", t_put_page },
	{ "free_pages", t_free_pages },
	{ "vunmap", t_vunmap },
	{ "vmalloc_to_page", t_vmalloc_to_page },
	{ "mempool_alloc", t_mempool_alloc },
	{ "idr_find", t_idr_find },
	{ "idr_alloc", t_idr_alloc },
	{ "kfifo_in", t_kfifo_in },
	{ "kfifo_put_from", t_kfifo_put_from },
	{ "argv_split", t_argv_split },
	{ "match_token", t_match_token },
	{ "kobject_put", t_kobject_put },
	{ "kobject_get", t_kobject_get },
	{ "put_device", t_put_device },
	{ "module_put", t_module_put },
	{ "module_name", t_module_name },
	{ "seq_printf", t_seq_printf },
};
static ssize_t bad_write(struct file *f, const char __user *ub, size_t len, loff_t *o)
{
	int v, kind;
	void *p;

	if (kstrtoint_from_user(ub, len, 0, &v))
		return -EINVAL;
	kind = v / 1000;
	v %= 1000;
	if (v >= ARRAY_SIZE(tests))
		return -ENOENT;
	p = kind == 0 ? area + PAGE_SIZE : kind == 1 ? NULL : kind == 2 ? (void *)0x6b6b6b6b6b6b6b6b : (void *)0xdead000000000100;
	u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	memset(big, 0, 1024);
	pr_info("bad_pointers: %d %s\n", kind, tests[v].name);
	pr_info("bad_pointers: returned %d\n", !!tests[v].f(p));
	return len;
}
static const struct proc_ops ops = { .proc_write = bad_write };
static int __init bad_init(void)
{
	area = vzalloc(PAGE_SIZE);
	big = kzalloc(1024, GFP_KERNEL);
	proc_create("bad_pointers", 0666, NULL, &ops);
	return 0;
}
static void __exit bad_exit(void) { }
module_init(bad_init);
module_exit(bad_exit);
